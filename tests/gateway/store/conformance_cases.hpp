// The cases of the conformance suite. Include it in one .cpp of each program that instantiates the suite.
#pragma once
#include "tests/gateway/store/conformance.hpp"
#include "tests/gateway/store/conformance_addressee.hpp"
#include "tests/gateway/store/conformance_parts.hpp"
#include "tests/gateway/store/conformance_recent.hpp"
#include "tests/gateway/store/conformance_redelivery.hpp"
#include "tests/gateway/store/conformance_reports.hpp"
#include "tests/gateway/store/conformance_senders.hpp"

namespace sapa::store_conformance {

TEST_P(conformance, NumbersMessagesWithinTheirConversation)
{
    auto first = admit(sms("6281200000001", "SALDO"));
    auto other = admit(sms("6281200000002", "SALDO"));
    auto second = admit(sms("6281200000001", "MENU"));
    EXPECT_EQ(first.number, 1);
    EXPECT_EQ(second.number, 2);
    EXPECT_EQ(other.number, 1);
    EXPECT_EQ(first.conversation, second.conversation);
    EXPECT_NE(first.conversation, other.conversation);
    EXPECT_NE(first.inbox, second.inbox);
    EXPECT_EQ(balance().in_work, 3);
}

TEST_P(conformance, KeepsStateAndNumberOverTurns)
{
    const auto question = sms("6281200000001", "SALDO");
    auto first = admit(question);
    EXPECT_EQ(first.state, "");
    run(store().commit_turn(answer(first, question, "Rp1.000", "state one")));
    auto second = admit(question);
    EXPECT_EQ(second.number, 2);
    EXPECT_EQ(second.state, "state one");
    EXPECT_EQ(balance().answered, 1);
}

TEST_P(conformance, GivesAQuestionExactlyOneTurn)
{
    const auto question = sms("6281200000001", "SALDO");
    auto asked = admit(question);
    run(store().commit_turn(answer(asked, question, "Rp1.000")));
    EXPECT_THROW(run(store().commit_turn(answer(asked, question, "Rp1.000"))), store_refused);
    auto told = balance();
    EXPECT_EQ(told.accepted, 1);
    EXPECT_EQ(told.answered, 1);
}

TEST_P(conformance, RefusesATurnForAnUnknownQuestion)
{
    admission made_up;
    made_up.inbox = 4711;
    EXPECT_THROW(run(store().commit_turn(answer(made_up, sms("6281200000001", "x"), "y"))), store_refused);
    EXPECT_EQ(balance().accepted, 0);
}

TEST_P(conformance, KnowsAProvidersIdForEightDays)
{
    auto first = admit(whatsapp("6281200000001", "halo", "wamid.1"));
    EXPECT_FALSE(first.duplicate);
    EXPECT_TRUE(admit(whatsapp("6281200000001", "halo", "wamid.1")).duplicate);
    EXPECT_TRUE(admit(whatsapp("6281200000001", "halo", "wamid.1", noon + std::chrono::days(7))).duplicate);
    EXPECT_FALSE(admit(whatsapp("6281200000001", "halo", "wamid.2")).duplicate);
    EXPECT_FALSE(admit(whatsapp("6281200000001", "halo", "wamid.1", noon + std::chrono::days(8))).duplicate);
    EXPECT_EQ(balance().accepted, 3);
}

TEST_P(conformance, TellsAcceptedFromUnfinishedReplies)
{
    const auto question = sms("6281200000001", "SALDO");
    auto asked = admit(question);
    auto receipt = run(store().commit_turn(answer(asked, question, "Rp1.000")));
    ASSERT_EQ(receipt.outbox.size(), 1u);
    auto leaving = run(store().begin_attempt(receipt.outbox[0], 0, noon));
    EXPECT_TRUE(run(store().durable(leaving)));
    attempt_result accepted_now;
    accepted_now.outbox = receipt.outbox[0];
    accepted_now.ended = outbox_end::accepted;
    accepted_now.message_ids = {"m1"};
    accepted_now.now = noon;
    EXPECT_TRUE(run(store().durable(run(store().end_attempt(accepted_now)))));
    EXPECT_THROW(run(store().begin_attempt(receipt.outbox[0], 0, noon)), store_refused);
}

TEST_P(conformance, HandsOutTheUnfinishedAfterARestart)
{
    const auto question = sms("6281200000001", "SALDO 1");
    auto answered = admit(question);
    auto second = admit(sms("6281200000001", "SALDO 2"));
    auto done = answer(answered, question, "Rp1.000", "state one");
    done.attempt_first = true;
    auto receipt = run(store().commit_turn(done));
    core_question write;
    write.operation = "complain";
    write.idempotency_key = "2-1";
    run(store().keep_write(second.inbox, write));

    restart();
    auto left = claim_all();
    ASSERT_EQ(left.questions.size(), 1u);
    EXPECT_EQ(left.questions[0].admitted.inbox, second.inbox);
    EXPECT_EQ(left.questions[0].admitted.number, 2);
    EXPECT_EQ(left.questions[0].admitted.state, "state one");
    EXPECT_EQ(left.questions[0].message.text, "SALDO 2");
    ASSERT_TRUE(left.questions[0].write);
    EXPECT_EQ(*left.questions[0].write, write);
    ASSERT_EQ(left.outbox.size(), 1u);
    EXPECT_EQ(left.outbox[0].outbox, receipt.outbox[0]);
    EXPECT_TRUE(left.outbox[0].attempt_open);
    EXPECT_EQ(left.outbox[0].attempts, 1);
    EXPECT_EQ(left.outbox[0].message.content.text, "Rp1.000");
    auto third = admit(sms("6281200000001", "SALDO 3"));
    EXPECT_EQ(third.number, 3);
    EXPECT_TRUE(claim_all().questions.empty()) << "what was handed out or came since is being worked on";
    EXPECT_EQ(balance().in_work, 2);
}

TEST_P(conformance, PromisesEndTheTurnAndAreKeptLater)
{
    const auto question = sms("6281200000001", "SALDO");
    auto asked = admit(question);
    auto holding = answer(asked, question, "Mohon tunggu");
    promise made;
    made.question.operation = "balance";
    made.question.arguments.emplace_back("participant_no", "3171234567890001");
    made.asked_at = noon;
    made.deadline = noon + std::chrono::minutes(30);
    made.account = "north";
    made.recipient = question.sender;
    made.phone = question.phone;
    holding.promised = made;
    auto receipt = run(store().commit_turn(holding));
    EXPECT_NE(receipt.promise, 0);
    auto told = balance();
    EXPECT_EQ(told.promised, 1);
    EXPECT_EQ(told.answered, 0);

    restart();
    auto left = claim_all();
    ASSERT_EQ(left.promises.size(), 1u);
    EXPECT_EQ(left.promises[0].id, receipt.promise);
    EXPECT_EQ(left.promises[0].inbox, asked.inbox);
    EXPECT_EQ(left.promises[0].question, made.question);
    EXPECT_EQ(left.promises[0].deadline, made.deadline);
    EXPECT_TRUE(left.questions.empty());

    turn kept;
    kept.promise_kept = receipt.promise;
    kept.conversation = asked.conversation;
    kept.replies.push_back(reply_to(question, "Rp1.000"));
    kept.now = noon + std::chrono::minutes(2);
    EXPECT_EQ(run(store().commit_turn(kept)).outbox.size(), 1u);
    told = balance();
    EXPECT_EQ(told.promised, 0);
    EXPECT_EQ(told.answered, 1);
    EXPECT_THROW(run(store().commit_turn(kept)), store_refused) << "a promise is kept once";
}

TEST_P(conformance, CountsADeadLetterOnceInTheLedger)
{
    const auto question = sms("6281200000001", "SALDO");
    auto asked = admit(question);
    auto done = answer(asked, question, "one");
    done.replies.push_back(reply_to(question, "two"));
    auto receipt = run(store().commit_turn(done));
    for (const auto outbox : receipt.outbox) {
        run(store().begin_attempt(outbox, 0, noon));
        attempt_result refused_now;
        refused_now.outbox = outbox;
        refused_now.ended = outbox_end::refused;
        refused_now.dead_letter = true;
        refused_now.code = "ESME_RINVDSTADR";
        refused_now.now = noon;
        run(store().end_attempt(refused_now));
    }
    auto told = balance();
    EXPECT_EQ(told.accepted, 1);
    EXPECT_EQ(told.answered, 0);
    EXPECT_EQ(told.dead_lettered, 1);
}

TEST_P(conformance, KeepsARetryForLater)
{
    const auto question = sms("6281200000001", "SALDO");
    auto asked = admit(question);
    auto done = answer(asked, question, "one");
    done.attempt_first = true;
    auto receipt = run(store().commit_turn(done));
    attempt_result later;
    later.outbox = receipt.outbox[0];
    later.retry_at = noon + std::chrono::minutes(1);
    later.code = "ESME_RTHROTTLED";
    later.message_ids = {"first-segment"};
    later.now = noon;
    run(store().end_attempt(later));
    restart();
    auto left = claim_all();
    ASSERT_EQ(left.outbox.size(), 1u);
    EXPECT_FALSE(left.outbox[0].attempt_open);
    EXPECT_EQ(left.outbox[0].not_before, later.retry_at);
    EXPECT_EQ(left.outbox[0].segments_accepted, 1u);
    EXPECT_EQ(left.outbox[0].attempts, 1);
}

TEST_P(conformance, HandsOutInOrderAndInChunks)
{
    std::vector<row_id> asked;
    for (int at = 0; at < 25; ++at)
        asked.push_back(admit(sms("628120000000" + std::to_string(at % 3), std::to_string(at))).inbox);
    restart();
    auto first = run(store().claim(10, noon));
    EXPECT_TRUE(first.more);
    EXPECT_EQ(first.questions.size(), 10u);
    auto rest = claim_all();
    std::vector<row_id> claimed;
    for (const auto& one : first.questions)
        claimed.push_back(one.admitted.inbox);
    for (const auto& one : rest.questions)
        claimed.push_back(one.admitted.inbox);
    EXPECT_EQ(claimed, asked);
}

TEST_P(conformance, RemembersStopAndMute)
{
    const auto question = sms("6281200000001", "STOP");
    auto asked = admit(question);
    auto done = answer(asked, question, "ok");
    done.preferences.push_back({"stop", "yes"});
    run(store().commit_turn(done));
    run(store().mute(channel_type::sms, question.sender, noon + std::chrono::hours(1)));
    auto next = admit(question);
    EXPECT_TRUE(next.stopped);
    ASSERT_TRUE(next.muted_until);
    EXPECT_EQ(*next.muted_until, noon + std::chrono::hours(1));
    run(store().mute(channel_type::sms, "6281200000009", noon + std::chrono::hours(1)));
    auto stranger = admit(sms("6281200000009", "SALDO"));
    EXPECT_EQ(stranger.number, 1);
    EXPECT_TRUE(stranger.muted_until);
}

TEST_P(conformance, SendsANoticeWithoutAQuestion)
{
    const auto question = sms("6281200000001", "SALDO");
    auto asked = admit(question);
    run(store().commit_turn(answer(asked, question, "one", "kept state")));
    turn notice;
    notice.conversation = asked.conversation;
    notice.replies.push_back(reply_to(question, "notice"));
    notice.replies[0].purpose = mt_purpose::notice;
    notice.now = noon;
    EXPECT_EQ(run(store().commit_turn(notice)).outbox.size(), 1u);
    EXPECT_EQ(balance().accepted, 1);
    EXPECT_EQ(admit(question).state, "kept state");
}

}  // namespace sapa::store_conformance
