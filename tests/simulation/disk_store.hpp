// The SQLite store's own database on a disk in memory, its group commits on the simulated clock instead of a
// thread. What store_thread promises its callers is kept here: early answers before the commit, the others
// after it, store_full where it fails.
#pragma once
#include <boost/asio/async_result.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>
#include "breakage.hpp"
#include "gateway/async/async.hpp"
#include "gateway/store/sqlite/database.hpp"
#include "witness.hpp"

namespace sapa::simulation {

// Outlives the gateway's lives: what was committed stays.
struct disk
{
    explicit disk(const std::string& name);
    store::database_settings settings{};
    bool full{};
    milliseconds least{1}, most{8};  // a commit
    breakage broken{};

private:
    store::connection keeps_;
};

class disk_store final : public conversation_store
{
public:
    disk_store(asio::any_io_executor home, world& in, witness& seen, disk& on);
    ~disk_store() override;

    // The process is dead: nobody is answered any more, and who waits is gone.
    void die();
    bool idle() const { return jobs_.empty() && !busy_; }

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

private:
    using waker = asio::async_result<asio::use_awaitable_t<>, void()>::handler_type;
    struct job
    {
        std::function<void(ticket)> run{};
        bool early{};
        std::exception_ptr failure{};
        std::optional<waker> wake{};
    };

    async<void> submit(std::function<void(ticket)> run, bool early);
    template <class Result>
    async<Result> early(std::function<Result(ticket)> run);
    template <class Result>
    async<Result> committed(std::function<Result(ticket)> run);
    void push(job& one);
    void begin_group();
    bool run_jobs();
    void commit_group();
    void fail_group(std::vector<job*> jobs);
    void settle();
    void wake(std::vector<job*>& jobs);
    void when_committed(std::function<void()> tell) { facts_.push_back(std::move(tell)); }

    asio::any_io_executor home_;
    world& in_;
    witness& seen_;
    disk& disk_;
    std::unique_ptr<store::database> database_;
    std::deque<job*> jobs_{};
    std::vector<job*> group_{};  // run, waiting for the commit
    std::vector<std::function<void()>> facts_{};
    std::vector<std::pair<std::uint64_t, waker>> sleepers_{};
    std::vector<std::uint64_t> failed_{};
    std::uint64_t number_{}, settled_{};
    bool busy_{}, dead_{};
};

}  // namespace sapa::simulation
