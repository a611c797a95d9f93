#include "schedule.hpp"

#include <algorithm>
#include <optional>
#include "core_peer.hpp"
#include "crowd.hpp"
#include "gateway_life.hpp"
#include "graph_peer.hpp"
#include "smsc_peer.hpp"

namespace sapa::simulation {
namespace {

using namespace std::chrono_literals;

constexpr auto drain_limit = 2h;

class schedule
{
public:
    schedule(std::uint32_t seed, telling how, breakage broken);
    report run();

private:
    // A fault: what it does to the world, and how it ends.
    struct fault
    {
        void (schedule::*begins)();
        void (schedule::*ends)();
    };
    static const std::vector<fault>& faults();

    void plan();
    void start_gateway();
    void crash();
    void run_until(time_point end, bool until_quiet);
    bool quiet() const;

    void core_down() { core_.mood = {.down = true}; }
    void core_slow() { core_.mood = {.silent = 10, .least = 500ms, .most = 9000ms}; }
    void core_failing() { core_.mood = {.silent = 3, .failing = 30, .busy = 5, .cut = 10}; }
    void core_well() { core_.mood = {}; }
    void links_cut() { smsc_.hang_up(); }
    void links_flapping() { smsc_.mood = {.cut = 20}; }
    void smsc_away()
    {
        smsc_.mood.unreachable = true;
        smsc_.hang_up();
    }
    void smsc_busy() { smsc_.mood = {.throttled = 25, .queue_full = 10, .refused = 5}; }
    void smsc_lossy() { smsc_.mood = {.unanswered = 8, .late = 4, .twice = 15}; }
    void smsc_well() { smsc_.mood = {}; }
    void graph_away() { graph_.mood.unreachable = true; }
    void graph_busy() { graph_.mood = {.throttled = 20, .pair_rate = 10, .failing = 10}; }
    void graph_lossy() { graph_.mood = {.silent = 10, .cut = 10, .twice = 40, .slowest = 5000ms}; }
    void graph_well() { graph_.mood = {}; }
    void disk_full() { disk_.full = true; }
    void disk_slow() { disk_.most = 3000ms; }
    void disk_well()
    {
        disk_.full = false;
        disk_.most = 8ms;
        seen_.trouble();
    }
    void clock_set();
    void nothing() {}

    world in_;
    witness seen_;
    disk disk_;
    smsc_peer smsc_;
    graph_peer graph_;
    core_peer core_;
    crowd crowd_;
    life_settings with_{};
    milliseconds active_{};
    std::optional<gateway_life> gateway_;
};

const std::vector<schedule::fault>& schedule::faults()
{
    static const std::vector<fault> all{
        {&schedule::core_down, &schedule::core_well},
        {&schedule::core_slow, &schedule::core_well},
        {&schedule::core_failing, &schedule::core_well},
        {&schedule::links_cut, &schedule::nothing},
        {&schedule::links_flapping, &schedule::smsc_well},
        {&schedule::smsc_away, &schedule::smsc_well},
        {&schedule::smsc_busy, &schedule::smsc_well},
        {&schedule::smsc_lossy, &schedule::smsc_well},
        {&schedule::graph_away, &schedule::graph_well},
        {&schedule::graph_busy, &schedule::graph_well},
        {&schedule::graph_lossy, &schedule::graph_well},
        {&schedule::disk_slow, &schedule::disk_well},
        {&schedule::disk_full, &schedule::disk_well},
        {&schedule::crash, &schedule::nothing},
        {&schedule::crash, &schedule::nothing},
        {&schedule::clock_set, &schedule::nothing},
    };
    return all;
}

schedule::schedule(std::uint32_t seed, telling how, breakage broken)
    : in_(seed),
      seen_(in_),
      disk_(fmt::format("world-{}.db", seed)),
      smsc_(in_, seen_),
      graph_(in_, seen_),
      core_(in_, participants()),
      crowd_(in_, seen_, smsc_, graph_, 3 + in_.draw(9))
{
    in_.hashing = how == telling::hash;
    in_.recording = how == telling::lines;
    disk_.broken = broken;
    smsc_.takes_twice = broken == breakage::sends_twice;
    core_.mixes_up = broken == breakage::mixes_up_people;
    with_.deadline = in_.percent(30) ? 60s : 600s;
    with_.in_work_max = in_.percent(30) ? 3 : 60;
    with_.binds = in_.percent(25) ? 2 : 1;
    with_.window = 1 + in_.draw(12);
    active_ = in_.between(20s, 120s);
    plan();
}

void schedule::plan()
{
    const auto length = static_cast<std::uint32_t>(active_.count());
    const int questions = 5 + static_cast<int>(in_.draw(in_.percent(10) ? 120 : 40));
    for (int i = 0; i < questions; ++i)
        in_.in(milliseconds(in_.draw(length)), [this] { crowd_.speak(); });
    for (auto notices = in_.draw(20); notices > 0; --notices)
        in_.in(milliseconds(in_.draw(length)), [this] {
            auto asked = crowd_.notice();
            if (gateway_)
                gateway_->notify(std::move(asked));
        });
    for (auto left = in_.draw(12); left > 0; --left) {
        const auto& what = faults()[in_.draw(static_cast<std::uint32_t>(faults().size()))];
        const auto begins = 200ms + milliseconds(in_.draw(length));
        const auto lasts = in_.between(500ms, in_.percent(20) ? 90s : 15s);
        in_.in(begins, [this, &what] { (this->*what.begins)(); });
        // Whoever writes just then meets the fault at every stage of the road.
        for (auto writers = in_.draw(5); writers > 0; --writers)
            in_.in(begins - in_.between(0ms, 200ms), [this] { crowd_.speak(); });
        in_.in(begins + lasts, [this, &what] { (this->*what.ends)(); });
    }
}

void schedule::start_gateway()
{
    if (!gateway_)
        gateway_.emplace(in_, seen_, disk_, with_);
}

void schedule::crash()
{
    if (!gateway_)
        return;
    gateway_.reset();
    seen_.trouble();
    in_.in(in_.between(100ms, in_.percent(20) ? 60s : 5s), [this] {
        seen_.trouble();
        start_gateway();
    });
}

void schedule::clock_set()
{
    const auto by = in_.percent(50) ? in_.between(0s, 20s) - 10s : in_.between(0s, 2h) - 1h;
    in_.note("the wall clock jumps by {} ms", by.count());
    in_.set_wall_clock(by);
    seen_.clock_jumped();
}

// Ready handlers first, until none is left; then the clock jumps to what comes next.
void schedule::run_until(time_point end, bool until_quiet)
{
    while (in_.violations.empty()) {
        in_.next_timer = time_point::max();
        if (gateway_)
            gateway_->run_ready();
        if (until_quiet && quiet())
            return;
        const auto next = std::min(in_.next_event(), in_.next_timer);
        if (next >= end)
            break;
        in_.move_to(next);
        in_.run_due();
    }
    in_.move_to(end);
}

bool schedule::quiet() const
{
    return gateway_ && smsc_.quiet() && graph_.open_webhooks() == 0 && seen_.open() == 0 && gateway_->idle();
}

report schedule::run()
{
    start_gateway();
    // Faults last a little longer than people write.
    run_until(in_.started + active_ + 100s, false);
    core_well();
    smsc_well();
    graph_well();
    disk_well();
    graph_.mood.twice = 0;
    in_.note("peace");
    run_until(in_.now + drain_limit, true);
    if (in_.violations.empty() && !quiet())
        in_.violated("does not drain: {}; {} rows open, {} SMS waiting, {} webhooks",
                     gateway_ ? gateway_->standing() : "not running", seen_.open(), smsc_.waiting(),
                     graph_.open_webhooks());
    if (in_.violations.empty())
        seen_.finish();
    report told;
    told.lasted = in_.since_start();
    told.lives = in_.life + 1;
    gateway_.reset();
    told.violations = std::move(in_.violations);
    told.lines = std::move(in_.lines);
    told.counted = seen_.counted;
    told.told = in_.told;
    return told;
}

}  // namespace

report play(std::uint32_t seed, telling how, breakage broken) { return schedule(seed, how, broken).run(); }

}  // namespace sapa::simulation
