// The road as it watches a person: who guesses, who had enough replies, who changed, who shared a number.
#include "pipeline_road.hpp"

namespace sapa::tests {
namespace {

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
