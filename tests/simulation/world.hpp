// One simulated world: its clock, its chance and what will happen in it. All of it follows from the seed.
#pragma once
#include <fmt/format.h>
#include <cstdint>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>
#include "gateway/async/machine.hpp"

namespace sapa::simulation {

using std::chrono::milliseconds;
using time_point = steady_clock::time_point;

struct smsc_peer;
struct graph_peer;
struct core_peer;

struct world : simulated_machine
{
    explicit world(std::uint32_t seed);
    ~world();
    world(const world&) = delete;

    // -- chance --
    std::uint32_t draw(std::uint32_t below) { return static_cast<std::uint32_t>(dice() % below); }
    bool percent(int share) { return static_cast<int>(draw(100)) < share; }
    milliseconds between(milliseconds least, milliseconds most)
    {
        return least + milliseconds(draw(static_cast<std::uint32_t>((most - least).count()) + 1));
    }

    // -- time --
    void in(milliseconds span, std::function<void()> what) { events.emplace(now + span, std::move(what)); }
    // Only if the same life of the gateway still goes on then.
    void in_this_life(milliseconds span, std::function<void()> what)
    {
        in(span, [this, born = life, what = std::move(what)] {
            if (born == life)
                what();
        });
    }
    void move_to(time_point then);
    void set_wall_clock(milliseconds by);
    // Runs what is due in the world itself.
    void run_due();
    time_point next_event() const { return events.empty() ? time_point::max() : events.begin()->first; }
    std::chrono::milliseconds since_start() const
    {
        return std::chrono::duration_cast<milliseconds>(now - started);
    }

    // -- what is told of it --
    template <class... Values>
    void note(fmt::format_string<Values...> form, Values&&... values)
    {
        if (recording || hashing)
            write(fmt::format(form, std::forward<Values>(values)...));
    }
    template <class... Values>
    void violated(fmt::format_string<Values...> form, Values&&... values)
    {
        add_violation(fmt::format(form, std::forward<Values>(values)...));
    }
    void write(std::string line);
    void add_violation(std::string what);

    std::uint32_t seed{};
    bool recording{}, hashing{};
    std::vector<std::string> lines{}, violations{};
    std::size_t told{};  // hash of all lines

    std::mt19937 dice{};
    time_point started{};
    std::multimap<time_point, std::function<void()>> events{};
    int life{};  // of the gateway: grows when it dies

    smsc_peer* smsc{};
    graph_peer* graph{};
    core_peer* core{};

private:
    milliseconds wall_offset_{};
};

// The world of this thread.
inline world& here() { return static_cast<world&>(*simulated); }

}  // namespace sapa::simulation
