// What operators do with the store: look up, release, purge, back up; and what a start refuses.
#include <gtest/gtest.h>
#include <fstream>
#include <iterator>
#include "gateway/store/sqlite/schema.hpp"
#include "tests/gateway/store/runner.hpp"
#include "tests/gateway/store/scratch.hpp"

namespace sapa {
namespace {

using std::chrono::days;

struct operators : testing::Test
{
    operators() { store.emplace(io.get_executor(), folder.settings()); }

    admission ask(int person, instant at = a_noon)
    {
        return run_to_end(io, store->admit(invented::question(person, at), {}, {}));
    }
    void on_disk(ticket group) { EXPECT_TRUE(run_to_end(io, store->durable(group))); }
    row_id answer(const admission& asked, int person, instant at = a_noon)
    {
        auto done = invented::answer(asked, invented::question(person, at), at);
        done.attempt_first = true;
        return run_to_end(io, store->commit_turn(done)).outbox[0];
    }
    void end(row_id outbox, outbox_end how, instant at = a_noon)
    {
        on_disk(run_to_end(io, store->end_attempt(invented::ended(outbox, how, at))));
    }

    scratch folder{};
    asio::io_context io{1};
    std::optional<sqlite_store> store{};
};

TEST_F(operators, SeeReleaseAndDropDeadLetters)
{
    const auto one = answer(ask(1), 1), two = answer(ask(2), 2);
    end(one, outbox_end::refused);
    end(two, outbox_end::refused);
    auto list = store->dead_letters(10);
    ASSERT_EQ(list.size(), 2u);
    EXPECT_EQ(list[0].outbox, one);
    EXPECT_EQ(list[0].recipient, "...0001");
    EXPECT_EQ(run_to_end(io, store->balance()).dead_lettered, 2);
    auto again = run_to_end(io, store->release(one, a_noon));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->message.recipient, "6281210000001");
    EXPECT_EQ(store->queued(10).size(), 1u);
    EXPECT_TRUE(run_to_end(io, store->drop(two, a_noon)));
    EXPECT_TRUE(store->dead_letters(10).empty());
    EXPECT_EQ(run_to_end(io, store->balance()).answered, 2);
}

TEST_F(operators, FindAPersonsMessagesMaskedUnlessAskedFor)
{
    for (int at = 0; at < 3; ++at)
        answer(ask(1, a_noon + seconds(at)), 1, a_noon + seconds(at));
    answer(ask(2), 2);
    auto found = store->search("0812-1000-0001", 10, false);
    ASSERT_EQ(found.size(), 3u);
    EXPECT_EQ(found[0].number, 3);
    EXPECT_EQ(found[0].sender, "...0001");
    EXPECT_EQ(found[0].text, "(22 octets)");
    EXPECT_EQ(store->search("0001", 10, true).at(0).text, "SALDO 3171234567890001");
    EXPECT_TRUE(store->search("081200009999", 10, true).empty());
}

TEST_F(operators, FollowOneMessage)
{
    auto asked = ask(1);
    const auto outbox = answer(asked, 1, a_noon + seconds(1));
    end(outbox, outbox_end::accepted, a_noon + seconds(2));
    delivery_report report;
    report.account = "north";
    report.message_id = "m" + std::to_string(outbox);
    report.what = delivery_report::state::delivered;
    report.at = a_noon + seconds(3);
    on_disk(run_to_end(io, store->note_report(report)));
    std::vector<std::string> what;
    for (const auto& step : store->timeline(asked.inbox, false)) {
        what.push_back(step.what);
        EXPECT_EQ(step.words.find("3171234567890001"), std::string::npos);
    }
    EXPECT_EQ(what,
              (std::vector<std::string>{"received", "answered", "reply", "attempt", "accepted", "report"}));
    EXPECT_TRUE(store->timeline(4711, false).empty());
}

TEST_F(operators, MatchAReceiptThatCameFirst)
{
    auto asked = ask(1);
    const auto outbox = answer(asked, 1);
    delivery_report report;
    report.message_id = "m" + std::to_string(outbox);
    report.what = delivery_report::state::delivered;
    report.at = a_noon;
    on_disk(run_to_end(io, store->note_report(report)));
    end(outbox, outbox_end::accepted);
    EXPECT_EQ(store->timeline(asked.inbox, false).back().words.substr(0, 9), "delivered");
}

TEST_F(operators, PurgeInBatchesAndLeaveTheLedgerAlone)
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
    store::connection db((folder.path() / "sapa.db").string(), store::connection::mode::read_only);
    EXPECT_EQ(db.value("SELECT count(*) FROM inbox"), 2);
    EXPECT_EQ(db.value("SELECT count(*) FROM outbox"), 0);
    EXPECT_EQ(db.value("SELECT count(*) FROM conversations"), 0);
    EXPECT_EQ(db.value("SELECT count(*) FROM sent_ids"), 0);
    const auto after = run_to_end(io, store->balance());
    EXPECT_TRUE(after.balanced());
    EXPECT_EQ(after.accepted, before.accepted);
    EXPECT_EQ(after.answered, before.answered);
    answer(unfinished, 99, later);
}

TEST_F(operators, KeepEachKindOfDataForItsOwnTime)
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

TEST_F(operators, KeepTheKeyOfAPromiseThatIsStillOpen)
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
    store.emplace(io.get_executor(), folder.settings());
    const auto left = run_to_end(io, store->claim(100, a_noon + days(40)));
    ASSERT_EQ(left.promises.size(), 1u);
    EXPECT_EQ(left.promises[0].recipient, "6281210000001");
}

TEST_F(operators, ReadNothingOfADayWhoseKeyIsGone)
{
    auto asked = ask(1);
    answer(asked, 1);
    for (const auto& entry : std::filesystem::directory_iterator(folder.path() / "keys"))
        if (entry.path().filename() != "lookup.key")
            std::filesystem::remove(entry.path());
    store.reset();
    store.emplace(io.get_executor(), folder.settings());
    auto steps = store->timeline(asked.inbox, true);
    ASSERT_FALSE(steps.empty());
    EXPECT_EQ(steps[0].words, "(expired)");
    EXPECT_EQ(store->search("0001", 10, true).at(0).sender, "(expired)");
    auto left = run_to_end(io, store->claim(100, a_noon));
    EXPECT_TRUE(left.outbox.empty());
    EXPECT_TRUE(run_to_end(io, store->balance()).balanced());
    EXPECT_FALSE(ask(1).duplicate);
}

TEST_F(operators, LeaveNoPersonalDataInAnyFile)
{
    auto asked = ask(1);
    end(answer(asked, 1), outbox_end::accepted);
    store->back_up((folder.path() / "copy.db").string());
    for (const char* name : {"sapa.db", "sapa.db-wal", "copy.db"}) {
        std::ifstream in(folder.path() / name, std::ios::binary);
        const std::string bytes(std::istreambuf_iterator<char>(in), {});
        for (const char* secret : {"3171234567890001", "6281210000001", "Rp12.345.678", "SALDO"})
            EXPECT_EQ(bytes.find(secret), bytes.npos) << secret << " in " << name;
    }
    store::connection copy((folder.path() / "copy.db").string(), store::connection::mode::read_only);
    EXPECT_EQ(copy.value("SELECT count(*) FROM inbox"), 1);
}

TEST_F(operators, KnowWhomALeakOfADayTouched)
{
    answer(ask(1), 1);
    answer(ask(1), 1);
    ask(2);
    answer(ask(3, a_noon + days(1)), 3, a_noon + days(1));
    auto touched = store->affected(wib_date(a_noon));
    ASSERT_EQ(touched.size(), 2u);
    std::ranges::sort(touched, {}, &affected_person::sender);
    EXPECT_EQ(touched[0].sender, "6281210000001");
    EXPECT_EQ(touched[0].messages, 2);
    EXPECT_EQ(touched[1].sender, "6281210000002");
}

TEST_F(operators, KeepTheAuditAndPreferences)
{
    audit_entry entry;
    entry.at = a_noon;
    entry.who = "rina";
    entry.what = "unmask";
    entry.about = "message 1";
    entry.reason = "complaint";
    run_to_end(io, store->append_audit(entry));
    ASSERT_EQ(store->audit(10).size(), 1u);
    EXPECT_EQ(store->audit(10)[0].who, "rina");
    auto done = invented::answer(ask(1), invented::question(1, a_noon), a_noon);
    done.preferences.push_back({"consent", "privacy-1"});
    run_to_end(io, store->commit_turn(done));
    auto kept = store->preferences(channel_type::sms, "6281210000001");
    ASSERT_EQ(kept.size(), 1u);
    EXPECT_EQ(kept[0].second, "privacy-1");
}

TEST(start, RefusesANewerSchemaAndASecondServer)
{
    scratch folder;
    asio::io_context io(1);
    {
        sqlite_store store(io.get_executor(), folder.settings());
        EXPECT_THROW(sqlite_store(io.get_executor(), folder.settings()), std::runtime_error);
        EXPECT_TRUE(read_ledger(folder.settings()).balanced());
        using std::filesystem::perms;
        for (const char* name : {"sapa.db", "sapa.db-wal"})
            EXPECT_EQ(std::filesystem::status(folder.path() / name).permissions(),
                      perms::owner_read | perms::owner_write);
    }
    store::connection((folder.path() / "sapa.db").string(), store::connection::mode::read_write)
        .execute("PRAGMA user_version = 99");
    try {
        sqlite_store store(io.get_executor(), folder.settings());
        FAIL();
    } catch (const std::runtime_error& why) {
        EXPECT_NE(std::string(why.what()).find("99"), std::string::npos) << why.what();
        EXPECT_NE(std::string(why.what()).find("newer"), std::string::npos) << why.what();
    }
    auto wrong = folder.settings();
    wrong.url = "mysql://x";
    EXPECT_THROW(sqlite_store(io.get_executor(), wrong), std::runtime_error);
}

}  // namespace
}  // namespace sapa
