// Timers of a simulated machine: the loop tells of its earliest timer and never sleeps.
#include "gateway/async/machine.hpp"
#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <vector>
#include "gateway/async/clock.hpp"
#include "gateway/async/within.hpp"

namespace sapa {
namespace {

using namespace std::chrono_literals;

struct simulated_loop : testing::Test
{
    simulated_machine machine{.now = std::chrono::steady_clock::time_point(1000s), .wall = instant(5000s)};
    asio::io_context io{1};
    asio::executor_work_guard<asio::io_context::executor_type> busy{io.get_executor()};

    simulated_loop() { simulated = &machine; }
    ~simulated_loop() override { simulated = nullptr; }

    // Runs what is ready. The clock stands still.
    void settle()
    {
        do
            machine.next_timer = std::chrono::steady_clock::time_point::max();
        while (io.poll() > 0);
    }
    async<void> wait(std::vector<int>& woken, std::chrono::seconds span, int name)
    {
        co_await pause_for(span);
        woken.push_back(name);
    }
    void spawn(async<void> task)
    {
        asio::co_spawn(io, std::move(task), [](std::exception_ptr failed) { EXPECT_FALSE(failed); });
    }
};

TEST_F(simulated_loop, TellsItsEarliestTimerAndWakesInOrder)
{
    std::vector<int> woken;
    spawn(wait(woken, 3600s, 2));
    spawn(wait(woken, 60s, 1));
    settle();
    EXPECT_TRUE(woken.empty());
    EXPECT_EQ(machine.next_timer, machine.now + 60s);
    machine.now = machine.next_timer;
    settle();
    EXPECT_EQ(woken, std::vector<int>{1});
    EXPECT_EQ(machine.next_timer - machine.now, 3540s);
    machine.now = machine.next_timer;
    settle();
    EXPECT_EQ(woken.back(), 2);
    EXPECT_EQ(machine.next_timer, std::chrono::steady_clock::time_point::max()) << "none is left";
}

TEST_F(simulated_loop, EndsWhatTookTooLong)
{
    std::optional<bool> in_time;
    auto slow = []() -> async<int> {
        co_await pause_for(10s);
        co_return 1;
    };
    auto limited = [&]() -> async<void> { in_time = (co_await within(1s, slow())).has_value(); };
    spawn(limited());
    settle();
    machine.now = machine.next_timer;
    settle();
    EXPECT_EQ(in_time, false);
}

TEST_F(simulated_loop, OwnsTheWallClockAndChanceToo)
{
    EXPECT_EQ(system_now(), instant(5000s));
    machine.wall -= 1h;
    EXPECT_EQ(system_now(), instant(1400s));
    const auto first = fresh_seed();
    machine.chance = {};
    EXPECT_EQ(fresh_seed(), first);
}

TEST(RealMachine, IsTheOneWhereNothingIsSimulated)
{
    EXPECT_GE(steady_clock::now(), std::chrono::steady_clock::now() - 1h);
    EXPECT_GT(system_now(), instant(std::chrono::sys_days(std::chrono::year(2025) / 1 / 1)));
}

}  // namespace
}  // namespace sapa
