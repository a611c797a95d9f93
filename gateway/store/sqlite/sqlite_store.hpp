// The store on SQLite: one file, one writer thread, group commit. All calls come from the thread of `home`,
// except the operators' reads, which may come from any.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <string>
#include "gateway/pipeline/conversation_store.hpp"
#include "gateway/pipeline/operator_store.hpp"
#include "gateway/store/sqlite/database.hpp"
#include "gateway/store/store_thread.hpp"

namespace sapa {

struct sqlite_settings
{
    std::string url{"sqlite:var/sapa.db"};
    std::string keys{"var/keys"};
    store::group_limits group{};
    std::int64_t checkpoint_pages{8000};  // 32 MB of WAL
    std::string vfs{};                    // tests only
    std::int64_t max_pages{};             // tests only
};

// The ledger as it stands on disk, without opening the store for writing: also while a server runs.
ledger read_ledger(const sqlite_settings& settings);

class sqlite_store final : public durable_store
{
public:
    // Throws std::runtime_error where the file or keyring cannot be used, the schema is newer, or another
    // process holds the file.
    sqlite_store(asio::any_io_executor home, sqlite_settings settings);
    ~sqlite_store() override;  // commits what is queued

    async<admission> admit(mo_message message, std::optional<smpp_origin> origin,
                           joined_parts joined) override;
    async<part_kept> keep_part(sms_part part) override;
    async<ticket> note_report(delivery_report report) override;
    async<std::vector<unsent>> find_failed(delivery_report report) override;
    async<ticket> mute(channel_type via, std::string sender, instant until) override;
    async<ticket> take_back(revocation what, instant now) override;
    async<bool> durable(ticket committed) override;
    async<addressee> find_addressee(channel_type via, std::string sender) override;
    async<void> keep_write(row_id inbox, core_question question) override;
    async<turn_receipt> commit_turn(turn done) override;
    async<ticket> begin_attempt(row_id outbox, std::int64_t lease_epoch, instant now) override;
    async<ticket> end_attempt(attempt_result result) override;
    async<row_id> begin_epoch(std::string account, instant now) override;
    async<void> end_epoch(row_id epoch, instant now) override;
    async<ticket> acknowledged_late(row_id inbox) override;
    async<backlog> claim(std::size_t most, instant now) override;
    async<std::vector<sms_part>> parts() override;
    async<ledger> balance() override;

    store_load load() override;
    std::vector<dead_letter> dead_letters(std::size_t most) override;
    std::vector<queued_message> queued(std::size_t most) override;
    std::vector<timeline_step> timeline(row_id inbox, bool unmasked) override;
    std::vector<found_message> search(std::string number, std::size_t most, bool unmasked) override;
    std::vector<found_message> recent(instant from, instant to, std::size_t most, bool unmasked) override;
    std::vector<std::pair<std::string, std::string>> preferences(channel_type via,
                                                                 std::string sender) override;
    std::vector<audit_entry> audit(std::size_t most) override;
    std::vector<affected_person> affected(date day) override;
    void back_up(std::string file) override;
    async<std::optional<unsent>> release(row_id outbox, instant now) override;
    async<bool> drop(row_id outbox, instant now) override;
    async<purge_report> purge(instant now, retention kept, std::size_t most) override;
    async<void> append_audit(audit_entry entry) override;
    async<bool> commits() override;

private:
    sqlite_settings settings_;
    std::filesystem::path file_;
    store::database database_;
    store::store_thread thread_;  // last: it ends before the database goes
};

}  // namespace sapa
