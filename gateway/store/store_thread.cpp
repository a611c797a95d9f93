// The store's thread: groups, batches, tickets.
#include "gateway/store/store_thread.hpp"
#include <algorithm>
#include <boost/asio/post.hpp>
#include <map>

namespace sapa::store {

// What the home thread knows of groups. Touched there alone.
struct store_thread::home_side
{
    struct range
    {
        std::uint64_t first{}, last{};
    };

    bool held(std::uint64_t group) const
    {
        return std::ranges::none_of(failed, [&](range r) { return r.first <= group && group <= r.last; });
    }

    void settled_with(std::uint64_t group, bool holds)
    {
        settled = group;
        if (holds)
            return;
        if (!failed.empty() && failed.back().last + 1 == group)
            failed.back().last = group;
        else
            failed.push_back({group, group});
        if (failed.size() > failures_kept)
            failed.pop_front();
    }

    void wake_settled()
    {
        while (!sleepers.empty() && sleepers.begin()->first <= settled) {
            auto ready = sleepers.extract(sleepers.begin());
            for (auto& wake : ready.mapped())
                std::move(wake)();
        }
    }

    // A ticket is asked for soon after it was given, so only the latest failures matter.
    static constexpr std::size_t failures_kept = 1000;
    std::uint64_t settled{};
    std::deque<range> failed{};
    std::map<std::uint64_t, std::vector<waker<>>> sleepers{};
};

store_thread::store_thread(asio::any_io_executor home, group_work& work, group_limits limits)
    : home_(std::move(home)), work_(work), limits_(limits), home_side_(std::make_shared<home_side>())
{
    thread_ = std::thread([this] { run(); });
}

store_thread::~store_thread()
{
    {
        std::lock_guard hold(gate_);
        stopping_ = true;
    }
    arrived_.notify_one();
    thread_.join();
}

void store_thread::push(job_base& job)
{
    bool asleep = false;
    {
        std::lock_guard hold(gate_);
        queue_.push_back(&job);
        asleep = std::exchange(sleeping_, false);
    }
    if (asleep)
        arrived_.notify_one();
}

std::size_t store_thread::waiting() const
{
    std::lock_guard hold(gate_);
    return queue_.size();
}

void store_thread::admit_arrival() const
{
    std::lock_guard hold(gate_);
    if (queue_.size() >= limits_.queue_max)
        throw store_full("store: its queue is full");
}

async<bool> store_thread::durable(ticket group)
{
    const auto number = static_cast<std::uint64_t>(group);
    auto side = home_side_;
    if (number > side->settled) {
        auto start = [&](waker<> wake) { side->sleepers[number].push_back(std::move(wake)); };
        co_await sleep<>(start);
    }
    co_return side->held(number);
}

std::vector<store_thread::job_base*> store_thread::take()
{
    constexpr std::chrono::milliseconds idle_after{50};
    std::unique_lock hold(gate_);
    bool told_idle = false;
    while (queue_.empty() && !stopping_) {
        sleeping_ = true;
        const auto ready = [&] { return !queue_.empty() || stopping_; };
        if (told_idle)
            arrived_.wait(hold, ready);
        else if (!arrived_.wait_for(hold, idle_after, ready)) {
            told_idle = true;
            hold.unlock();
            work_.idle();
            hold.lock();
        }
    }
    sleeping_ = false;
    const auto count = std::min(queue_.size(), limits_.group_max);
    std::vector<job_base*> jobs(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(count));
    queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(count));
    return jobs;
}

void store_thread::run()
{
    for (auto jobs = take(); !jobs.empty(); jobs = take())
        run_group(std::move(jobs));
}

// Runs and commits the jobs as one group, or says why not. run_through: all ran and the early ones were
// woken.
std::exception_ptr store_thread::attempt(std::vector<job_base*>& jobs, bool& run_through)
{
    const auto mine = static_cast<ticket>(++group_);
    try {
        work_.begin();
        for (auto* job : jobs)
            job->prepare();
        work_.fetch();
        for (auto* job : jobs) {
            job->failure = nullptr;
            try {
                job->run(mine);
            } catch (const store_refused&) {
                job->failure = std::current_exception();
            }
        }
        run_through = true;
        wake_early(jobs);
        work_.commit();
        return nullptr;
    } catch (...) {
        auto failure = std::current_exception();
        work_.rollback();
        return failure;
    }
}

void store_thread::run_group(std::vector<job_base*> jobs)
{
    bool run_through = false;
    auto failure = attempt(jobs, run_through);
    if (!failure) {
        settle(jobs, true);
        return work_.after_commit();
    }
    bool hopeless = true;
    auto told = failure;
    try {
        std::rethrow_exception(failure);
    } catch (const store_full&) {
    } catch (const std::exception& why) {
        hopeless = work_.hopeless(why);
        if (hopeless || run_through)
            told = std::make_exception_ptr(store_full(why.what()));
    }
    if (hopeless || run_through || jobs.size() == 1) {
        for (auto* job : jobs)
            job->failure = told;
        failure = told = nullptr;  // whoever is woken holds it alone
        if (!run_through)
            wake_early(jobs);
        return settle(jobs, false);
    }
    // One of them spoils the group: each alone, so that only that one fails.
    settle({}, false);
    for (auto* job : jobs)
        run_group(std::vector{job});
}

// Takes the early ones out of `jobs`: once woken, their coroutines go on and the job is gone.
void store_thread::wake_early(std::vector<job_base*>& jobs)
{
    auto early =
        std::stable_partition(jobs.begin(), jobs.end(), [](const job_base* job) { return !job->early; });
    std::vector<waker<>> ready;
    for (auto at = early; at != jobs.end(); ++at)
        ready.push_back(std::move(*(*at)->wake));
    jobs.erase(early, jobs.end());
    if (ready.empty())
        return;
    asio::post(home_, [ready = std::move(ready)]() mutable {
        for (auto& wake : ready)
            std::move(wake)();
    });
}

void store_thread::settle(const std::vector<job_base*>& jobs, bool held)
{
    std::vector<waker<>> ready;
    for (auto* job : jobs)
        ready.push_back(std::move(*job->wake));
    asio::post(home_, [side = home_side_, group = group_, held, ready = std::move(ready)]() mutable {
        side->settled_with(group, held);
        for (auto& wake : ready)
            std::move(wake)();
        side->wake_settled();
    });
}

}  // namespace sapa::store
