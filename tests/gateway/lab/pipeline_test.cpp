// The road of a message: order, one answer each, silence with a reason, failures of the store.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <algorithm>
#include "gateway/model/carried.hpp"
#include "road_stand.hpp"

namespace sapa::tests {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

const std::string ani = "6281200000001", budi = "6281200000002";
const std::string number = "3171234567890001";

struct pipeline_road : testing::Test
{
    road_stand at{};

    void SetUp() override
    {
        ASSERT_TRUE(shipped_bundle());
        at.core.answer = [](const core_question&) { return scripted_core::balance(12'345'678); };
        at.start();
    }
    void TearDown() override
    {
        EXPECT_TRUE(at.books().balanced());
        EXPECT_THAT(at.failures, ElementsAre());
    }
    std::vector<std::string> keys_to(const std::string& whom) const
    {
        std::vector<std::string> all;
        for (const auto& one : at.out.sent)
            if (one.recipient == whom)
                all.push_back(one.key);
        return all;
    }
    std::vector<turn_end> ends() const
    {
        std::vector<turn_end> all;
        for (const auto& one : at.store.turns)
            all.push_back(one.how);
        return all;
    }
};

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

struct guarded_road : pipeline_road
{
    void SetUp() override
    {
        at.settings.guesses.first_delay = at.settings.guesses.longest_delay = 1ms;
        at.settings.replies_per_day = 100;
        pipeline_road::SetUp();
        at.core.answer = [](const core_question&) { return scripted_core::says("participant_not_found"); };
    }
    void guess(int which)
    {
        at.say(ani, "saldo 317123456789000" + std::to_string(which));
        ASSERT_TRUE(at.quiet());
    }
};

TEST_F(guarded_road, LocksWhoGuessesAndStaysLockedOverARestart)
{
    for (int i = 1; i <= 6; ++i) {
        guess(i);
        EXPECT_EQ(at.out.sent.back().key, "refused") << i;
    }
    guess(7);
    EXPECT_EQ(at.out.sent.back().key, "checks_locked");
    EXPECT_EQ(at.core.asked.size(), 6u);
    at.restart();
    guess(8);
    EXPECT_EQ(at.out.sent.back().key, "checks_locked");
    EXPECT_EQ(at.core.asked.size(), 6u) << "core is not asked for a locked sender";
    at.now += 61min;
    guess(7);
    EXPECT_EQ(at.out.sent.back().key, "refused");
}

TEST_F(guarded_road, GuessesSentInOneGoCountLikeOthers)
{
    for (int i = 1; i <= 7; ++i)
        at.say(ani, "saldo 317123456789000" + std::to_string(i));
    ASSERT_TRUE(at.quiet());
    EXPECT_EQ(at.out.sent.back().key, "checks_locked");
    EXPECT_EQ(at.core.asked.size(), 6u);
}

struct capped_road : pipeline_road
{
    void SetUp() override
    {
        at.settings.replies_per_day = 2;
        pipeline_road::SetUp();
    }
};

TEST_F(capped_road, EndsTheDayAfterTheLastReplyAndBeginsAnew)
{
    for (const auto* text : {"menu", "jam buka kantor", "terima kasih", "menu"}) {
        at.say(ani, text);
        ASSERT_TRUE(at.quiet());
    }
    EXPECT_EQ(keys_to(ani).size(), 2u);
    at.restart();
    at.say(ani, "menu");
    ASSERT_TRUE(at.quiet());
    EXPECT_EQ(keys_to(ani).size(), 2u);
    EXPECT_EQ(ends().back(), turn_end::ignored);
    at.now += 24h;
    at.say(ani, "menu");
    ASSERT_TRUE(at.quiet());
    EXPECT_EQ(keys_to(ani).size(), 3u);
    EXPECT_EQ(at.books().answered, 6);
}

TEST_F(capped_road, CountsRepliesOfABurst)
{
    at.core.hold = [](const core_question&) { return true; };
    at.say(ani, "saldo " + number);
    for (const auto* text : {"menu", "jam buka kantor", "menu"})
        at.say(ani, text);
    at.core.release();
    ASSERT_TRUE(at.quiet());
    EXPECT_EQ(keys_to(ani).size(), 2u);
    EXPECT_EQ(at.books().answered, 4);
}

struct whatsapp_road : pipeline_road
{
    mo_message heard(const std::string& sender, const std::string& text)
    {
        auto message = at.message(sender, text);
        message.via = channel_type::whatsapp;
        message.account = "77";
        return message;
    }
};

TEST_F(whatsapp_road, AnotherIdentityEndsTheVerifiedSession)
{
    const auto says = [&](const std::string& text, const std::string& hash) {
        auto message = heard(ani, text);
        if (!hash.empty())
            message.carried.emplace_back(identity_key_hash, hash);
        at.arrives(std::move(message));
    };
    const auto balances = [&] {
        return std::ranges::count(at.core.asked, "balance", &core_question::operation);
    };
    says("saldo " + number, "A");
    says("saldo", "A");
    says("saldo", "");
    EXPECT_EQ(balances(), 3) << "the session knows the number";
    at.restart();
    says("saldo", "B");
    EXPECT_EQ(keys_to(ani).back(), "number_ask") << "somebody else holds the account now";
    says("saldo " + number, "B");
    says("saldo", "B");
    EXPECT_EQ(balances(), 5);
}

TEST_F(whatsapp_road, ANumberThatAUserSharedServesTheConversation)
{
    const std::string user = "ID.13491208655302741918";
    auto anonymous = [&](const std::string& text) {
        auto message = heard(ani, text);
        message.sender = user;
        message.phone.reset();
        return message;
    };
    at.arrives(anonymous("saldo"));
    EXPECT_EQ(keys_to(user).back(), "no_phone");
    auto shared = anonymous("");
    shared.kind = mo_kind::contact;
    shared.phone = msisdn(ani);
    shared.carried.emplace_back(shared_phone, ani);
    at.arrives(std::move(shared));
    EXPECT_EQ(keys_to(user).back(), "phone_shared");
    at.restart();
    at.arrives(anonymous("saldo " + number));
    ASSERT_FALSE(at.core.asked.empty());
    EXPECT_EQ(at.core.asked.back().phone, msisdn(ani));
    auto other = anonymous("");
    other.kind = mo_kind::contact;
    at.arrives(std::move(other));
    EXPECT_EQ(keys_to(user).back(), "media") << "a contact that nobody asked for";
}

TEST_F(whatsapp_road, AFinishedAnswerCarriesItsWordsForSmsWhereTheFlowWantsIt)
{
    const auto fallback_after = [&](mo_message message) {
        at.arrives(std::move(message));
        return fallback_of(at.store.turns.back().replies.at(0));
    };
    EXPECT_FALSE(fallback_after(heard(ani, "menu")));
    EXPECT_FALSE(fallback_after(heard(ani, "saldo"))) << "a form is open";
    const auto by_sms = fallback_after(heard(ani, number));
    ASSERT_TRUE(by_sms);
    EXPECT_EQ(by_sms->phone, ani);
    EXPECT_THAT(by_sms->text, testing::HasSubstr("Rp12.345.678"));
    EXPECT_FALSE(fallback_after(at.message(budi, "saldo " + number))) << "it goes by SMS anyway";
}

}  // namespace
}  // namespace sapa::tests
