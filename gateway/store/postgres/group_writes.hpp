// What a group gathers: what its arrivals must read, and the rows that its jobs write, each table's by one
// statement.
#pragma once
#include <optional>
#include <string>
#include <unordered_set>
#include "gateway/store/postgres/connection.hpp"

namespace sapa::store::pg {

// A queued reply or notice as this node knows it; its row is written once a group, whatever happened to it.
struct reply_row
{
    std::int64_t conversation{}, inbox{};
    int purpose{}, channel{}, status{}, attempts{}, segments{}, unknowns{};
    bool open{}, dead{}, stored{true}, changed{};
    std::string account{}, sealed{};  // sealed: only until it is stored
    instant created{};
    std::optional<instant> not_before{}, attempted{}, ended{};
    std::string code{};
    std::optional<std::string> message_ids{};
};

struct group_needs
{
    void clear();
    bool empty() const { return conversations.empty(); }

    std::unordered_set<std::int64_t> known{};  // conversations that are announced
    std::unordered_set<std::string> known_ids{};
    column provider_hashes{bytea_oid}, provider_times{int8_oid};
    column conversations{int8_oid}, keys{bytea_oid}, channels{int8_oid}, senders{bytea_oid}, last4s{int8_oid},
        times{int8_oid};
    column fingerprints{int8_oid};
    column in_turn{int8_oid};                              // conversations whose state will be written
    column reported{int8_oid}, reported_hashes{int8_oid};  // outbox rows, by id or by the provider's id
    std::int64_t reported_day{};
};

struct group_writes
{
    // In the order in which they depend on one another.
    void send(connection& db);
    void clear();
    void insert(std::int64_t id, const reply_row& row, std::int64_t owner);
    void update(std::int64_t id, const reply_row& row);

    static std::vector<bulk> tables();
    enum table : std::size_t {
        conversation_arrivals,
        inbox_new,
        copies_new,
        handed_new,
        inbox_ended,
        conversation_states,
        writes_gone,
        promises_new,
        outbox_new,
        outbox_changed,
        attempts_new,
        sent_new,
        sent_reported,
        reports,
        notified,
    };
    bulk& of(table which) { return all_[which]; }

private:
    std::vector<bulk> all_{tables()};
};

}  // namespace sapa::store::pg
