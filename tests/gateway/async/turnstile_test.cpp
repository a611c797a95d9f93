// Stages: who comes by in one turn of the loop goes on together in the next.
#include "gateway/async/turnstile.hpp"
#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <string>

namespace sapa {
namespace {

async<void> walk(turnstile& between, std::string& seen, char who)
{
    for (char stage : {'1', '2', '3'}) {
        co_await between.pass();
        seen += {who, stage, ' '};
    }
}

void nothing_thrown(std::exception_ptr failure) { EXPECT_FALSE(failure); }

TEST(turnstile, EachStageRunsForAllInTheirOrderBeforeTheNext)
{
    asio::io_context io{1};
    turnstile between;
    std::string seen;
    for (char who : {'a', 'b', 'c'})
        asio::co_spawn(io, walk(between, seen, who), nothing_thrown);
    io.run();
    EXPECT_EQ(seen, "a1 b1 c1 a2 b2 c2 a3 b3 c3 ");
}

// The sanitizer tells where a coroutine is left over.
TEST(turnstile, WhoWaitsGoesWithTheLoop)
{
    turnstile between;
    std::string seen;
    {
        asio::io_context io{1};
        asio::co_spawn(io, walk(between, seen, 'a'), nothing_thrown);
        io.run_one();
    }
    EXPECT_EQ(seen, "");
}

}  // namespace
}  // namespace sapa
