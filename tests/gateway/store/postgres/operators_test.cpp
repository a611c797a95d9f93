// What operators do with the store on PostgreSQL: look up, release, drop, purge, back up.
#include <gtest/gtest.h>
#include "tests/gateway/store/postgres/scratch_database.hpp"
#include "tests/gateway/store/runner.hpp"

namespace sapa {
namespace {

using std::chrono::days;

struct postgres_operators : testing::Test
{
    void SetUp() override
    {
        if (postgres_server::programs().empty())
            GTEST_SKIP() << "PostgreSQL is not installed";
        database.emplace();
        store.emplace(io.get_executor(), database->settings());
    }
    admission ask(int person, instant at = a_noon)
    {
        auto asked = run_to_end(io, store->admit(invented::question(person, at), {}, {}));
        EXPECT_TRUE(run_to_end(io, store->durable(asked.committed)))
            << "who looks has a connection of their own";
        return asked;
    }
    row_id answer(const admission& asked, int person, instant at = a_noon)
    {
        auto done = invented::answer(asked, invented::question(person, at), at);
        done.attempt_first = true;
        return run_to_end(io, store->commit_turn(done)).outbox[0];
    }
    void end(row_id outbox, outbox_end how, instant at = a_noon)
    {
        EXPECT_TRUE(run_to_end(
            io, store->durable(run_to_end(io, store->end_attempt(invented::ended(outbox, how, at))))));
    }

    asio::io_context io{1};
    std::optional<scratch_database> database{};
    std::optional<postgres_store> store{};
};

TEST_F(postgres_operators, SeeReleaseAndDropDeadLetters)
{
    const auto one = answer(ask(1), 1), two = answer(ask(2), 2);
    end(one, outbox_end::refused);
    end(two, outbox_end::refused);
    const auto list = store->dead_letters(10);
    ASSERT_EQ(list.size(), 2u);
    EXPECT_EQ(list[0].outbox, one);
    EXPECT_EQ(list[0].recipient, "...0001");
    EXPECT_EQ(run_to_end(io, store->balance()).dead_lettered, 2);
    const auto again = run_to_end(io, store->release(one, a_noon));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->message.recipient, "6281210000001");
    EXPECT_EQ(store->queued(10).size(), 1u);
    EXPECT_TRUE(run_to_end(io, store->drop(two, a_noon)));
    EXPECT_FALSE(run_to_end(io, store->drop(two, a_noon)));
    EXPECT_TRUE(store->dead_letters(10).empty());
    EXPECT_EQ(run_to_end(io, store->balance()).answered, 2);
    end(one, outbox_end::accepted);
}

TEST_F(postgres_operators, FindAPersonsMessagesAndFollowOne)
{
    const auto asked = ask(1);
    end(answer(asked, 1, a_noon + seconds(1)), outbox_end::accepted, a_noon + seconds(2));
    answer(ask(1, a_noon + seconds(5)), 1, a_noon + seconds(6));
    answer(ask(2), 2);
    const auto found = store->search("0812-1000-0001", 10, false);
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].number, 2);
    EXPECT_EQ(found[0].sender, "...0001");
    EXPECT_EQ(store->search("0001", 10, true).at(0).text, "SALDO 3171234567890001");
    std::vector<std::string> what;
    for (const auto& step : store->timeline(asked.inbox, false)) {
        what.push_back(step.what);
        EXPECT_EQ(step.words.find("3171234567890001"), std::string::npos);
    }
    EXPECT_EQ(what, (std::vector<std::string>{"received", "answered", "reply", "attempt", "accepted"}));
    EXPECT_EQ(store->affected(wib_date(a_noon)).size(), 2u);
}

TEST_F(postgres_operators, PurgeInBatchesAndLeaveTheLedgerAlone)
{
    for (int person = 0; person < 30; ++person)
        end(answer(ask(person), person), outbox_end::accepted);
    const auto unfinished = ask(99);
    const auto later = a_noon + days(200);
    ask(100, later);
    const auto before = run_to_end(io, store->balance());
    int batches = 0;
    for (bool more = true; more && batches < 100; ++batches)
        more = run_to_end(io, store->purge(later, retention{}, 10)).more;
    EXPECT_GT(batches, 3);
    EXPECT_EQ(database->ask("SELECT count(*) FROM inbox"), "2");
    EXPECT_EQ(database->ask("SELECT count(*) FROM outbox"), "0");
    EXPECT_EQ(database->ask("SELECT count(*) FROM sent_ids"), "0");
    const auto after = run_to_end(io, store->balance());
    EXPECT_TRUE(after.balanced());
    EXPECT_EQ(after.accepted, before.accepted);
    answer(unfinished, 99, later);
}

TEST_F(postgres_operators, KeepEachKindOfDataForItsOwnTime)
{
    const auto asked = ask(1);
    end(answer(asked, 1), outbox_end::accepted);
    const auto dead = answer(ask(2), 2);
    end(dead, outbox_end::refused);
    const retention kept{
        .texts_days = 30, .messages_days = 90, .conversations_days = 180, .dead_letters_days = 60};
    const auto after = [&](int passed) {
        auto told = run_to_end(io, store->purge(a_noon + days(passed), kept, 100));
        for (auto batch = told; batch.more;)
            batch = run_to_end(io, store->purge(a_noon + days(passed), kept, 100));
        return told;
    };
    after(29);
    EXPECT_EQ(store->timeline(asked.inbox, true).at(0).words, "SALDO 3171234567890001");
    after(31);
    EXPECT_EQ(store->timeline(asked.inbox, true).at(0).words, "(expired)");
    EXPECT_EQ(store->dead_letters(10).at(0).recipient, "...0002")
        << "what an operator may release can be read";
    EXPECT_EQ(store->search("0001", 10, true).at(0).sender, "6281210000001") << "the person is still known";
    EXPECT_EQ(after(61).dead_letters, 1);
    EXPECT_TRUE(store->dead_letters(10).empty());
    const auto books = run_to_end(io, store->balance());
    EXPECT_TRUE(books.balanced());
    EXPECT_EQ(books.dead_lettered, 0);
    EXPECT_FALSE(store->timeline(asked.inbox, false).empty());
    after(91);
    EXPECT_TRUE(store->timeline(asked.inbox, false).empty());
    EXPECT_NE(run_to_end(io, store->find_addressee(channel_type::sms, "6281210000001")).conversation, 0);
    after(181);
    EXPECT_EQ(run_to_end(io, store->find_addressee(channel_type::sms, "6281210000001")).conversation, 0);
}

TEST_F(postgres_operators, KeepTheKeyOfAPromiseThatIsStillOpen)
{
    const auto asked = ask(1);
    auto done = invented::answer(asked, invented::question(1, a_noon), a_noon);
    promise made;
    made.inbox = asked.inbox;
    made.conversation = asked.conversation;
    made.asked_at = a_noon;
    made.deadline = a_noon + seconds(1800);
    made.recipient = "6281210000001";
    done.promised = made;
    run_to_end(io, store->commit_turn(done));
    run_to_end(io, store->purge(a_noon + days(40), retention{}, 100));
    store.reset();
    store.emplace(io.get_executor(), database->settings());
    const auto left = run_to_end(io, store->claim(100, a_noon + days(40)));
    ASSERT_EQ(left.promises.size(), 1u);
    EXPECT_EQ(left.promises[0].recipient, "6281210000001");
}

TEST_F(postgres_operators, KeepTheAuditAndBackUp)
{
    audit_entry entry;
    entry.at = a_noon;
    entry.who = "rina";
    entry.what = "unmask";
    run_to_end(io, store->append_audit(entry));
    ASSERT_EQ(store->audit(10).size(), 1u);
    EXPECT_TRUE(run_to_end(io, store->commits()));
    entry.what = "backup";
    EXPECT_FALSE(store->load().last_backup);
    run_to_end(io, store->append_audit(entry));
    ask(1);
    EXPECT_EQ(store->load().last_backup, a_noon);
    EXPECT_EQ(store->load().oldest_question, a_noon);
    const auto copy = database->path() / "copy.dump";
    store->back_up(copy.string());
    EXPECT_GT(std::filesystem::file_size(copy), 0u);
}

}  // namespace
}  // namespace sapa
