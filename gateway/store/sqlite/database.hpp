// What one job does to the database: every method runs on the store's thread inside the group's transaction.
// One file a subject implements it. Memory holds only what is in work; after a rollback it is read again.
#pragma once
#include <boost/unordered/unordered_flat_map.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include "gateway/pipeline/operator_store.hpp"
#include "gateway/store/keyring.hpp"
#include "gateway/store/sqlite/checkpointer.hpp"
#include "gateway/store/sqlite/sqlite.hpp"
#include "gateway/store/store_thread.hpp"

namespace sapa::store {

struct database_settings
{
    std::filesystem::path file{};
    std::filesystem::path keys{};
    std::string vfs{};                    // tests only
    std::int64_t checkpoint_pages{8000};  // of the WAL: beyond it a commit also checkpoints
    std::int64_t idle_checkpoint_pages{500};
    std::int64_t max_pages{};  // tests of a full disk; 0: no limit
};

// Which counter of the ledger a question stands in.
enum class standing : std::uint8_t { in_work, answered, promised, dead_lettered };

// The conversation's row, 0 where it has none (yet): also for read-only connections.
row_id stored_conversation(connection& db, const keyring& keys, channel_type via, std::string_view sender);

// The latest question of a conversation that was answered or promised, 0: none. Also for read-only
// connections.
row_id newest_answered(connection& db, row_id conversation);

class database final : public group_work
{
public:
    explicit database(database_settings settings);

    void begin() override;
    void commit() override;
    void rollback() noexcept override;
    void after_commit() noexcept override;
    void idle() noexcept override;
    bool hopeless(const std::exception& failure) const override;

    // admission.cpp
    admission admit(const mo_message& message, const std::optional<smpp_origin>& origin,
                    const joined_parts& joined, ticket group);
    void mute(channel_type via, const std::string& sender, instant until);
    void take_back(const revocation& what, instant now);
    addressee find_addressee(channel_type via, const std::string& sender);
    // parts.cpp
    part_kept keep_part(const sms_part& part, ticket group);
    std::vector<sms_part> parts();
    // turns.cpp
    turn_receipt commit_turn(const turn& done, ticket group);
    void keep_write(row_id inbox, const core_question& question);
    // attempts.cpp
    void begin_attempt(row_id outbox, std::int64_t lease_epoch, instant now);
    void end_attempt(const attempt_result& result);
    // reports.cpp
    void note_report(const delivery_report& report);
    std::vector<unsent> find_failed(const delivery_report& report);
    // epochs.cpp
    row_id begin_epoch(const std::string& account, instant now);
    void end_epoch(row_id epoch, instant now);
    void acknowledged_late(row_id inbox);
    // backlog.cpp
    backlog claim(std::size_t most, instant now);
    ledger balance() const { return ledger_; }
    void probe() { ledger_changed_ = true; }  // makes the group write, so that its commit tells of the disk
    // dead_letters.cpp
    std::optional<unsent> release(row_id outbox, instant now);
    bool drop(row_id outbox, instant now);
    // purge.cpp
    purge_report purge(instant now, const retention& kept, std::size_t most);
    // operators.cpp
    void append_audit(const audit_entry& entry);

private:
    // Where a sender stands in the index. last_inbox: the newest question that was answered; where the
    // conversation's row is older, that tells its state.
    struct index_place
    {
        std::int64_t hash{};
        row_id conversation{};  // 0: nobody's
        row_id last_inbox{};
    };
    // A conversation with questions in work: its numbers and its state are ahead of its row.
    struct open_conversation
    {
        channel_type via{};
        std::string sender{};
        keyring::digest key{};
        index_place place{};
        std::string sealed_state{};
        std::int64_t last_number{};
        row_id last_inbox{};  // the chain that a search follows
        int in_work{};
        bool stored{};            // has a row
        day_number sender_day{};  // whose key seals the row's sender
    };
    struct open_question
    {
        row_id conversation{};
        std::int64_t number{};
        bool write_kept{};
    };
    struct digest_hash
    {
        std::size_t operator()(const keyring::digest& of) const
        {
            return static_cast<std::size_t>(keyring::number_of(of));
        }
    };
    struct found_conversation
    {
        index_place place{};
        keyring::digest key{};
        bool stored{};
        std::int64_t last_number{};
        row_id last_inbox{};
        std::string sealed_state{};
        bool stopped{};
        std::optional<instant> muted_until{};
        day_number sender_day{};
    };

    void configure();
    void reload();
    void reload_questions();
    void flush_ledger();
    void finish_checkpoint();
    void write_batches();

    // conversations.cpp
    index_place place_at(std::int64_t hash);
    index_place place_of(row_id conversation, std::string_view key);
    found_conversation find_conversation(channel_type via, const std::string& sender);
    void insert_conversation(row_id id, const keyring::digest& key, channel_type via,
                             const std::string& sender, const open_question* last, row_id last_inbox,
                             const std::optional<std::string>& sealed_state, instant now);
    void number_conversation(index_place& place);
    void read_newer(row_id answered, std::int64_t& number, row_id& last, std::string& sealed_state);
    void keep_state(row_id conversation, const std::string& state, instant now);
    void index_conversations();
    void reload_places();
    void forget_conversation(const index_place& place);
    // provider_ids.cpp
    keyring::digest provider_hash(const mo_message& message) const;
    bool seen_provider_id(const mo_message& message);
    void keep_provider_ids();
    void reload_provider_ids();
    // admission.cpp
    void learn_other_name(const mo_message& message, const keyring::digest& key);
    // parts.cpp
    bool was_joined(std::int64_t print, instant now);
    bool join_parts(const joined_parts& parts, instant now);
    // epochs.cpp
    bool is_redelivery(std::int64_t fingerprint, row_id epoch, instant now);
    void close_epoch(row_id epoch, instant ended);
    void end_epochs_left_open();
    void forget_redeliverable(instant now);
    // turns.cpp
    row_id replaceable(row_id outbox);
    void end_replaced(const turn& done);
    void end_question(const turn& done);
    void end_promise(const turn& done, row_id inbox);
    std::optional<std::string> store_state(const turn& done, const open_question& question);
    void blank_text(row_id inbox, instant now);
    row_id add_outbox(const turn& done, const mt_message& reply, row_id inbox, bool attempt_now);
    row_id add_promise(const turn& done);
    void set_preference(row_id conversation, const preference_change& change, instant now);
    row_id inbox_of(const turn& done);
    // attempts.cpp, dead_letters.cpp
    std::optional<std::string> sealed_ids(const attempt_result& result);
    void mark_dead(row_id inbox, int change);
    // reports.cpp
    bool apply_report(row_id outbox, delivery_report::state what, const std::string& code, instant at);
    void match_parked(row_id outbox, std::int64_t hash);
    // sent_ids.cpp
    void note_sent(row_id outbox, const std::string& message_id, instant now);
    row_id find_sent(std::int64_t hash, instant at);
    void write_run(instant now);
    void reload_sent();
    // purge.cpp
    std::size_t destroy_keys(instant now, const retention& kept);
    std::int64_t drop_old_dead_letters(instant now, const retention& kept, std::int64_t limit);
    bool purge_conversations(instant before, std::int64_t limit, purge_report& told);
    std::int64_t purge_marks(instant now, const retention& kept, std::int64_t limit);
    // ledger
    void count(standing where, std::int64_t change);
    standing standing_of(row_id inbox);
    std::optional<unsent> read_unsent(const cursor& row);
    bool claim_questions(backlog& out, std::size_t most, instant now);
    void settle_open_attempts(instant now);
    bool claim_outbox(backlog& out, std::size_t most, instant now);
    bool claim_promises(backlog& out, std::size_t most, instant now);
    void give_up_question(row_id inbox, instant now);

    // Two writers of one file would each keep a memory of their own.
    struct file_lock
    {
        explicit file_lock(const std::filesystem::path& file);
        ~file_lock();
        int descriptor{-1};
    };
    // How far the backlog was handed out.
    struct claim_position
    {
        row_id inbox{}, outbox{}, promise{};
    };

    database_settings settings_;
    file_lock lock_;
    keyring keys_;
    connection db_;

    ledger ledger_{};
    std::array<std::int64_t, 6> ended_{};  // turns of this group by turn_end
    bool ledger_changed_{};
    bool stale_{};  // memory could not be read again after a rollback
    row_id next_inbox_{1}, next_outbox_{1}, next_conversation_{1};
    std::unordered_map<row_id, open_conversation> conversations_{};
    boost::unordered_flat_map<row_id, open_question> questions_{};
    boost::unordered_flat_map<std::int64_t, index_place> fresh_places_{};  // by their hash, not yet in the index
    row_id conversations_indexed_{1};                                      // those before have been
    row_id batches_upto_{1};  // what answered inbox rows before it brought stands in the batches
    row_id next_batch_{1};
    std::int64_t redeliverable_{};  // rows of that table
    std::int64_t parked_reports_{};
    boost::unordered_flat_map<std::int64_t, row_id>
        fresh_sent_{};                       // hash of the provider's id -> outbox, not yet in a run
    std::vector<std::int64_t> sent_runs_{};  // their times, oldest first
    boost::unordered_flat_map<keyring::digest, instant, digest_hash> fresh_ids_{};  // not yet in their bucket
    std::int64_t oldest_id_day_{};
    std::int64_t wal_pages_{};
    std::optional<checkpointer> checkpointer_{};

    // The backlog is what stood unfinished when the store was opened.
    claim_position claim_end_{}, claimed_{}, claimed_before_{};
    row_id purged_conversation_{};
};

}  // namespace sapa::store
