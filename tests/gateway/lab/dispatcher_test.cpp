// What the dispatcher makes of each outcome: order, second sendings, room, expiry.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <algorithm>
#include "road_stand.hpp"

namespace sapa::tests {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

const std::string ani = "6281200000001", budi = "6281200000002", citra = "6281200000003";

struct lanes_test : testing::Test
{
    road_stand at{};

    void SetUp() override { at.start(); }
    void TearDown() override
    {
        EXPECT_TRUE(at.books().balanced());
        EXPECT_THAT(at.failures, ElementsAre());
    }

    static mt_message to(const std::string& whom, const std::string& text, mt_purpose purpose,
                         instant expires)
    {
        mt_message message{.account = "north", .recipient = whom, .purpose = purpose, .expires_at = expires};
        message.content.text = text;
        return message;
    }
    // One turn with these texts, committed and offered as the pipeline does it. `reserve`: where there is
    // room.
    std::vector<row_id> turn_of(const std::string& whom, std::vector<std::string> texts,
                                mt_purpose purpose = mt_purpose::reply, bool reserve = false)
    {
        turn done;
        done.conversation = conversation_of(whom, purpose, done);
        for (const auto& text : texts)
            done.replies.push_back(to(whom, text, purpose, at.now + 6h));
        done.attempt_first = reserve && at.lanes->reserve(done.conversation, channel_type::sms, "north");
        done.now = at.now;
        const auto conversation = done.conversation;
        const bool reserved = done.attempt_first;
        auto replies = done.replies;
        const auto receipt = at.run(at.store.commit_turn(std::move(done)));
        std::vector<outgoing> messages;
        for (std::size_t i = 0; i < replies.size(); ++i)
            messages.push_back({.outbox = receipt.outbox.at(i),
                                .message = std::move(replies[i]),
                                .attempt_committed = reserved && i == 0});
        const auto lane = purpose == mt_purpose::reply ? conversation : ~conversation;
        at.lanes->offer(lane, std::move(messages), reserved);
        at.poll();
        return receipt.outbox;
    }
    row_id conversation_of(const std::string& whom, mt_purpose purpose, turn& done)
    {
        const auto admitted = at.run(at.store.admit(at.message(whom, "menu"), std::nullopt, joined_parts()));
        if (purpose == mt_purpose::reply) {
            done.inbox = admitted.inbox;
            return admitted.conversation;
        }
        turn ignored;
        ignored.inbox = admitted.inbox;
        ignored.conversation = admitted.conversation;
        ignored.preferences.push_back({"notice.contribution", "on"});
        at.run(at.store.commit_turn(std::move(ignored)));
        return admitted.conversation;
    }
    std::vector<std::string> texts() const
    {
        std::vector<std::string> all;
        for (const auto& one : at.out.sent)
            all.push_back(one.text);
        return all;
    }
    bool drained(milliseconds step = 1min)
    {
        for (int i = 0; i < 1000 && at.lanes->waiting() > 0; ++i) {
            at.now += step;
            at.lanes->pump();
            at.poll();
        }
        return at.lanes->waiting() == 0;
    }
};

send_outcome refusal(advice what) { return refused{.why = {.what = what, .code = "X"}}; }

TEST_F(lanes_test, OffersAReplyOnlyWhenEarlierOnesHaveEnded)
{
    at.out.hold = [](const auto& one) { return one.recipient == ani; };
    turn_of(ani, {"1", "2"});
    turn_of(ani, {"3"});
    turn_of(budi, {"b"});
    EXPECT_THAT(texts(), ElementsAre("1", "b"));
    EXPECT_EQ(at.lanes->waiting(), 3u);
    at.out.release();
    at.poll();
    EXPECT_THAT(texts(), ElementsAre("1", "b", "2", "3"));
}

TEST_F(lanes_test, SendsAReplyOfUnknownOutcomeAgainBeforeTheNext)
{
    bool first = true;
    at.out.answer = [&](const auto&) -> send_outcome {
        if (std::exchange(first, false))
            return unknown_outcome{"cut"};
        return scripted_channel::accepted_all();
    };
    turn_of(ani, {"1", "2"});
    EXPECT_THAT(texts(), ElementsAre("1"));
    ASSERT_TRUE(drained());
    EXPECT_THAT(texts(), ElementsAre("1", "1", "2"));
    EXPECT_TRUE(at.store.ended.at(0).was_unknown);
    EXPECT_FALSE(at.store.ended.at(0).ended);
    EXPECT_EQ(at.store.begun.size(), 3u) << "each attempt is committed before its bytes leave";
}

TEST_F(lanes_test, DoesNotSendANoticeOfUnknownOutcomeAgain)
{
    at.out.answer = [](const auto&) { return unknown_outcome{"cut"}; };
    turn_of(ani, {"notice"}, mt_purpose::notice);
    ASSERT_TRUE(drained());
    EXPECT_THAT(texts(), ElementsAre("notice"));
    EXPECT_EQ(at.store.ended.at(0).ended, outbox_end::unknown);
}

TEST_F(lanes_test, OutcomesByAdvice)
{
    struct row
    {
        const char* name;
        send_outcome answer;
        std::size_t sendings;  // in six hours
        outbox_end how;
        bool dead;
    } const rows[]{
        {"accepted", accepted{}, 1, outbox_end::accepted, false},
        {"retry", refusal(advice::retry), 12, outbox_end::refused, true},
        {"retry_once", refusal(advice::retry_once), 2, outbox_end::refused, true},
        {"give_up", refusal(advice::give_up), 1, outbox_end::refused, true},
        {"fall_back_to_sms", refusal(advice::fall_back_to_sms), 1, outbox_end::refused, true},
        {"needs_template", refusal(advice::needs_template), 1, outbox_end::refused, true},
        {"unknown", unknown_outcome{"cut"}, 4, outbox_end::unknown, true},
    };
    for (const auto& row : rows) {
        SCOPED_TRACE(row.name);
        at.out.sent.clear();
        at.store.ended.clear();
        at.out.answer = [&](const auto&) { return row.answer; };
        const auto before = at.books().dead_lettered;
        turn_of(ani, {"1"});
        ASSERT_TRUE(drained());
        EXPECT_EQ(at.out.sent.size(), row.sendings);
        EXPECT_EQ(at.store.ended.back().ended, row.how);
        EXPECT_EQ(at.store.ended.back().dead_letter, row.dead);
        EXPECT_EQ(at.books().dead_lettered - before, row.dead ? 1 : 0);
    }
}

TEST_F(lanes_test, ThrottledMessagesAreTriedUntilTheyExpire)
{
    for (auto what : {advice::hold_recipient, advice::slow_account, advice::pause_account}) {
        at.out.sent.clear();
        at.out.answer = [&](const auto&) { return refusal(what); };
        turn_of(ani, {"1"});
        ASSERT_TRUE(drained(10min));
        EXPECT_GT(at.out.sent.size(), 10u);
        EXPECT_EQ(at.store.ended.back().ended, outbox_end::expired);
        EXPECT_FALSE(at.store.ended.back().dead_letter);
    }
}

TEST_F(lanes_test, EndsAnExpiredReplyWithoutSendingItAndGoesOn)
{
    at.out.window = 0;
    turn_of(ani, {"old"});
    at.now += 7h;
    turn_of(ani, {"fresh"});
    at.out.window = 1;
    ASSERT_TRUE(drained(1s));
    EXPECT_THAT(texts(), ElementsAre("fresh"));
    EXPECT_EQ(at.store.ended.at(0).ended, outbox_end::expired);
    EXPECT_EQ(at.store.ended.at(1).ended, outbox_end::accepted);
}

TEST_F(lanes_test, WithoutRoomMessagesWaitAndRepliesLeaveBeforeNotices)
{
    at.out.window = 0;
    turn_of(ani, {"notice"}, mt_purpose::notice);
    turn_of(budi, {"reply"});
    turn_of(citra, {"second"}, mt_purpose::reply, true);
    EXPECT_TRUE(at.out.sent.empty());
    EXPECT_EQ(at.lanes->waiting(), 3u);
    at.out.window = 1;
    at.lanes->pump();
    at.poll();
    EXPECT_THAT(texts(), ElementsAre("reply", "second", "notice"));
}

TEST_F(lanes_test, NeverSendsMoreAtOnceThanThereIsRoom)
{
    at.out.window = 2;
    std::size_t most = 0;
    at.out.hold = [&](const auto&) {
        most = std::max(most, at.out.in_flight);
        return true;
    };
    for (int i = 0; i < 10; ++i)
        turn_of("628120000010" + std::to_string(i), {"m"}, mt_purpose::reply, true);
    EXPECT_EQ(at.out.sent.size(), 2u);
    at.out.release();
    ASSERT_TRUE(drained(1s));
    EXPECT_EQ(at.out.sent.size(), 10u);
    EXPECT_EQ(most, 2u);
}

TEST_F(lanes_test, TwoPlacesKeptForOneConversationAreBothGivenBack)
{
    at.out.window = 2;
    turn_of(ani, {"0"});
    turn done;
    const auto conversation = conversation_of(ani, mt_purpose::notice, done);
    // A turn and a promise of one person commit at the same time.
    ASSERT_TRUE(at.lanes->reserve(conversation, channel_type::sms, "north"));
    ASSERT_TRUE(at.lanes->reserve(conversation, channel_type::sms, "north"));
    for (const auto* text : {"1", "2"}) {
        turn one;
        one.conversation = conversation;
        one.attempt_first = true;
        one.replies.push_back(to(ani, text, mt_purpose::reply, at.now + 6h));
        const auto receipt = at.run(at.store.commit_turn(one));
        std::vector<outgoing> messages;
        messages.push_back(
            {.outbox = receipt.outbox.at(0), .message = one.replies.at(0), .attempt_committed = true});
        if (at.out.sent.size() == 1)
            at.out.hold = [](const auto&) { return true; };
        at.lanes->offer(conversation, std::move(messages), true);
        at.poll();
    }
    at.out.release();
    ASSERT_TRUE(drained(1s));
    EXPECT_THAT(texts(), ElementsAre("0", "1", "2"));
    EXPECT_TRUE(at.lanes->reserve(100, channel_type::sms, "north"));
    EXPECT_TRUE(at.lanes->reserve(101, channel_type::sms, "north")) << "the window of two is free again";
}

TEST_F(lanes_test, ASegmentThatWasAcceptedIsNotSentAgain)
{
    bool first = true;
    at.out.answer = [&](const auto&) -> send_outcome {
        if (!std::exchange(first, false))
            return scripted_channel::accepted_all();
        refused partly{.why = {.what = advice::retry, .code = "X"}};
        partly.message_ids.assign(2, "id");
        return partly;
    };
    turn_of(ani, {"long"});
    ASSERT_TRUE(drained());
    ASSERT_EQ(at.out.sent.size(), 2u);
    EXPECT_EQ(at.out.sent.at(0).first_segment, 0u);
    EXPECT_EQ(at.out.sent.at(1).first_segment, 2u);
}

TEST_F(lanes_test, AFullStoreHoldsALaneButDoesNotLoseIt)
{
    at.store.fail_begins = 1;
    turn_of(ani, {"1", "2"});
    EXPECT_TRUE(at.out.sent.empty()) << "no attempt leaves before it is committed";
    ASSERT_TRUE(drained(1s));
    EXPECT_THAT(texts(), ElementsAre("1", "2"));

    at.store.fail_ends = 1;
    turn_of(ani, {"3", "4"});
    ASSERT_TRUE(at.until([&] { return at.lanes->waiting() == 0; }));
    EXPECT_EQ(texts().back(), "4");
}

TEST_F(lanes_test, AnEndWhoseCommitFailedIsToldAgainBeforeTheNextLeaves)
{
    at.store.lose_ends = 1;
    turn_of(ani, {"1", "2"});
    ASSERT_TRUE(at.until([&] { return at.lanes->waiting() == 0; }));
    EXPECT_THAT(texts(), ElementsAre("1", "2"));
    at.out.sent.clear();
    at.restart();
    at.poll();
    EXPECT_TRUE(at.out.sent.empty()) << "what was accepted is not taken up again";
}

TEST_F(lanes_test, AfterACrashAReplyOfUnknownOutcomeIsSentAgainANoticeIsNot)
{
    at.out.hold = [](const auto&) { return true; };
    turn_of(ani, {"reply", "next"});
    turn_of(budi, {"notice"}, mt_purpose::notice);
    at.out.sent.clear();
    at.out.hold = nullptr;
    at.restart();
    ASSERT_TRUE(drained());
    EXPECT_THAT(texts(), ElementsAre("reply", "next"));
    ASSERT_EQ(at.store.ended.size(), 3u);
    EXPECT_EQ(std::ranges::count(at.store.ended, std::optional(outbox_end::unknown), &attempt_result::ended),
              1);
    EXPECT_EQ(std::ranges::count(at.store.ended, true, &attempt_result::was_unknown), 1);
}

}  // namespace
}  // namespace sapa::tests
