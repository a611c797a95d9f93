// Nodes and their database: locks in one order, a COMMIT whose answer is lost, who is let in at the start.
#include "tests/gateway/store/postgres/nodes.hpp"

namespace sapa {
namespace {

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
