// The store's thread: the only writer. It takes all jobs that wait, runs them in one transaction and commits;
// coroutines sleep at home and are woken in batches, at most two a group: before the commit those who may go
// on, after it those who need the disk.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <type_traits>
#include <variant>
#include <vector>
#include "gateway/async/async.hpp"
#include "gateway/async/sleep.hpp"
#include "gateway/pipeline/conversation_store.hpp"
#include "gateway/pipeline/store_errors.hpp"

namespace sapa::store {

// What a group does to the database. All calls come from the store's thread.
class group_work
{
public:
    virtual ~group_work() = default;
    virtual void begin() = 0;
    virtual void fetch() {}  // after every job's prepare(), before the first runs: one reading for them all
    virtual void commit() = 0;                 // throws: nothing of the group holds
    virtual void rollback() noexcept = 0;      // also forgets what memory knows of the group
    virtual void after_commit() noexcept = 0;  // its waiters are on their way: time for upkeep
    virtual void idle() noexcept = 0;          // nothing has waited for a while
    // Would the same group fail again (disk full), whatever its jobs are?
    virtual bool hopeless(const std::exception& failure) const = 0;
};

struct group_limits
{
    std::size_t group_max{1000};    // jobs a transaction
    std::size_t queue_max{20'000};  // arrivals beyond are refused with store_full; turns and outcomes are
                                    // not, since what is in work bounds them
};

class store_thread
{
public:
    // `home`: the executor of the coroutines that call; one thread runs it.
    store_thread(asio::any_io_executor home, group_work& work, group_limits limits);
    ~store_thread();  // finishes what is queued
    store_thread(const store_thread&) = delete;
    store_thread& operator=(const store_thread&) = delete;

    // Runs `job(ticket)` in a group and answers with its result before the commit. A job may run twice (when
    // another of its group failed), so it moves nothing out of itself. It throws store_refused only before
    // its first write; any other exception undoes the group, and its jobs are tried one by one. Where the job
    // has a prepare(), that is called before any job of the group runs.
    template <class Job>
    async<std::invoke_result_t<Job&, ticket>> early(Job job)
    {
        return submit(std::move(job), true);
    }
    // The same, but answers when the group is on disk; throws store_full where it is not.
    template <class Job>
    async<std::invoke_result_t<Job&, ticket>> committed(Job job)
    {
        return submit(std::move(job), false);
    }

    async<bool> durable(ticket group);

    // Jobs that wait for the next group. From any thread.
    std::size_t waiting() const;
    std::size_t waiting_max() const { return limits_.queue_max; }

    // Throws store_full where the queue is full.
    void admit_arrival() const;

private:
    struct job_base
    {
        explicit job_base(bool early_) : early(early_) {}
        virtual ~job_base() = default;
        virtual void prepare() {}
        virtual void run(ticket group) = 0;
        job_base* next{};
        bool early{};
        std::exception_ptr failure{};
        std::optional<waker<>> wake{};
    };
    template <class Job, class Result>
    struct job_of final : job_base
    {
        job_of(Job job, bool early_) : job_base(early_), work(std::move(job)) {}
        void prepare() override
        {
            if constexpr (requires { work.prepare(); })
                work.prepare();
        }
        void run(ticket group) override
        {
            if constexpr (std::is_void_v<Result>)
                work(group);
            else
                result = work(group);
        }
        Job work;
        std::conditional_t<std::is_void_v<Result>, std::monostate, Result> result{};
    };
    struct home_side;  // lives at home, outlives the thread where a batch is under way

    template <class Job, class Result = std::invoke_result_t<Job&, ticket>>
    async<Result> submit(Job job, bool early_)
    {
        job_of<Job, Result> mine(std::move(job), early_);
        auto start = [this, &mine](waker<> wake) {
            mine.wake.emplace(std::move(wake));
            push(mine);
        };
        co_await sleep<>(start);
        if (mine.failure)
            std::rethrow_exception(mine.failure);
        if constexpr (!std::is_void_v<Result>)
            co_return std::move(mine.result);
    }

    void push(job_base& job);
    void run();
    std::vector<job_base*> take();
    void run_group(std::vector<job_base*> jobs);
    std::exception_ptr attempt(std::vector<job_base*>& jobs, bool& run_through);
    void wake_early(std::vector<job_base*>& jobs);
    void settle(const std::vector<job_base*>& jobs, bool held);

    asio::any_io_executor home_;
    group_work& work_;
    group_limits limits_;
    std::shared_ptr<home_side> home_side_;

    mutable std::mutex gate_{};
    std::condition_variable arrived_{};
    std::deque<job_base*> queue_{};
    bool sleeping_{};
    bool stopping_{};

    std::uint64_t group_{};
    std::thread thread_{};
};

}  // namespace sapa::store
