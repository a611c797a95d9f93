// The road of a message: order, one answer each, silence with a reason, failures of the store.
#include "pipeline_road.hpp"

namespace sapa::tests {
namespace {

TEST_F(pipeline_road, AnswersOneConversationInOrderWhileOthersOvertake)
{
    at.core.hold = [](const core_question&) { return true; };
    at.say(ani, "saldo " + number);
    at.say(ani, "menu");
    at.say(budi, "menu");
    EXPECT_THAT(keys_to(ani), ElementsAre());
    EXPECT_THAT(keys_to(budi), ElementsAre("menu"));
    EXPECT_EQ(at.books().in_work, 2);
    at.core.release();
    ASSERT_TRUE(at.quiet());
    EXPECT_EQ(keys_to(ani).size(), 2u);
    EXPECT_EQ(keys_to(ani).back(), "menu");
    EXPECT_EQ(at.core.asked.size(), 1u);
    EXPECT_EQ(at.books().answered, 3);
}

TEST_F(pipeline_road, PutsTheFirstAttemptIntoTheTurnWhereTheWindowIsFree)
{
    at.say(ani, "menu");
    ASSERT_TRUE(at.quiet());
    EXPECT_TRUE(at.store.turns.at(0).attempt_first);
    EXPECT_TRUE(at.store.begun.empty());

    at.out.window = 0;
    at.say(budi, "menu");
    EXPECT_FALSE(at.store.turns.at(1).attempt_first);
    EXPECT_TRUE(keys_to(budi).empty());
    EXPECT_EQ(at.lanes->waiting(), 1u);
    at.out.window = 1;
    ASSERT_TRUE(at.quiet());
    EXPECT_EQ(keys_to(budi).size(), 1u);
    EXPECT_EQ(at.store.begun.size(), 1u);
}

TEST_F(pipeline_road, ATurnThatTheFullStoreRefusedIsTakenAgainWhenThereIsRoom)
{
    at.out.window = 1;
    at.say(ani, "menu");
    ASSERT_TRUE(at.quiet());
    at.store.fail_turns = 1;
    at.say(ani, "saldo " + number);
    EXPECT_EQ(at.books().in_work, 1);
    EXPECT_EQ(at.out.sent.size(), 1u);
    at.say(budi, "menu");
    EXPECT_TRUE(at.until([&] { return keys_to(budi).size() == 1; }))
        << "the place in the window was given back";
    ASSERT_TRUE(at.quiet());
    EXPECT_EQ(keys_to(ani).size(), 2u);
    EXPECT_EQ(at.books().in_work, 0);
    EXPECT_EQ(at.books().answered, 3);
}

TEST_F(pipeline_road, ATurnThatTheFullStoreRefusedSurvivesARestartToo)
{
    at.store.fail_turns = 1000;
    at.say(ani, "menu");
    EXPECT_EQ(at.books().in_work, 1);
    at.store.fail_turns = 0;
    at.restart();
    ASSERT_TRUE(at.quiet());
    EXPECT_EQ(keys_to(ani).size(), 1u);
    EXPECT_EQ(at.books().answered, 1);
}

TEST_F(pipeline_road, AFloodFromOneSenderEndsWithoutRepliesAndHoldsUpNobody)
{
    at.settings.sender_waiting_max = 3;
    at.restart();
    at.core.hold = [](const core_question&) { return true; };
    at.say(ani, "saldo " + number);  // in work; three more may wait
    for (int i = 0; i < 10; ++i)
        at.say(ani, "menu");
    at.say(budi, "menu");
    ASSERT_TRUE(at.until([&] { return at.road->in_work() == 4 && at.lanes->waiting() == 0; }));
    EXPECT_EQ(keys_to(budi).size(), 1u);
    EXPECT_EQ(at.books().answered, 8) << "seven of the flood, and the other sender";
    at.core.release();
    ASSERT_TRUE(at.quiet());
    EXPECT_EQ(keys_to(ani).size(), 4u);
    EXPECT_EQ(at.books().in_work, 0);
}

TEST_F(pipeline_road, PushesBackWhereTooManyRepliesWait)
{
    at.settings.outbox_max = 3;
    at.restart();
    at.out.window = 0;
    for (int i = 0; i < 3; ++i) {
        EXPECT_TRUE(at.road->has_room());
        at.say("628120000010" + std::to_string(i), "menu");
    }
    ASSERT_TRUE(at.until([&] { return at.road->in_work() == 0; }));
    EXPECT_FALSE(at.road->has_room());
    at.out.window = 10;
    ASSERT_TRUE(at.quiet());
    EXPECT_TRUE(at.road->has_room());
}

TEST_F(pipeline_road, TheMessageAfterARefusedTurnMeetsItsState)
{
    at.say(ani, "menu");
    at.core.hold = [](const core_question&) { return true; };
    at.say(ani, "saldo " + number);  // accepts the number where it is committed
    at.say(ani, "menu");
    at.store.fail_turns = 1;
    at.core.release();
    ASSERT_TRUE(at.quiet());
    ASSERT_EQ(at.store.turns.size(), 3u);
    EXPECT_EQ(parse_state(*at.store.turns.at(2).next_state).verified_no, number);
    EXPECT_EQ(keys_to(ani), (std::vector<std::string>{"menu", "balance_unpaid", "menu"}));
    EXPECT_EQ(at.books().in_work, 0);
}

TEST_F(pipeline_road, TheMessageAfterATurnThatCannotBeStoredMeetsTheStateBeforeIt)
{
    at.say(ani, "menu");
    at.core.hold = [](const core_question&) { return true; };
    at.say(ani, "saldo " + number);  // accepts the number where it is committed
    at.say(ani, "menu");
    at.store.refuse_turns = 1;
    at.core.release();
    ASSERT_TRUE(at.quiet());
    ASSERT_EQ(at.store.turns.size(), 2u);
    EXPECT_TRUE(parse_state(*at.store.turns.at(1).next_state).verified_no.empty());
    EXPECT_EQ(at.books().in_work, 1);
}

TEST_F(pipeline_road, AWriteIsKeptBeforeItIsAskedAndResentWithItsKeyAfterACrash)
{
    at.store.on_write = [&] { EXPECT_TRUE(at.core.asked.empty()) << "kept first, asked second"; };
    at.core.hold = [](const core_question&) { return true; };
    at.say(ani, "aduan perusahaan saya tidak mendaftarkan kami semua");
    ASSERT_EQ(at.core.asked.size(), 1u);
    ASSERT_EQ(at.store.writes.size(), 1u);
    EXPECT_EQ(at.store.writes.at(0), at.core.asked.at(0));
    EXPECT_FALSE(at.core.asked.at(0).idempotency_key.empty());

    at.core.hold = nullptr;
    at.core.answer = [](const core_question&) {
        auto told = scripted_core::says("filed");
        told.told.values.emplace_back("ticket", "ADU-000124");
        return told;
    };
    at.now += 1min;
    at.restart();
    ASSERT_TRUE(at.quiet());
    ASSERT_EQ(at.core.asked.size(), 2u);
    EXPECT_EQ(at.core.asked.at(1), at.core.asked.at(0));
    EXPECT_EQ(at.store.writes.size(), 1u) << "it was kept already";
    EXPECT_EQ(keys_to(ani).size(), 1u);
    EXPECT_EQ(at.books().answered, 1);
}

TEST_F(pipeline_road, SaysNothingWhereAPersonAnswersOrTheQuestionIsOld)
{
    at.run(at.store.mute(channel_type::sms, ani, at.now + 1h));
    at.say(ani, "menu");
    auto old = at.message(budi, "menu");
    old.via = channel_type::whatsapp;
    old.sent_at = at.now - 25h;
    at.arrives(old);
    ASSERT_TRUE(at.quiet());
    EXPECT_TRUE(at.out.sent.empty());
    EXPECT_THAT(ends(), ElementsAre(turn_end::muted, turn_end::too_old));
    EXPECT_EQ(at.books().answered, 2);
    at.now += 2h;
    at.say(ani, "menu");
    ASSERT_TRUE(at.quiet());
    EXPECT_EQ(keys_to(ani).size(), 1u);
}

TEST_F(pipeline_road, ADuplicateHasNoTurn)
{
    auto twice = at.message(ani, "menu");
    at.arrives(twice);
    at.arrives(twice);
    ASSERT_TRUE(at.quiet());
    EXPECT_EQ(at.out.sent.size(), 1u);
    EXPECT_EQ(at.books().accepted, 1);
}

}  // namespace
}  // namespace sapa::tests
