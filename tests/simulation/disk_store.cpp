#include "disk_store.hpp"

#include <sodium.h>
#include <unistd.h>
#include <algorithm>
#include <boost/asio/post.hpp>
#include <filesystem>
#include "gateway/pipeline/store_errors.hpp"

namespace sapa::simulation {
namespace {

// Keys that are the same in every run: conversations get their ids from them.
const char* told_name() { return "simulated"; }
std::mt19937& key_dice()
{
    static std::mt19937 dice(1);
    return dice;
}
std::uint32_t told_number() { return static_cast<std::uint32_t>(key_dice()()); }
void told_octets(void* const to, const std::size_t size)
{
    for (std::size_t i = 0; i < size; ++i)
        static_cast<unsigned char*>(to)[i] = static_cast<unsigned char>(key_dice()());
}

// One keyring for all worlds of this process, gone with it.
struct key_folder
{
    key_folder()
    {
        static randombytes_implementation told{told_name, told_number, nullptr,
                                               nullptr,   told_octets, nullptr};
        randombytes_set_implementation(&told);
        where = std::filesystem::temp_directory_path() / fmt::format("sapa-simulation-{}", ::getpid());
        std::filesystem::remove_all(where);
        std::filesystem::create_directories(where);
        const store::keyring first(where / "keys");
    }
    ~key_folder() { std::filesystem::remove_all(where); }
    std::filesystem::path where{};
};
const std::filesystem::path& folder()
{
    static const key_folder only;
    return only.where;
}

constexpr std::size_t group_max = 100;

}  // namespace

disk::disk(const std::string& name)
    : settings{.file = folder() / name, .keys = folder() / "keys", .vfs = "memdb"},
      keeps_(settings.file.string(), store::connection::mode::read_write, settings.vfs)
{
}

disk_store::disk_store(asio::any_io_executor home, world& in, witness& seen, disk& on)
    : home_(std::move(home)),
      in_(in),
      seen_(seen),
      disk_(on),
      database_(std::make_unique<store::database>(on.settings))
{
}

disk_store::~disk_store() = default;

void disk_store::die()
{
    dead_ = true;
    // A waiter lives in the frame that it would wake: it is taken out to be destroyed.
    const auto drop = [](job* one) { const auto gone = std::exchange(one->wake, std::nullopt); };
    const auto waiting = std::exchange(jobs_, {});
    const auto running = std::exchange(group_, {});
    std::ranges::for_each(waiting, drop);
    std::ranges::for_each(running, drop);
    sleepers_.clear();
}

async<void> disk_store::submit(std::function<void(ticket)> run, bool early)
{
    job mine;
    mine.run = std::move(run);
    mine.early = early;
    auto start = [this, &mine](waker wake) {
        mine.wake.emplace(std::move(wake));
        push(mine);
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(start, asio::use_awaitable);
    if (mine.failure)
        std::rethrow_exception(mine.failure);
}

void disk_store::push(job& one)
{
    jobs_.push_back(&one);
    if (busy_ || dead_)
        return;
    busy_ = true;
    in_.in_this_life(milliseconds(0), [this] { begin_group(); });
}

void disk_store::begin_group()
{
    const auto count = static_cast<std::ptrdiff_t>(std::min(jobs_.size(), group_max));
    group_.assign(jobs_.begin(), jobs_.begin() + count);
    jobs_.erase(jobs_.begin(), jobs_.begin() + count);
    ++number_;
    // A full disk shows in the middle of the jobs or only at the commit.
    if (!run_jobs() || (disk_.full && in_.percent(30)))
        return fail_group(std::move(group_));
    std::vector<job*> early;
    std::ranges::copy_if(group_, std::back_inserter(early), [](const job* one) { return one->early; });
    std::erase_if(group_, [](const job* one) { return one->early; });
    wake(early);
    in_.in_this_life(in_.between(disk_.least, disk_.most), [this] { commit_group(); });
}

bool disk_store::run_jobs()
{
    try {
        database_->begin();
        for (auto* one : group_) {
            try {
                one->run(ticket(number_));
            } catch (const store_refused&) {
                one->failure = std::current_exception();
            }
        }
        return true;
    } catch (const std::exception& failure) {
        in_.violated("the store fails: {}", failure.what());
        return false;
    }
}

void disk_store::commit_group()
{
    if (disk_.full)
        return fail_group(std::move(group_));
    database_->commit();
    for (auto& tell : std::exchange(facts_, {}))
        tell();
    seen_.balance(database_->balance());
    settle();
    wake(group_);
    database_->after_commit();
}

void disk_store::fail_group(std::vector<job*> jobs)
{
    in_.note("store: a group of {} fails", jobs.size());
    database_->rollback();
    facts_.clear();
    for (auto* one : jobs)
        one->failure = std::make_exception_ptr(store_full("store: the disk is full"));
    failed_.push_back(number_);
    settle();
    wake(jobs);
    group_.clear();
}

void disk_store::settle()
{
    settled_ = number_;
    for (auto& [group, sleeper] : std::exchange(sleepers_, {}))
        asio::post(home_, [ready = std::move(sleeper)]() mutable { std::move(ready)(); });
    busy_ = !jobs_.empty();
    if (busy_)
        in_.in_this_life(milliseconds(0), [this] { begin_group(); });
}

void disk_store::wake(std::vector<job*>& jobs)
{
    for (auto* one : jobs) {
        auto ready = std::move(*one->wake);
        one->wake.reset();
        asio::post(home_, [ready = std::move(ready)]() mutable { std::move(ready)(); });
    }
    jobs.clear();
}

async<bool> disk_store::durable(ticket committed)
{
    if (disk_.broken == breakage::acknowledges_before_commit)
        co_return true;
    const auto group = static_cast<std::uint64_t>(committed);
    if (group > settled_ || dead_) {
        auto start = [this, group](waker wake) { sleepers_.emplace_back(group, std::move(wake)); };
        co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(start, asio::use_awaitable);
    }
    co_return std::ranges::find(failed_, group) == failed_.end();
}

}  // namespace sapa::simulation
