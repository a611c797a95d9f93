// What becomes of a message after an attempt: the table of advices.
#include "gateway/pipeline/retry.hpp"

#include <gtest/gtest.h>
#include "gateway/model/carried.hpp"

using namespace sapa;
using namespace std::chrono_literals;

namespace {

const instant now{1'800'000'000'000ms};

mt_message a_reply() { return {.purpose = mt_purpose::reply, .expires_at = now + 6h}; }
mt_message a_notice() { return {.purpose = mt_purpose::notice, .expires_at = now + 6h}; }
send_outcome refusal(advice what, milliseconds after = {})
{
    return refused{.why = {.what = what, .code = "X", .after = after}};
}

}  // namespace

TEST(Retry, AcceptedEnds)
{
    const auto judged = judge(accepted{}, a_reply(), {}, now, 0.5);
    EXPECT_EQ(judged.ended, outbox_end::accepted);
    EXPECT_FALSE(judged.dead_letter);
}

TEST(Retry, AReplyOfUnknownOutcomeIsSentAgainANoticeIsNot)
{
    const auto reply = judge(unknown_outcome{"cut"}, a_reply(), {}, now, 0.5);
    EXPECT_FALSE(reply.ended);
    EXPECT_TRUE(reply.was_unknown);
    EXPECT_GT(reply.retry_at, now);
    const auto notice = judge(unknown_outcome{"cut"}, a_notice(), {}, now, 0.5);
    EXPECT_EQ(notice.ended, outbox_end::unknown);
    EXPECT_TRUE(notice.was_unknown);
}

TEST(Retry, UnknownOutcomesAreNotRepeatedForEver)
{
    const auto judged = judge(unknown_outcome{"cut"}, a_reply(), {.unknown = 3}, now, 0.5);
    EXPECT_EQ(judged.ended, outbox_end::unknown);
    EXPECT_TRUE(judged.dead_letter);
}

TEST(Retry, WaitsLongerEachTimeAndThenGivesUp)
{
    const auto first = judge(refusal(advice::retry), a_reply(), {}, now, 0.5);
    const auto third = judge(refusal(advice::retry), a_reply(), {.failed = 2}, now, 0.5);
    EXPECT_EQ(first.retry_at - now, 2s);
    EXPECT_EQ(third.retry_at - now, 18s);
    const auto last = judge(refusal(advice::retry), a_reply(), {.failed = 11}, now, 0.5);
    EXPECT_EQ(last.ended, outbox_end::refused);
    EXPECT_TRUE(last.dead_letter);
}

TEST(Retry, OnceIsOnce)
{
    EXPECT_FALSE(judge(refusal(advice::retry_once), a_reply(), {}, now, 0.5).ended);
    EXPECT_EQ(judge(refusal(advice::retry_once), a_reply(), {.failed = 1}, now, 0.5).ended,
              outbox_end::refused);
}

TEST(Retry, AFewTimesAreThree)
{
    EXPECT_FALSE(judge(refusal(advice::retry_few), a_reply(), {.failed = 1}, now, 0.5).ended);
    EXPECT_EQ(judge(refusal(advice::retry_few), a_reply(), {.failed = 2}, now, 0.5).ended,
              outbox_end::refused);
}

TEST(Retry, HoldsOneRecipientByPowersOfFour)
{
    const std::chrono::seconds expected[] = {1s, 4s, 16s, 64s, 256s, 256s};
    for (int x = 0; x < 6; ++x) {
        const auto judged = judge(refusal(advice::hold_recipient), a_reply(), {.throttled = x}, now, 0.5);
        EXPECT_EQ(judged.hold_recipient, expected[x]) << x;
    }
}

TEST(Retry, NothingIsTriedAfterItsTime)
{
    auto late = a_reply();
    late.expires_at = now + 1s;
    EXPECT_EQ(judge(refusal(advice::retry), late, {}, now, 0.5).ended, outbox_end::expired);
    EXPECT_EQ(judge(refusal(advice::slow_account, 5s), late, {}, now, 0.5).ended, outbox_end::expired);
}

TEST(Retry, ThrottlingIsNoFailureOfTheMessage)
{
    const auto judged =
        judge(refusal(advice::slow_account), a_reply(), {.failed = 11, .throttled = 500}, now, 0.5);
    EXPECT_FALSE(judged.ended);
}

TEST(Retry, PermanentRefusalsAreDeadLetters)
{
    for (auto what : {advice::give_up, advice::needs_template, advice::fall_back_to_sms}) {
        const auto judged = judge(refusal(what), a_reply(), {}, now, 0.5);
        EXPECT_EQ(judged.ended, outbox_end::refused);
        EXPECT_TRUE(judged.dead_letter);
    }
}

TEST(Retry, WaitsForAStatusBeforeASecondSendingOnWhatsapp)
{
    mt_message message;
    const auto by_sms = judge(unknown_outcome{"cut"}, message, {}, now, 0.5);
    message.via = channel_type::whatsapp;
    const auto by_whatsapp = judge(unknown_outcome{"cut"}, message, {}, now, 0.5);
    EXPECT_LT(by_sms.retry_at, now + 10s);
    EXPECT_GE(by_whatsapp.retry_at, now + 10s);
}

TEST(Retry, APauseLastsAsLongAsTheChannelSays)
{
    EXPECT_EQ(judge(refusal(advice::pause_account, 10s), {}, {}, now, 0.5).retry_at, now + 10s);
    EXPECT_EQ(judge(refusal(advice::pause_account), {}, {}, now, 0.5).retry_at, now + 60s);
}

TEST(Retry, WhatGoesOutInPlaceOfAFailedMessage)
{
    mt_message failed{
        .via = channel_type::whatsapp, .account = "77", .recipient = "ID.1", .expires_at = now + 1h};
    failed.content.key = "balance";
    failed.content.text = "Saldo Anda";
    failed.content.buttons.push_back({"menu", "Menu", ""});
    const failure undeliverable{.what = advice::fall_back_to_sms, .code = "131026"};
    EXPECT_FALSE(instead_of(failed, undeliverable, "", now)) << "the flow does not want it";
    carry_fallback(failed, {"6281200000001", "Saldo"});
    EXPECT_FALSE(instead_of(failed, undeliverable, std::nullopt, now)) << "SMS is off";
    EXPECT_FALSE(instead_of(failed, undeliverable, "", now + 1h)) << "of no use any more";
    const auto by_sms = instead_of(failed, undeliverable, "", now);
    ASSERT_TRUE(by_sms);
    EXPECT_EQ(by_sms->via, channel_type::sms);
    EXPECT_EQ(by_sms->recipient, "6281200000001");
    EXPECT_EQ(by_sms->content.text, "Saldo");
    EXPECT_TRUE(by_sms->content.buttons.empty());
    EXPECT_TRUE(by_sms->carried.empty());

    for (const auto what : {advice::give_up, advice::needs_template})
        EXPECT_FALSE(instead_of(failed, {.what = what}, "", now));
    const auto again = instead_of(failed, {.what = advice::retry_once}, "", now);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->content, failed.content);
    EXPECT_EQ(again->via, channel_type::whatsapp);
    EXPECT_FALSE(instead_of(*again, {.what = advice::retry_once}, "", now)) << "only once";
    EXPECT_TRUE(instead_of(*again, undeliverable, "", now));
    failed.purpose = mt_purpose::notice;
    EXPECT_FALSE(instead_of(failed, undeliverable, "", now)) << "notices at most once";
}
