// The breaker, on a clock of the test.
#include "gateway/core/breaker.hpp"
#include <gtest/gtest.h>

namespace sapa {
namespace {

using namespace std::chrono_literals;
const breaker::time_point start{};

TEST(breaker, StaysClosedWhileOneInFiveFails)
{
    breaker tested;
    for (int i = 0; i < 10000; ++i) {
        i % 5 == 0 ? tested.failed(start) : tested.succeeded(start);
        EXPECT_TRUE(tested.allows(start));
    }
}

TEST(breaker, OpensAndTriesWithOneQuestionAtATime)
{
    breaker tested;
    for (int i = 0; i < 19; ++i)
        tested.failed(start);
    EXPECT_TRUE(tested.allows(start));
    tested.failed(start);
    EXPECT_FALSE(tested.allows(start));
    EXPECT_FALSE(tested.allows(start + 999ms));
    EXPECT_TRUE(tested.allows(start + 1s));   // the trial
    EXPECT_FALSE(tested.allows(start + 1s));  // and no other
    tested.failed(start + 1001ms);
    EXPECT_FALSE(tested.allows(start + 3000ms));  // twice as long
    EXPECT_TRUE(tested.allows(start + 3002ms));
    tested.succeeded(start + 3003ms);
    EXPECT_TRUE(tested.allows(start + 3003ms));
    EXPECT_TRUE(tested.allows(start + 3003ms));
    EXPECT_FALSE(tested.open());
}

TEST(breaker, TheWaitHasALimit)
{
    breaker tested;
    auto now = start;
    for (int i = 0; i < 20; ++i)
        tested.failed(now);
    for (int i = 0; i < 20; ++i) {
        now += 15s;
        EXPECT_TRUE(tested.allows(now));
        tested.failed(now);
    }
    EXPECT_TRUE(tested.allows(now + 15s));
}

TEST(breaker, LateFailuresDoNotLengthenTheWait)
{
    breaker tested;
    for (int i = 0; i < 200; ++i)
        tested.failed(start);
    EXPECT_TRUE(tested.allows(start + 1s));
}

TEST(breaker, ATrialWhoseResultNeverComesIsRepeated)
{
    breaker tested;
    for (int i = 0; i < 20; ++i)
        tested.failed(start);
    EXPECT_TRUE(tested.allows(start + 1s));
    EXPECT_TRUE(tested.allows(start + 2s));
}

}  // namespace
}  // namespace sapa
