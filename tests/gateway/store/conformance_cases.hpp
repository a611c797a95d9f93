// The cases of the conformance suite. Include it in one .cpp of each program that instantiates the suite.
#pragma once
#include "tests/gateway/store/conformance.hpp"

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
    if (!back_end_->survives_restart())
        GTEST_SKIP();
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

}  // namespace sapa::store_conformance
