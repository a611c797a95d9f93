#include "gateway/store/postgres/node_lease.hpp"
#include <poll.h>
#include <algorithm>
#include "gateway/observe/log.hpp"

namespace sapa::store::pg {
namespace {

// A heartbeat that a failover forgets is sent again two seconds later: no need to wait for a disk.
constexpr const char* session = "SET synchronous_commit = off; SET lock_timeout = '4s'; LISTEN sapa";
constexpr milliseconds reconnect_pause{500};

}  // namespace

node_lease::node_lease(std::string url, lease_terms terms, std::function<void(waiting_work)> work_waits)
    : url_(std::move(url)), terms_(terms), work_waits_(std::move(work_waits))
{
    thread_ = std::thread([this] { run(); });
}

node_lease::~node_lease()
{
    stop_ = true;
    thread_.join();
}

void node_lease::keep(membership joined, std::chrono::steady_clock::time_point asked)
{
    {
        std::lock_guard hold(gate_);
        kept_ = joined;
    }
    note_held(asked);
}

void node_lease::let_go()
{
    std::lock_guard hold(gate_);
    kept_ = {};
    held_until_ = 0;
}

membership node_lease::kept() const
{
    std::lock_guard hold(gate_);
    return kept_;
}

// The server's clock began to count at `asked` or later.
void node_lease::note_held(std::chrono::steady_clock::time_point asked)
{
    held_until_ = (asked + terms_.lasts - terms_.margin).time_since_epoch().count();
}

void node_lease::run()
{
    bool told = false;
    while (!stop_) {
        try {
            connection db(url_, session, stop_);
            connected_ = std::chrono::steady_clock::now();
            told = false;
            while (!stop_)
                serve(db);
        } catch (const std::exception& trouble) {
            if (!std::exchange(told, true) && !stop_)
                log_event(log_level::warning, "lease_connection_lost", {{"why", trouble.what()}});
            for (auto left = reconnect_pause; left.count() > 0 && !stop_; left -= milliseconds(50))
                ::poll(nullptr, 0, 50);
        }
    }
}

void node_lease::serve(connection& db)
{
    beat(db);
    fence_others(db);
    const auto mine = kept();
    if (mine.epoch != 0)
        if (const auto waits = work_that_waits(db, mine.epoch); waits != waiting_work::none)
            work_waits_(waits);
    const auto next = std::chrono::steady_clock::now() + terms_.beat;
    for (auto now = std::chrono::steady_clock::now(); now < next && !stop_;
         now = std::chrono::steady_clock::now()) {
        const auto own = std::to_string(kept().epoch);
        const auto left = std::chrono::ceil<milliseconds>(next - now);
        auto waits = waiting_work::none;
        for (const auto& told : db.notifications(std::min(left, milliseconds(200))))
            waits = std::max(waits, told == everybody ? waiting_work::unowned
                                    : told == own     ? waiting_work::handed
                                                      : waiting_work::none);
        if (waits != waiting_work::none)
            work_waits_(waits);
    }
}

void node_lease::beat(connection& db)
{
    const auto mine = kept();
    if (mine.epoch == 0)
        return;
    const auto asked = std::chrono::steady_clock::now();
    int live = 1;
    if (renew_lease(db, mine.slot, mine.epoch, terms_.lasts, live)) {
        live_ = std::max(live, 1);
        note_held(asked);
        return;
    }
    held_until_ = 0;
    log_event(log_level::error, "lease_lost", {{"epoch", mine.epoch}});
    std::lock_guard hold(gate_);
    if (kept_.epoch == mine.epoch)
        kept_ = {};
}

// After the server was away, everybody's lease is over: each gets the time of one to come back.
void node_lease::fence_others(connection& db)
{
    if (std::chrono::steady_clock::now() - connected_ < terms_.lasts)
        return;
    for (const auto& other : expired_nodes(db, kept().epoch))
        if (fence_off(db, other.slot, other.epoch, fence_reason::expired))
            log_event(log_level::warning, "node_fenced_off", {{"epoch", other.epoch}});
}

}  // namespace sapa::store::pg
