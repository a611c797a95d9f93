#include "world.hpp"

namespace sapa::simulation {

world::world(std::uint32_t seed_) : seed(seed_), dice(seed_)
{
    chance.seed(seed_ ^ 0x5A9A5A9A);
    now = started = time_point(std::chrono::hours(1000));
    const date day(std::chrono::year(2026), std::chrono::month(11), std::chrono::day(20));
    const instant noon = std::chrono::sys_days(day) + std::chrono::hours(5);  // in WIB
    wall_offset_ = noon.time_since_epoch() - std::chrono::duration_cast<milliseconds>(now.time_since_epoch());
    move_to(now);
    simulated = this;
}

world::~world() { simulated = nullptr; }

void world::move_to(time_point then)
{
    now = std::max(now, then);
    wall = instant(std::chrono::floor<milliseconds>(now.time_since_epoch()) + wall_offset_);
}

void world::set_wall_clock(milliseconds by)
{
    wall_offset_ += by;
    move_to(now);
}

void world::run_due()
{
    while (!events.empty() && events.begin()->first <= now) {
        auto due = events.extract(events.begin());
        due.mapped()();
    }
}

void world::write(std::string line)
{
    line = fmt::format("{:>9.3f} ", static_cast<double>(since_start().count()) / 1000.0) + line;
    told = told * 1'000'003 + std::hash<std::string>()(line);
    if (recording)
        lines.push_back(std::move(line));
}

void world::add_violation(std::string what)
{
    write("VIOLATED " + what);
    if (violations.size() < 20)
        violations.push_back(std::move(what));
}

}  // namespace sapa::simulation
