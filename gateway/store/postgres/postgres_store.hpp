// The store on PostgreSQL: the same promises as on SQLite, for several nodes over one database. All calls
// come from the thread of `home`, except the operators' reads, which may come from any.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <optional>
#include <string>
#include "gateway/pipeline/operator_store.hpp"
#include "gateway/store/postgres/database.hpp"
#include "gateway/store/store_thread.hpp"

namespace sapa {

struct postgres_settings
{
    std::string url{};             // postgresql://user@host1,host2/sapa
    std::string keys{"var/keys"};  // the same keys for all nodes
    std::string node{"var/node"};  // file that names this node over restarts
    store::group_limits group{};
    store::pg::lease_terms lease{};
};

inline bool is_postgres_url(const std::string& url)
{
    return url.starts_with("postgresql://") || url.starts_with("postgres://");
}

// The ledger as it stands, without joining the nodes.
ledger read_ledger(const postgres_settings& settings);

class postgres_store final : public durable_store
{
public:
    // Throws std::runtime_error where the database, the keyring or the node's file cannot be used, or the
    // schema is newer than this program can bear.
    postgres_store(asio::any_io_executor home, postgres_settings settings);
    ~postgres_store() override;  // commits what is queued, hands back its leases

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

    bool may_send() const override { return database_.lease().held(); }
    int live_nodes() const override { return database_.lease().live(); }
    void when_work_waits(std::function<void()> tell) override;

private:
    postgres_settings settings_;
    asio::any_io_executor home_;
    // Called at home; set once.
    std::shared_ptr<std::function<void()>> tell_{std::make_shared<std::function<void()>>()};
    std::optional<store::pg::connection>
        watching_{};  // of load(), which is called one at a time; kept for the next
    store::pg::database database_;
    store::store_thread thread_;  // last: it ends before the database goes
};

}  // namespace sapa
