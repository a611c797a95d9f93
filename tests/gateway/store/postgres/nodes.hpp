// Several nodes over one database, for tests of what they do together.
#pragma once
#include <gtest/gtest.h>
#include "tests/gateway/store/postgres/scratch_database.hpp"
#include "tests/gateway/store/runner.hpp"

namespace sapa {

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
    // What is found once word has come that work waits: the word comes over the lease's own connection.
    backlog claim_when_told(postgres_store& at)
    {
        bool told = false;
        at.when_work_waits([&] { told = true; });
        for (;;) {
            auto found = run(at.claim(10, a_noon));
            if (!found.questions.empty() || !found.outbox.empty() || !await(told)) {
                at.when_work_waits(nullptr);
                return found;
            }
            told = false;
        }
    }
    bool await(const bool& told)
    {
        const auto wait = asio::make_work_guard(io);
        io.restart();
        while (!told && io.run_one_for(std::chrono::seconds(30)) > 0) {
        }
        return told;
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

}  // namespace sapa
