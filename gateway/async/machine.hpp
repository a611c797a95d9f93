// What the shell takes from the machine: time that only goes forward, timers on it, and chance. A simulation
// owns all three, so that it runs at its own speed and can be played again.
#pragma once
#include <algorithm>
#include <boost/asio/basic_waitable_timer.hpp>
#include <chrono>
#include <cstdint>
#include <random>
#include "gateway/model/time.hpp"

namespace sapa {

struct simulated_machine
{
    std::chrono::steady_clock::time_point now{};
    instant wall{};  // jumps where an operator or NTP sets the clock
    std::mt19937 chance{};
    // The earliest timer that the loop asked for while it was polled; max: none.
    std::chrono::steady_clock::time_point next_timer{std::chrono::steady_clock::time_point::max()};
};

// nullptr: the real machine. Of the thread, so that a test's own threads are not disturbed.
inline constinit thread_local simulated_machine* simulated = nullptr;

// In place of std::chrono::steady_clock wherever its now() is read.
struct steady_clock
{
    using duration = std::chrono::steady_clock::duration;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::steady_clock::time_point;
    static constexpr bool is_steady = true;

    static time_point now()
    {
        if (simulated) [[unlikely]]
            return simulated->now;
        return std::chrono::steady_clock::now();
    }
};

// Asio asks here how long the loop may sleep until its earliest timer. A simulated loop never sleeps: it is
// polled, and the clock is moved to that timer.
struct timer_wait
{
    static steady_clock::duration to_wait_duration(const steady_clock::duration& left)
    {
        if (!simulated) [[likely]]
            return left;
        simulated->next_timer = std::min(simulated->next_timer, simulated->now + left);
        return {};
    }
    static steady_clock::duration to_wait_duration(const steady_clock::time_point& at)
    {
        return to_wait_duration(at - steady_clock::now());
    }
};

using timer = boost::asio::basic_waitable_timer<steady_clock, timer_wait>;

// For generators that spread what would else happen at once.
inline std::uint32_t fresh_seed()
{
    if (simulated) [[unlikely]]
        return static_cast<std::uint32_t>(simulated->chance());
    return std::random_device{}();
}

}  // namespace sapa
