// Several nodes over one database: one message is one message, one node serves a conversation, in order; a
// node that lost its lease changes nothing any more; an unknown COMMIT is looked up.
#include <gtest/gtest.h>
#include "tests/gateway/store/postgres/scratch_database.hpp"
#include "tests/gateway/store/runner.hpp"

namespace sapa {
namespace {

struct nodes : testing::Test
{
    void SetUp() override
    {
        if (postgres_server::programs().empty())
            GTEST_SKIP() << "PostgreSQL is not installed";
        database.emplace();
        open("a", a);
        open("b", b);
    }
    void open(const std::string& name, std::unique_ptr<postgres_store>& node)
    {
        auto with = database->settings(name);
        with.lease.lasts = seconds(60);  // no lease runs out by itself here
        node = std::make_unique<postgres_store>(io.get_executor(), with);
    }
    // Its process is gone without a word, and its lease is over.
    void expire(postgres_store& node) { expire(epoch_of(node)); }
    void expire(std::int64_t epoch)
    {
        std::atomic<bool> never{};
        store::pg::connection db(database->settings().url, "SELECT 1", never);
        auto row = db.query("SELECT slot FROM nodes WHERE epoch = $1", epoch);
        ASSERT_TRUE(row.step());
        EXPECT_TRUE(store::pg::fence_off(db, static_cast<int>(row.number(0)), epoch,
                                         store::pg::fence_reason::certain));
    }
    std::int64_t epoch_of(postgres_store& node)
    {
        return run(node.admit(invented::question(++strangers, a_noon), {}, {})).lease_epoch;
    }
    template <class T>
    T run(async<T> work)
    {
        return run_to_end(io, std::move(work));
    }
    void run(async<void> work) { run_to_end(io, std::move(work)); }

    static async<void> on_disk(postgres_store& at, async<ticket> job, int& failures)
    {
        const auto group = co_await std::move(job);
        const bool held = co_await at.durable(group);
        failures += held ? 0 : 1;
    }

    admission ask(postgres_store& at, int person, const char* id = "")
    {
        auto question = invented::question(person, a_noon);
        question.provider_id = id;
        auto asked = run(at.admit(question, {}, {}));
        EXPECT_TRUE(run(at.durable(asked.committed)));
        return asked;
    }
    turn_receipt answer(postgres_store& at, const admission& asked, int person)
    {
        auto done = invented::answer(asked, invented::question(person, a_noon), a_noon);
        done.lease_epoch = asked.lease_epoch;
        return run(at.commit_turn(done));
    }
    void accept(postgres_store& at, row_id outbox)
    {
        const auto kept = run(at.end_attempt(invented::ended(outbox, outbox_end::accepted, a_noon)));
        EXPECT_TRUE(run(at.durable(kept)));
    }
    ledger books()
    {
        const auto told = run(b->balance());
        EXPECT_TRUE(told.balanced());
        return told;
    }

    asio::io_context io{1};
    std::optional<scratch_database> database{};
    std::unique_ptr<postgres_store> a{}, b{};
    int strangers{1000};
};

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

// Each ends what is its own and takes what is for the other, in the same groups.
TEST_F(nodes, DoNotWaitForOneAnotherInARing)
{
    constexpr int each = 20;
    int failures = 0;
    auto count = [&](std::exception_ptr failure, auto) { failures += failure ? 1 : 0; };
    for (int round = 0; round < 8; ++round) {
        std::vector<admission> of_a, of_b;
        const auto person_of = [&](int i) { return 2 * each * round + i; };
        for (int i = 0; i < each; ++i) {
            of_a.push_back(ask(*a, person_of(i)));
            of_b.push_back(ask(*b, person_of(each + i)));
        }
        std::vector<row_id> sent_by_a, sent_by_b;
        const auto turn_at = [&](postgres_store& node, std::vector<row_id>& sent, const admission& asked,
                                 int i) {
            auto keep = [&](std::exception_ptr failure, const turn_receipt& told) {
                count(failure, 0);
                sent.insert(sent.end(), told.outbox.begin(), told.outbox.end());
            };
            auto done = invented::answer(asked, invented::question(person_of(i), a_noon), a_noon);
            asio::co_spawn(io, node.commit_turn(std::move(done)), keep);
        };
        const auto question_at = [&](postgres_store& node, int i) {
            asio::co_spawn(io, node.admit(invented::question(person_of(i), a_noon), {}, {}), count);
        };
        for (int i = 0; i < each; ++i) {
            const auto at_a = static_cast<std::size_t>(i), at_b = static_cast<std::size_t>(each - 1 - i);
            question_at(*a, each + i);
            turn_at(*a, sent_by_a, of_a[at_a], i);
            question_at(*b, each - 1 - i);
            turn_at(*b, sent_by_b, of_b[at_b], each + each - 1 - i);
        }
        io.restart();
        io.run();
        auto rethrow = [](std::exception_ptr failure) { EXPECT_FALSE(failure); };
        const auto report_at = [&](postgres_store& node, row_id outbox) {
            delivery_report report;
            report.reference = std::to_string(outbox);
            report.what = delivery_report::state::delivered;
            report.at = a_noon;
            asio::co_spawn(io, on_disk(node, node.note_report(std::move(report)), failures), rethrow);
        };
        const auto end_at = [&](postgres_store& node, row_id outbox) {
            auto ended = node.end_attempt(invented::ended(outbox, outbox_end::accepted, a_noon));
            asio::co_spawn(io, on_disk(node, std::move(ended), failures), rethrow);
        };
        ASSERT_EQ(sent_by_a.size(), sent_by_b.size());
        for (std::size_t i = 0; i < sent_by_a.size(); ++i) {
            report_at(*a, sent_by_b[i]);
            end_at(*a, sent_by_a[i]);
            report_at(*b, sent_by_a[sent_by_a.size() - 1 - i]);
            end_at(*b, sent_by_b[sent_by_b.size() - 1 - i]);
        }
        io.restart();
        io.run();
    }
    EXPECT_EQ(failures, 0);
}

TEST_F(nodes, TellTheOwnerOfWhatCameElsewhere)
{
    ask(*a, 1);
    bool told = false;
    a->when_work_waits([&] {
        told = true;
        io.stop();
    });
    EXPECT_FALSE(ask(*b, 1).ours);
    {
        const auto wait = asio::make_work_guard(io);
        io.restart();
        io.run_for(std::chrono::seconds(30));
    }
    EXPECT_TRUE(told);
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

    auto left = run(b->claim(10, a_noon));
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

TEST_F(nodes, LookUpACommitWhoseConnectionWent)
{
    std::int64_t held = 0, failed = 0;
    for (int round = 0; round < 40; ++round) {
        const auto asked = run(a->admit(invented::question(round, a_noon), {}, {}));
        database->ask(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> "
            "pg_backend_pid() AND query LIKE '%ledger%' AND " +
            std::string(round % 2 ? "state = 'idle'" : "state <> ''"));
        ++(run(a->durable(asked.committed)) ? held : failed);
        if (round % 2 == 0)
            continue;
        // The connection is gone before the next group: refused or repeated, never half.
        try {
            const auto next = run(a->admit(invented::question(500 + round, a_noon), {}, {}));
            ++(run(a->durable(next.committed)) ? held : failed);
        } catch (const store_full&) {
            ++failed;
        }
    }
    EXPECT_GT(held, 0);
    while (true) {
        try {
            EXPECT_EQ(run(a->balance()).accepted, held) << failed << " were refused";
            break;
        } catch (const store_full&) {
        }
    }
}

TEST_F(nodes, RefuseANodeWithOtherKeys)
{
    auto with = database->settings("c");
    with.keys += "-of-another";
    try {
        postgres_store third(io.get_executor(), with);
        FAIL();
    } catch (const std::runtime_error& why) {
        EXPECT_NE(std::string(why.what()).find("keyring"), std::string::npos) << why.what();
    }
    EXPECT_THROW(postgres_store(io.get_executor(), database->settings("a")), std::runtime_error)
        << "two processes cannot be one node";
}

TEST_F(nodes, RefuseASchemaThatNoOlderProgramMayUse)
{
    database->ask("UPDATE sapa_schema SET version = 99");
    postgres_store beside(io.get_executor(), database->settings("c"));  // N beside N+1
    database->ask("UPDATE sapa_schema SET oldest = 99");
    try {
        postgres_store third(io.get_executor(), database->settings("d"));
        FAIL();
    } catch (const std::runtime_error& why) {
        EXPECT_NE(std::string(why.what()).find("newer"), std::string::npos) << why.what();
    }
}

}  // namespace
}  // namespace sapa
