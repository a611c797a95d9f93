// Several nodes over one database: one message is one message, one node serves a conversation, in order; a
// node that lost its lease changes nothing any more.
#include "tests/gateway/store/postgres/nodes.hpp"

namespace sapa {
namespace {

TEST_F(nodes, AdmitOneIdOnceThoughItComesToBothAtOnce)
{
    auto question = invented::question(1, a_noon);
    question.provider_id = "wamid.1";
    int fresh = 0, ended = 0;
    auto take = [&](std::exception_ptr failure, admission got) {
        EXPECT_FALSE(failure);
        fresh += got.duplicate ? 0 : 1;
        ++ended;
    };
    for (auto* node : {a.get(), b.get(), a.get(), b.get()})
        asio::co_spawn(io, node->admit(question, {}, {}), take);
    io.restart();
    io.run();
    EXPECT_EQ(ended, 4);
    EXPECT_EQ(fresh, 1);
    EXPECT_EQ(books().accepted, 1);
}

TEST_F(nodes, LeaveAConversationToWhoServesItAndTakeItWhenItIsFree)
{
    const auto first = ask(*a, 1);
    EXPECT_TRUE(first.ours);
    const auto second = ask(*b, 1);
    EXPECT_EQ(second.number, 2);
    EXPECT_FALSE(second.ours);
    EXPECT_THROW(answer(*b, second, 1), store_refused) << "it is not b's";
    const auto third = ask(*a, 1);
    EXPECT_EQ(third.number, 3);
    EXPECT_FALSE(third.ours) << "the second comes first";
    EXPECT_TRUE(run(b->claim(10, a_noon)).questions.empty());

    const auto reply = answer(*a, first, 1);
    const auto handed = run(a->claim(10, a_noon));
    ASSERT_EQ(handed.questions.size(), 2u);
    EXPECT_EQ(handed.questions[0].admitted.inbox, second.inbox);
    EXPECT_EQ(handed.questions[1].admitted.inbox, third.inbox);
    EXPECT_EQ(handed.questions[0].admitted.state, "state after 1");
    const auto fourth = ask(*a, 1);
    EXPECT_TRUE(fourth.ours);
    accept(*a, reply.outbox[0]);
    for (const auto& one : {handed.questions[0].admitted, handed.questions[1].admitted, fourth})
        accept(*a, answer(*a, one, 1).outbox[0]);

    const auto fifth = ask(*b, 1);
    EXPECT_EQ(fifth.number, 5);
    EXPECT_TRUE(fifth.ours) << "nothing is unfinished";
    EXPECT_EQ(fifth.state, "state after 4");
    EXPECT_EQ(books().accepted, 5);
}

TEST_F(nodes, TellTheOwnerOfWhatCameElsewhere)
{
    ask(*a, 1);
    bool told = false;
    a->when_work_waits([&] { told = true; });
    EXPECT_FALSE(ask(*b, 1).ours);
    EXPECT_TRUE(await(told));
    EXPECT_EQ(run(a->claim(10, a_noon)).questions.size(), 1u);
}

TEST_F(nodes, TakeOverWhatADeadNodeLeavesAndRefuseWhatItStillTries)
{
    const auto answered = ask(*a, 1);
    const auto reply = answer(*a, answered, 1);
    const auto leaving = run(a->begin_attempt(reply.outbox[0], reply.lease_epoch, a_noon));
    EXPECT_TRUE(run(a->durable(leaving)));
    const auto open = ask(*a, 2);
    const auto elsewhere = ask(*b, 2);
    EXPECT_FALSE(elsewhere.ours);
    EXPECT_TRUE(run(b->claim(10, a_noon)).questions.empty()) << "a lives";
    expire(answered.lease_epoch);

    auto left = claim_when_told(*b);
    ASSERT_EQ(left.questions.size(), 2u);
    EXPECT_EQ(left.questions[0].admitted.inbox, open.inbox);
    EXPECT_EQ(left.questions[1].admitted.inbox, elsewhere.inbox);
    ASSERT_EQ(left.outbox.size(), 1u);
    EXPECT_TRUE(left.outbox[0].attempt_open) << "its outcome is unknown";

    EXPECT_THROW(answer(*a, open, 2), std::exception);
    EXPECT_THROW(answer(*a, open, 2), store_refused) << "a has found that its epoch ended";
    EXPECT_THROW(run(a->begin_attempt(reply.outbox[0], reply.lease_epoch, a_noon)), store_refused);
    accept(*b, left.outbox[0].outbox);
    for (const auto& one : left.questions)
        accept(*b, answer(*b, one.admitted, 2).outbox[0]);
    EXPECT_EQ(books().answered, 3);
    EXPECT_TRUE(ask(*a, 3).ours) << "a has joined again under a new epoch";
}

TEST_F(nodes, HandBackTheirLeasesWhenTheyEnd)
{
    const auto asked = ask(*a, 1);
    a.reset();
    const auto left = run(b->claim(10, a_noon));
    ASSERT_EQ(left.questions.size(), 1u);
    EXPECT_EQ(left.questions[0].admitted.inbox, asked.inbox);
    EXPECT_EQ(database->ask("SELECT count(*) FROM nodes"), "1");
}

TEST_F(nodes, JoinAMessageWhosePartsCameToDifferentOnes)
{
    const auto part = [](int number) {
        sms_part one;
        one.account = "north";
        one.set = "6281200000001/2757/17/2";
        one.total = 2;
        one.number = number;
        one.octets = one.print = "part " + std::to_string(number);
        one.received_at = a_noon;
        return one;
    };
    EXPECT_TRUE(run(a->keep_part(part(1))).others.empty());
    const auto whole = run(b->keep_part(part(2)));
    ASSERT_EQ(whole.others.size(), 1u);
    EXPECT_EQ(whole.others[0].octets, "part 1");
    const auto question = invented::question(1, a_noon);
    EXPECT_FALSE(run(b->admit(question, {}, {part(1).set, {"part 1", "part 2"}})).duplicate);
    EXPECT_TRUE(run(a->keep_part(part(2))).joined) << "its SMSC knows nothing of b's acknowledgement";
    EXPECT_TRUE(run(a->admit(question, {}, {part(1).set, {"part 1"}})).duplicate)
        << "when a's time for the rest is up";
}

TEST_F(nodes, MatchAReceiptThatComesToAnother)
{
    const auto asked = ask(*a, 1);
    const auto reply = answer(*a, asked, 1);
    accept(*a, reply.outbox[0]);
    delivery_report report;
    report.message_id = "m" + std::to_string(reply.outbox[0]);
    report.what = delivery_report::state::delivered;
    report.at = a_noon;
    EXPECT_TRUE(run(b->durable(run(b->note_report(report)))));
    EXPECT_EQ(b->timeline(asked.inbox, false).back().words.substr(0, 9), "delivered");
}

TEST_F(nodes, KnowARedeliveryAfterTheNodeThatHadItDied)
{
    const auto question = invented::question(1, a_noon);
    const auto there = run(a->begin_epoch("north", a_noon)), here = run(b->begin_epoch("north", a_noon));
    ASSERT_LT(there, here);
    const auto first = run(b->admit(question, smpp_origin{here, "print"}, {}));
    EXPECT_TRUE(run(b->durable(first.committed)));
    // The SMSC sends it again to the other; nobody knows yet that b is dead. Its later epoch is no hindrance.
    std::optional<admission> again;
    auto take = [&](std::exception_ptr failure, admission got) {
        EXPECT_FALSE(failure);
        again = got;
    };
    auto repeated = question;
    repeated.received_at += seconds(1);
    asio::co_spawn(io, a->admit(repeated, smpp_origin{there, "print"}, {}), take);
    io.restart();
    io.run_for(std::chrono::milliseconds(50));
    EXPECT_FALSE(again) << "undecided as long as b may live";
    expire(first.lease_epoch);
    while (!again)
        io.run_one();
    EXPECT_TRUE(again->duplicate);
}

TEST_F(nodes, TakeTwoEqualQuestionsAsTwoWhereBothLive)
{
    const auto question = invented::question(1, a_noon);
    const auto there = run(a->begin_epoch("north", a_noon)), here = run(b->begin_epoch("north", a_noon));
    EXPECT_FALSE(run(a->admit(question, smpp_origin{there, "print"}, {})).duplicate);
    EXPECT_FALSE(run(b->admit(question, smpp_origin{here, "print"}, {})).duplicate)
        << "a's next sign of life";
}

}  // namespace
}  // namespace sapa
