// Who types numbers that are not theirs is slowed and then locked.
#include "gateway/pipeline/guess_guard.hpp"

#include <gtest/gtest.h>

using namespace sapa;
using namespace std::chrono_literals;

namespace {

const instant now{1'800'000'000'000ms};

}  // namespace

TEST(GuessGuard, SlowsThenLocksThenOpensAgain)
{
    guess_record record;
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(answer_delay(record, now), 0ms);
        note_refusal(record, now);
    }
    EXPECT_EQ(answer_delay(record, now), 2s);
    note_refusal(record, now);
    EXPECT_EQ(answer_delay(record, now), 4s);
    EXPECT_FALSE(is_locked(record, now));
    note_refusal(record, now);
    note_refusal(record, now);
    EXPECT_TRUE(is_locked(record, now));
    EXPECT_TRUE(is_locked(record, now + 59min));
    EXPECT_FALSE(is_locked(record, now + 60min));
}

TEST(GuessGuard, MistakesOfLongAgoAreForgotten)
{
    guess_record record;
    for (int i = 0; i < 5; ++i)
        note_refusal(record, now);
    note_refusal(record, now + 61min);
    EXPECT_FALSE(is_locked(record, now + 61min));
    EXPECT_EQ(answer_delay(record, now + 61min), 0ms);
}

TEST(GuessGuard, SurvivesARestartAsText)
{
    guess_record record{.refused = 4, .first = now, .locked_until = now + 1h};
    const auto back = parse_guess_record(to_text(record));
    EXPECT_EQ(back.refused, 4);
    EXPECT_EQ(back.first, now);
    EXPECT_EQ(back.locked_until, now + 1h);
    EXPECT_EQ(parse_guess_record("").refused, 0);
    EXPECT_EQ(parse_guess_record("rubbish").refused, 0);
}

TEST(GuessGuard, ManySendersOnOneNumberReadLocked)
{
    number_guard guard({.senders_per_number = 3, .numbers_max = 10});
    for (std::size_t sender = 1; sender <= 3; ++sender)
        EXPECT_FALSE(guard.note_refusal(7, sender, now));
    EXPECT_FALSE(guard.note_refusal(7, 1, now)) << "two who take turns are two";
    EXPECT_TRUE(guard.note_refusal(7, 4, now));
    EXPECT_FALSE(guard.note_refusal(8, 4, now));
    EXPECT_FALSE(guard.note_refusal(7, 5, now + 2h)) << "the window has passed";
}

TEST(GuessGuard, MemoryIsBounded)
{
    number_guard guard({.numbers_max = 10});
    for (std::size_t number = 0; number < 100'000; ++number)
        EXPECT_FALSE(guard.note_refusal(number, 1, now));
}
