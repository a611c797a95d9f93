// What one job does to the database: every method runs on the store's thread inside the group's transaction.
// One file a subject implements it.
//
// A group costs at most two round trips however many jobs it has: fetch() reads what the arrivals need,
// commit() sends what all jobs gathered, each table's rows as one statement. What is rare asks for itself, by
// direct(). Memory holds what this node owns and has not finished; a rollback undoes its changes.
#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>
#include "gateway/pipeline/operator_store.hpp"
#include "gateway/store/keyring.hpp"
#include "gateway/store/postgres/connection.hpp"
#include "gateway/store/postgres/group_writes.hpp"
#include "gateway/store/postgres/id_source.hpp"
#include "gateway/store/postgres/node_lease.hpp"
#include "gateway/store/store_thread.hpp"

namespace sapa::store::pg {

struct database_settings
{
    std::string url{};
    std::filesystem::path keys{};
    std::filesystem::path node{};  // names this node over restarts; locked while it runs
    lease_terms lease{};
};

// Which counter of the ledger a question stands in.
enum class standing : std::uint8_t { in_work, answered, promised, dead_lettered };

// An arrival between its announcement and its turn in the group.
struct arrival
{
    row_id conversation{};
    std::array<unsigned char, 16> key{};
    std::string provider_hash{};  // empty: the provider gives no id
    std::int64_t fingerprint{};
    std::int64_t first_seen{};  // by the server's clock, in ms; kept over tries
    bool undecided{};  // an equal one came to a node of which nobody knows whether it lives: try again
};

// The conversation's row, 0 where it has none.
row_id stored_conversation(connection& db, const keyring& keys, channel_type via, std::string_view sender);

class database final : public group_work
{
public:
    // `work_waits`: see node_lease. Throws where the database, the keyring or the node's file cannot be used.
    database(database_settings settings, std::function<void()> work_waits);
    ~database() override;  // hands back what it owns

    void begin() override;
    void fetch() override;
    void commit() override;
    void rollback() noexcept override;
    void after_commit() noexcept override;
    void idle() noexcept override {}
    bool hopeless(const std::exception& failure) const override;
    void stop() { stop_ = true; }  // waiting for the server ends soon
    const node_lease& lease() const { return lease_; }

    // admission.cpp
    void announce(arrival& what, const mo_message& message, const std::optional<smpp_origin>& origin);
    admission admit(arrival& what, const mo_message& message, const std::optional<smpp_origin>& origin,
                    const joined_parts& joined, ticket group);
    void mute(channel_type via, const std::string& sender, instant until);
    void take_back(const revocation& what, instant now);
    addressee find_addressee(channel_type via, const std::string& sender);
    void announce(const turn& done);
    // parts.cpp
    part_kept keep_part(const sms_part& part, ticket group);
    std::vector<sms_part> parts();
    // turns.cpp
    turn_receipt commit_turn(const turn& done, ticket group);
    void keep_write(row_id inbox, const core_question& question);
    // attempts.cpp
    void begin_attempt(row_id outbox, std::int64_t lease_epoch, instant now);
    void end_attempt(const attempt_result& result);
    void note_report(const delivery_report& report);
    std::vector<unsent> find_failed(const delivery_report& report);
    // epochs.cpp
    row_id begin_epoch(const std::string& account, instant now);
    void end_epoch(row_id epoch, instant now);
    void acknowledged_late(row_id inbox);
    // backlog.cpp
    backlog claim(std::size_t most, instant now);
    ledger balance();
    void probe() { ledger_changed_ = true; }  // makes the group write, so that its commit tells of the disk
    // dead_letters.cpp
    std::optional<unsent> release(row_id outbox, instant now);
    bool drop(row_id outbox, instant now);
    void append_audit(const audit_entry& entry);
    // purge.cpp
    purge_report purge(instant now, const retention& kept, std::size_t most);

private:
    struct open_question
    {
        row_id conversation{};
        instant received_at{};
        bool write_kept{};
    };
    struct open_promise
    {
        row_id inbox{}, conversation{};
    };
    // The conversation of an arrival, as this group has read and changed it.
    struct conversation_row
    {
        std::string key{}, sealed_state{};
        std::int64_t last_number{}, owner{};
        row_id last_inbox{};
        bool stopped{};
        std::optional<instant> muted_until{};
        day_number sender_day{};
        bool owner_lives{}, unfinished{}, handed{};
        bool changed{};
        std::optional<std::string> new_sender{};
        instant last_at{};
    };
    struct earlier
    {
        row_id id{}, epoch{};
        std::int64_t fingerprint{}, node{}, node_beaten{};
        std::optional<instant> epoch_ended{};
        instant received_at{};
        bool late{};
    };
    struct node_file
    {
        explicit node_file(std::filesystem::path file);  // throws where another process has it
        ~node_file();
        membership read() const;  // of the run before; epoch 0: none, or it ended properly
        void write(const membership& now) const;

        std::filesystem::path path{};
        int descriptor{-1};
    };

    // database.cpp
    void connect();
    void join();
    void forget();
    void check_epoch();
    connection& direct();
    void open_transaction();
    void send_writes();
    void send_ledger();
    bool came_through(std::int64_t group);
    void check_keyring();
    void undo(std::function<void()> step) { undo_.push_back(std::move(step)); }
    void count(standing where, std::int64_t change);
    void refuse_stale(std::int64_t lease_epoch) const;
    row_id new_id();
    // admission.cpp
    void read_arrivals(std::vector<cursor>& answers);
    bool is_redelivery(arrival& what, const mo_message& message, const smpp_origin& origin);
    conversation_row& row_of(arrival& what, const mo_message& message);
    void take_or_hand(const arrival& what, conversation_row& row, admission& admitted);
    void learn_other_name(const mo_message& message, const arrival& what);
    // parts.cpp
    std::int64_t lock_set(const std::string& set);
    bool join_parts(const joined_parts& parts, instant now);
    // turns.cpp
    row_id inbox_of(const turn& done);
    row_id replaceable(row_id outbox);
    void end_replaced(const turn& done);
    void end_question(const turn& done);
    void end_promise(const turn& done, row_id inbox);
    void blank_text(row_id inbox, instant now);
    row_id add_outbox(const turn& done, const mt_message& reply, row_id inbox, bool attempt_now);
    row_id add_promise(const turn& done);
    void set_preference(row_id conversation, const preference_change& change, instant now);
    void keep_state(row_id conversation, const std::string& state, instant now);
    // attempts.cpp
    reply_row& change_reply(row_id outbox);
    std::optional<std::string> sealed_ids(const attempt_result& result);
    void mark_dead(row_id inbox, int change);
    void gather_replies();
    void lock_reported();
    // backlog.cpp
    void take_over(std::size_t most, instant now);
    void take_handed(instant now);
    void read_questions(const column& ids, bool handed, instant now);
    void read_outbox(cursor rows, instant now);
    void read_promises(const column& conversations, instant now);
    std::optional<unsent> read_unsent(const cursor& row, bool own);
    // epochs.cpp
    void keep_copy(row_id id, std::int64_t fingerprint, row_id epoch, instant at);
    void trim_copies();
    // purge.cpp
    std::int64_t drop_old_dead_letters(instant now, const retention& kept, std::int64_t limit);
    std::size_t destroy_keys(instant now, const retention& kept);
    std::int64_t purge_marks(instant now, const retention& kept, std::int64_t limit);

    database_settings settings_;
    std::atomic<bool> stop_{};
    node_file node_;
    keyring keys_;
    std::optional<connection> db_{};
    std::chrono::steady_clock::time_point retry_at_{};
    int failures_{};
    membership self_{};
    std::atomic<bool> unowned_waits_{true};  // claim() is to look for it
    node_lease lease_;
    id_source ids_{};

    // What this node owns and has not finished.
    std::unordered_map<row_id, open_question> questions_{};
    std::unordered_map<row_id, open_promise> promises_{};
    std::unordered_map<row_id, reply_row> replies_{};
    backlog taken_{};  // taken over, not yet handed out; in the order of ids

    // Of the present group.
    bool in_transaction_{};
    bool doubtful_{};  // the group before failed: look whether the epoch is still ours
    std::vector<std::function<void()>> undo_{};
    ledger delta_{};
    std::array<std::int64_t, 6> ended_{};
    bool ledger_changed_{};
    group_needs needs_{};
    group_writes writes_{};
    std::unordered_map<row_id, conversation_row> conversations_{};
    std::map<row_id, std::string> states_{};  // sealed, by conversation
    std::unordered_set<std::string> fresh_ids_{};
    std::vector<earlier> copies_{};
    std::int64_t server_clock_{};
    std::vector<row_id> changed_replies_{};

    std::unordered_set<std::int64_t> other_names_{};  // written since the last purge
    static constexpr std::int64_t copies_before_trim = 4000;
    instant last_arrival_{};
    std::int64_t copies_since_trim_{};
    row_id purged_conversation_{};
};

}  // namespace sapa::store::pg
