// The store as operators see it: what is kept, found, released and forgotten. Reads are plain calls on
// read-only connections of their own: call them from the work thread. Changes go through the store's thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>
#include "gateway/async/async.hpp"
#include "gateway/pipeline/conversation_store.hpp"

namespace sapa {

// How long each kind is kept after its end. What is older loses its key first, then its row.
struct retention
{
    int texts_days{30};           // questions, replies and traces can be read; then their keys go
    int messages_days{90};        // their rows: when, by which account, what became of them
    int conversations_days{180};  // since the last question: state, sender, preferences
    int reports_days{7};          // early receipts that never found their message, parts without the others
    int dead_letters_days{90};    // then one counts as dropped
    int audit_days{730};
};

struct purge_report
{
    std::int64_t messages{}, replies{}, conversations{}, dead_letters{}, others{};
    std::size_t keys_destroyed{};
    bool more{};  // call again: the batch was full
};

struct dead_letter
{
    row_id outbox{}, inbox{}, conversation{};
    channel_type via{};
    std::string account{}, recipient{};  // masked
    std::string code{};
    int attempts{};
    instant created_at{}, ended_at{};
};

// One step in the life of a message, oldest first.
struct timeline_step
{
    instant at{};
    std::string what{};  // "received", "answered", "reply", "attempt", "accepted", "report"
    std::string
        words{};  // text, code or trace; texts masked unless asked for, "(expired)" where the key is gone
};

struct found_message
{
    row_id inbox{}, conversation{};
    std::int64_t number{};
    channel_type via{};
    std::string sender{};  // masked unless asked for
    std::string text{};    // masked likewise
    std::string intent{};
    std::string status{};  // "in work", "answered", "promised"
    instant received_at{};
};

struct queued_message
{
    row_id outbox{}, inbox{}, conversation{};
    channel_type via{};
    std::string account{}, recipient{};  // masked
    int attempts{};
    bool attempt_open{};
    instant created_at{}, not_before{};
};

struct audit_entry
{
    instant at{};
    std::string who{}, what{}, about{}, reason{};
};

struct affected_person
{
    row_id conversation{};
    channel_type via{};
    std::string sender{};  // whole: they must be told
    std::int64_t messages{};
};

// How much the store has before it, for the gauges.
struct store_load
{
    std::size_t waiting{}, waiting_max{};            // jobs of this node
    std::optional<instant> oldest_question{};        // in work: neither answered nor promised
    std::optional<instant> oldest_reply{};           // queued
    std::optional<instant> last_backup{};            // by the audit log
    std::uint64_t octets{};                          // on disk, where it is ours to know
};

class operator_store
{
public:
    virtual ~operator_store() = default;

    // -- reads: from any thread --
    virtual store_load load() = 0;
    virtual std::vector<dead_letter> dead_letters(std::size_t most) = 0;
    virtual std::vector<queued_message> queued(std::size_t most) = 0;
    // Empty: no such message.
    virtual std::vector<timeline_step> timeline(row_id inbox, bool unmasked) = 0;
    // `number`: a whole number (any spelling parse_msisdn reads, or a WhatsApp user id) or its last four
    // digits.
    virtual std::vector<found_message> search(std::string number, std::size_t most, bool unmasked) = 0;
    // Questions received in [from, to), newest first: what a time, an intent or a state is looked for in.
    virtual std::vector<found_message> recent(instant from, instant to, std::size_t most, bool unmasked) = 0;
    virtual std::vector<std::pair<std::string, std::string>> preferences(channel_type via,
                                                                         std::string sender) = 0;
    virtual std::vector<audit_entry> audit(std::size_t most) = 0;
    // Whose messages a leak of this day's keys and rows would show (day in WIB).
    virtual std::vector<affected_person> affected(date day) = 0;
    // A consistent copy while the store runs; its integrity is checked. Throws std::runtime_error.
    virtual void back_up(std::string file) = 0;

    // -- changes --
    // Queues it again; nullopt: it is no dead letter (any more). Hand what comes back to the dispatcher.
    virtual async<std::optional<unsent>> release(row_id outbox, instant now) = 0;
    virtual async<bool> drop(row_id outbox, instant now) = 0;
    virtual async<purge_report> purge(instant now, retention kept, std::size_t most) = 0;
    virtual async<void> append_audit(audit_entry entry) = 0;
    // Does the store commit? Writes a page and waits for the disk, as /readyz must.
    virtual async<bool> commits() = 0;
};

// Both sides of one store, as the gateway opens it.
class durable_store : public conversation_store, public operator_store
{
};

}  // namespace sapa
