// Late rather than never: holding reply, promise, its own answer, apology.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include "road_stand.hpp"

namespace sapa::tests {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

const std::string ani = "6281200000001", budi = "6281200000002";
const std::string number = "3171234567890001";

struct promised_road : testing::Test
{
    road_stand at{};

    void SetUp() override
    {
        ASSERT_TRUE(shipped_bundle());
        down();
        at.start();
    }
    void TearDown() override
    {
        EXPECT_TRUE(at.books().balanced());
        EXPECT_THAT(at.failures, ElementsAre());
    }
    // Each question takes seven seconds and has no answer.
    void down()
    {
        at.core.answer = [this](const core_question&) {
            at.now += 7s;
            return scripted_core::unavailable();
        };
    }
    void up()
    {
        at.core.answer = [](const core_question&) { return scripted_core::balance(12'345'678); };
    }
    bool kept()
    {
        return at.until([&] {
            at.now += 1ms;  // retries are due by the clock
            return at.books().promised == 0 && at.lanes->waiting() == 0;
        });
    }
};

TEST_F(promised_road, HoldsThenAnswersOnceCoreIsBack)
{
    at.say(ani, "saldo " + number);
    ASSERT_TRUE(at.quiet());
    EXPECT_THAT(at.out.keys(), ElementsAre("core_late"));
    EXPECT_EQ(at.books().promised, 1);
    EXPECT_EQ(at.books().answered, 0);
    at.say(ani, "menu");
    ASSERT_TRUE(at.quiet());
    EXPECT_THAT(at.out.keys(), ElementsAre("core_late", "menu")) << "later messages are served";
    up();
    ASSERT_TRUE(kept());
    EXPECT_EQ(at.out.keys().size(), 3u);
    EXPECT_THAT(at.out.sent.back().text, testing::HasSubstr("Rp12.345.678"));
    EXPECT_EQ(at.books().answered, 2);
    EXPECT_FALSE(at.store.turns.back().next_state) << "the promise's turn leaves the state alone";
}

TEST_F(promised_road, RefusalsThatComeLateLockWhoGuessesToo)
{
    for (int i = 1; i <= 6; ++i)
        at.say(ani, "saldo 317123456789000" + std::to_string(i));
    ASSERT_TRUE(at.quiet());
    at.core.answer = [](const core_question&) { return scripted_core::says("participant_not_found"); };
    ASSERT_TRUE(kept());
    const auto asked = at.core.asked.size();
    at.say(ani, "saldo 3171234567890007");
    ASSERT_TRUE(at.quiet());
    EXPECT_EQ(at.out.sent.back().key, "checks_locked");
    EXPECT_EQ(at.core.asked.size(), asked);
    at.say(budi, "saldo 3171234567890007");
    ASSERT_TRUE(at.quiet());
    EXPECT_EQ(at.out.sent.back().key, "refused");
}

TEST_F(promised_road, EqualPromisesEndByTheEarliestDeadlineThoughTheClockWasSetBack)
{
    const auto start = at.now;
    at.now += 2h;
    at.say(ani, "saldo " + number);
    ASSERT_TRUE(at.quiet());
    at.now = start;
    at.say(ani, "saldo " + number);
    ASSERT_TRUE(at.quiet());
    EXPECT_EQ(at.books().promised, 2);
    at.now = start + 32min;
    ASSERT_TRUE(kept());
    EXPECT_LT(at.now, start + 1h);
    EXPECT_EQ(at.out.keys().back(), "core_broken");
}

TEST_F(promised_road, NeverMovesAnOpenForm)
{
    at.say(ani, "saldo " + number);
    at.say(ani, "aduan");
    ASSERT_TRUE(at.quiet());

    const auto form = *at.store.turns.back().next_state;
    ASSERT_FALSE(parse_state(form).flow.empty());
    up();
    ASSERT_TRUE(kept());
    const auto admitted = at.run(at.store.admit(at.message(ani, "x"), std::nullopt, joined_parts()));
    EXPECT_EQ(admitted.state, form);
}

TEST_F(promised_road, TwoEqualPromisesShareOneQueryAndOneReply)
{
    at.core.hold = [&](const core_question&) { return at.store.turns.size() >= 3; };
    at.say(ani, "saldo " + number);
    at.say(ani, "saldo " + number);
    at.say(budi, "saldo " + number);
    ASSERT_TRUE(at.quiet());
    EXPECT_EQ(at.books().promised, 3);
    const auto asked = at.core.asked.size();
    const auto sent = at.out.sent.size();
    up();
    at.core.release();
    ASSERT_TRUE(kept());
    EXPECT_LE(at.core.asked.size() - asked, 2u) << "one a phone";
    EXPECT_EQ(at.out.sent.size() - sent, 2u);
    EXPECT_EQ(at.books().answered, 3);
}

TEST_F(promised_road, ApologisesAtTheDeadline)
{
    at.say(ani, "saldo " + number);
    ASSERT_TRUE(at.quiet());
    at.now += 31min;
    ASSERT_TRUE(kept());
    EXPECT_THAT(at.out.keys(), ElementsAre("core_late", "core_broken"));
    EXPECT_EQ(at.books().answered, 1);
}

TEST_F(promised_road, ManyPromisesEndAtOneDeadline)
{
    for (int i = 10; i < 30; ++i)
        at.say("62812000001" + std::to_string(i), "saldo " + number);
    ASSERT_TRUE(at.quiet());
    at.now += 31min;
    ASSERT_TRUE(kept());
    EXPECT_EQ(at.out.sent.size(), 40u);
    EXPECT_EQ(at.books().answered, 20);
}

TEST_F(promised_road, SurvivesARestart)
{
    at.say(ani, "saldo " + number);
    ASSERT_TRUE(at.quiet());
    up();
    at.restart();
    ASSERT_TRUE(kept());
    EXPECT_EQ(at.out.sent.size(), 2u);
    EXPECT_THAT(at.out.sent.back().text, testing::HasSubstr("Rp12.345.678"));
    EXPECT_EQ(at.core.asked.back().phone, msisdn(ani));
}

TEST_F(promised_road, APromiseWhoseAnswerCannotBeCommittedStaysOne)
{
    at.say(ani, "saldo " + number);
    ASSERT_TRUE(at.quiet());
    at.store.fail_turns = 1;
    up();
    ASSERT_TRUE(kept()) << "asked again and kept";
    EXPECT_EQ(at.out.sent.size(), 2u);
    EXPECT_EQ(at.books().answered, 1);
}

TEST_F(promised_road, APromisedWriteIsAskedAgainWithItsKey)
{
    at.say(ani, "aduan perusahaan saya tidak mendaftarkan kami semua");
    ASSERT_TRUE(at.quiet());
    ASSERT_EQ(at.books().promised, 1);
    at.core.answer = [](const core_question&) {
        auto told = scripted_core::says("filed");
        told.told.values.emplace_back("ticket", "ADU-000124");
        return told;
    };
    ASSERT_TRUE(kept());
    EXPECT_FALSE(at.core.asked.front().idempotency_key.empty());
    for (const auto& asked : at.core.asked)
        EXPECT_EQ(asked, at.core.asked.front());
    EXPECT_THAT(at.out.sent.back().text, testing::HasSubstr("ADU-000124"));
}

}  // namespace
}  // namespace sapa::tests
