// What is learnt of a message beside the answer to its request: joined sendings, statuses, words by SMS
// instead.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include "gateway/model/carried.hpp"
#include "gateway/pipeline/reference.hpp"
#include "road_stand.hpp"

namespace sapa::tests {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

const std::string ani = "6281200000001", budi = "6281200000002";

struct late_outcome : testing::Test
{
    road_stand at{};

    void SetUp() override { at.start(); }
    void TearDown() override
    {
        EXPECT_TRUE(at.books().balanced());
        EXPECT_THAT(at.failures, ElementsAre());
    }

    // One turn on WhatsApp with these texts; each may go by SMS instead.
    std::vector<row_id> turn_of(const std::string& whom, const std::vector<std::string>& texts)
    {
        auto question = at.message(whom, "menu");
        question.via = channel_type::whatsapp;
        const auto admitted = at.run(at.store.admit(question, std::nullopt, joined_parts()));
        turn done;
        done.inbox = admitted.inbox;
        done.conversation = admitted.conversation;
        done.now = at.now;
        for (const auto& text : texts) {
            mt_message reply{
                .via = channel_type::whatsapp, .account = "77", .recipient = whom, .expires_at = at.now + 6h};
            reply.content.text = text;
            carry_fallback(reply, {whom, "sms " + text});
            done.replies.push_back(std::move(reply));
        }
        const auto conversation = done.conversation;
        auto replies = done.replies;
        const auto receipt = at.run(at.store.commit_turn(std::move(done)));
        std::vector<outgoing> messages;
        for (std::size_t i = 0; i < replies.size(); ++i)
            messages.push_back({.outbox = receipt.outbox.at(i), .message = std::move(replies[i])});
        at.lanes->offer(conversation, std::move(messages), false);
        at.poll();
        return receipt.outbox;
    }
    std::vector<std::string> texts() const
    {
        std::vector<std::string> all;
        for (const auto& one : at.out.sent)
            all.push_back(one.text);
        return all;
    }
    bool drained(milliseconds step = 1s)
    {
        for (int i = 0; i < 1000 && at.lanes->waiting() > 0; ++i) {
            at.now += step;
            at.lanes->pump();
            at.poll();
        }
        return at.lanes->waiting() == 0;
    }
    // As the channel's webhook does it.
    void told(delivery_report::state what, const std::string& reference, std::optional<failure> why = {})
    {
        delivery_report report{.via = channel_type::whatsapp,
                               .account = "77",
                               .reference = reference,
                               .what = what,
                               .at = at.now};
        at.run(at.store.note_report(report));
        if (why)
            at.run(at.lanes->failed_later(report, *why));
        else
            at.lanes->settle_unknown(reference);
        at.poll();
    }
    static send_outcome refusal(advice what) { return refused{.why = {.what = what, .code = "131026"}}; }
};

TEST_F(late_outcome, WhatWaitsForOnePersonLeavesAsOneMessage)
{
    at.out.joins = true;
    at.out.hold = [](const auto& one) { return one.text == "1"; };
    turn_of(ani, {"1"});
    const auto second = turn_of(ani, {"2"}), third = turn_of(ani, {"3", "4"});
    turn_of(budi, {"b"});
    EXPECT_THAT(texts(), ElementsAre("1", "b"));
    at.out.release();
    at.poll();
    EXPECT_THAT(texts(), ElementsAre("1", "b", "2+3+4"));
    EXPECT_EQ(at.out.sent.back().reference,
              reference_of(std::vector<row_id>{second.at(0), third.at(0), third.at(1)}));
    ASSERT_EQ(at.store.ended.size(), 5u);
    for (const auto& one : at.store.ended)
        EXPECT_EQ(one.ended, outbox_end::accepted);
    EXPECT_EQ(at.store.begun.size(), 5u) << "each row's attempt is committed before its bytes leave";
}

TEST_F(late_outcome, AJoinedMessageThatIsRefusedIsTriedAgainAsOne)
{
    at.out.joins = true;
    int refusals = 0;
    at.out.answer = [&](const auto&) {
        return ++refusals == 1 ? refusal(advice::hold_recipient) : scripted_channel::accepted_all();
    };
    turn_of(ani, {"1", "2"});
    EXPECT_THAT(texts(), ElementsAre("1+2"));
    ASSERT_TRUE(drained());
    EXPECT_THAT(texts(), ElementsAre("1+2", "1+2"));
}

TEST_F(late_outcome, AJoinedMessageWaitsForTheCommitsOfAllItsAttempts)
{
    at.out.joins = true;
    at.store.lose_begins = 1;  // the second reply's attempt is in a later group, which holds
    turn_of(ani, {"1", "2"});
    EXPECT_TRUE(at.out.sent.empty());
    ASSERT_TRUE(drained());
    EXPECT_THAT(texts(), ElementsAre("1+2"));
}

TEST_F(late_outcome, AStatusSettlesAnUnknownOutcomeBeforeItIsSentAgain)
{
    at.out.answer = [](const auto&) { return unknown_outcome{"cut"}; };
    const auto rows = turn_of(ani, {"1"});
    turn_of(ani, {"2"});
    EXPECT_THAT(texts(), ElementsAre("1"));
    at.out.answer = nullptr;
    told(delivery_report::state::sent, reference_of(rows));
    EXPECT_THAT(texts(), ElementsAre("1", "2")) << "not a second time, and the next one at once";
    EXPECT_EQ(at.lanes->waiting(), 0u);
    EXPECT_EQ(at.store.ended.back().ended, outbox_end::accepted);
    told(delivery_report::state::read, reference_of(rows));
    told(delivery_report::state::read, "4711");
    ASSERT_TRUE(drained());
    EXPECT_EQ(at.out.sent.size(), 2u);
}

TEST_F(late_outcome, ALaneWhoseOnlyMessageWasSettledServesOn)
{
    at.out.answer = [](const auto&) { return unknown_outcome{"cut"}; };
    const auto rows = turn_of(ani, {"1"});
    told(delivery_report::state::delivered, reference_of(rows));
    EXPECT_TRUE(at.lanes->idle());
    at.out.answer = nullptr;
    turn_of(ani, {"2"});
    at.now += 1min;  // the time at which the first would have been sent again
    at.lanes->pump();
    at.poll();
    EXPECT_THAT(texts(), ElementsAre("1", "2"));
}

TEST_F(late_outcome, AStatusMayComeBeforeTheRequestIsGivenUp)
{
    at.out.hold = [](const auto&) { return true; };
    at.out.answer = [](const auto&) { return unknown_outcome{"cut"}; };
    const auto rows = turn_of(ani, {"1"});
    told(delivery_report::state::delivered, reference_of(rows));
    at.out.release();
    at.poll();
    EXPECT_EQ(at.lanes->waiting(), 0u);
    EXPECT_THAT(texts(), ElementsAre("1"));
    EXPECT_EQ(at.store.ended.back().ended, outbox_end::accepted);
}

TEST_F(late_outcome, WithoutAStatusAReplyIsSentAgain)
{
    bool first = true;
    at.out.answer = [&](const auto&) -> send_outcome {
        if (std::exchange(first, false))
            return unknown_outcome{"cut"};
        return scripted_channel::accepted_all();
    };
    turn_of(ani, {"1"});
    ASSERT_TRUE(drained());
    EXPECT_THAT(texts(), ElementsAre("1", "1"));
}

TEST_F(late_outcome, WhatCannotBeDeliveredGoesBySms)
{
    at.out.answer = [](const auto& one) {
        return one.via == channel_type::whatsapp ? refusal(advice::fall_back_to_sms)
                                                 : scripted_channel::accepted_all();
    };
    turn_of(ani, {"1", "2"});
    ASSERT_TRUE(drained());
    EXPECT_THAT(texts(), ElementsAre("1", "sms 1", "2", "sms 2"));
    EXPECT_EQ(at.out.sent.at(1).via, channel_type::sms);
    EXPECT_EQ(at.out.sent.at(1).recipient, ani);
    EXPECT_EQ(at.books().dead_lettered, 0);
    at.restart();
    EXPECT_EQ(at.lanes->waiting(), 0u);
}

TEST_F(late_outcome, ARefusedSmsIsADeadLetter)
{
    at.out.answer = [](const auto& one) {
        return refusal(one.via == channel_type::whatsapp ? advice::fall_back_to_sms : advice::give_up);
    };
    turn_of(ani, {"1"});
    ASSERT_TRUE(drained());
    EXPECT_THAT(texts(), ElementsAre("1", "sms 1"));
    EXPECT_EQ(at.books().dead_lettered, 1);
}

TEST_F(late_outcome, AFailureToldAfterwardsLeadsToOneSms)
{
    const auto rows = turn_of(ani, {"1"});
    const failure why{.what = advice::fall_back_to_sms, .code = "131026"};
    told(delivery_report::state::failed, reference_of(rows), why);
    told(delivery_report::state::failed, reference_of(rows), why);
    ASSERT_TRUE(drained());
    EXPECT_THAT(texts(), ElementsAre("1", "sms 1"));
}

TEST_F(late_outcome, WhatHasArrivedIsNotSentAgain)
{
    const auto rows = turn_of(ani, {"1"});
    told(delivery_report::state::delivered, reference_of(rows));
    told(delivery_report::state::failed, reference_of(rows), failure{.what = advice::fall_back_to_sms});
    EXPECT_THAT(texts(), ElementsAre("1"));
}

TEST_F(late_outcome, AFailureMayBeToldBeforeTheAnswerToTheRequest)
{
    at.out.hold = [](const auto& one) { return one.via == channel_type::whatsapp; };
    const auto rows = turn_of(ani, {"1"});
    told(delivery_report::state::failed, reference_of(rows), failure{.what = advice::fall_back_to_sms});
    EXPECT_THAT(texts(), ElementsAre("1"));
    at.out.release();
    at.poll();
    EXPECT_THAT(texts(), ElementsAre("1", "sms 1"));
}

TEST_F(late_outcome, APassingFailureIsSentOnceMore)
{
    auto rows = turn_of(ani, {"1"});
    const failure why{.what = advice::retry_once, .code = "131047"};
    told(delivery_report::state::failed, reference_of(rows), why);
    EXPECT_THAT(texts(), ElementsAre("1", "1"));
    told(delivery_report::state::failed, at.out.sent.back().reference, why);
    EXPECT_EQ(at.out.sent.size(), 2u) << "but only once";
}

}  // namespace
}  // namespace sapa::tests
