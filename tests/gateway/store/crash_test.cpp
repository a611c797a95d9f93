// A process killed while it commits loses nothing that it acknowledged, even where the disk forgets what was
// not synced.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include <map>
#include <random>
#include "tests/gateway/store/faulty_vfs.hpp"
#include "tests/gateway/store/runner.hpp"
#include "tests/gateway/store/scratch.hpp"

namespace sapa {
namespace {

enum class word : std::int64_t { admitted, answered, ended };
struct acknowledgement
{
    word what{};
    row_id id{};
};

void tell(int pipe, word what, row_id id)
{
    const acknowledgement said{what, id};
    if (::write(pipe, &said, sizeof said) != sizeof said)
        ::_exit(1);
}

async<void> serve(conversation_store& store, int pipe, int person)
{
    for (;;) {
        auto question = invented::question(person, a_noon);
        auto asked = co_await store.admit(question, std::nullopt, joined_parts());
        if (co_await store.durable(asked.committed))
            tell(pipe, word::admitted, asked.inbox);
        auto done = invented::answer(asked, question, a_noon);
        done.attempt_first = true;
        auto receipt = co_await store.commit_turn(std::move(done));
        tell(pipe, word::answered, asked.inbox);
        auto result = invented::ended(receipt.outbox[0], outbox_end::accepted, a_noon);
        const auto group = co_await store.end_attempt(std::move(result));
        if (co_await store.durable(group))
            tell(pipe, word::ended, receipt.outbox[0]);
    }
}

[[noreturn]] void child(const sqlite_settings& settings, int pipe)
{
    asio::io_context io(1);
    sqlite_store store(io.get_executor(), settings);
    auto stop = [](std::exception_ptr) { ::_exit(1); };
    for (int person = 0; person < 20; ++person)
        asio::co_spawn(io, serve(store, pipe, person), stop);
    io.run();
    ::_exit(1);
}

// Reads what a child acknowledges, kills it after `patience` words, and takes what was still under way.
std::vector<acknowledgement> kill_after(const sqlite_settings& settings, int patience)
{
    int ends[2];
    EXPECT_EQ(::pipe(ends), 0);
    const auto pid = ::fork();
    if (pid == 0) {
        ::close(ends[0]);
        child(settings, ends[1]);
    }
    ::close(ends[1]);
    std::vector<acknowledgement> heard;
    for (acknowledgement said; ::read(ends[0], &said, sizeof said) == sizeof said;) {
        heard.push_back(said);
        if (static_cast<int>(heard.size()) == patience)
            ::kill(pid, SIGKILL);
    }
    ::close(ends[0]);
    int status = 0;
    ::waitpid(pid, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself: " << status;
    return heard;
}

struct crash : testing::TestWithParam<bool>
{
};

TEST_P(crash, LosesNothingThatWasAcknowledged)
{
    scratch folder;
    auto settings = folder.settings();
    settings.checkpoint_pages = 200;  // checkpoints are killed, too
    if (GetParam())
        settings.vfs = faulty_vfs();
    std::mt19937 dice(20261120);
    std::map<row_id, word> questions;
    std::map<row_id, bool> outbox;
    for (int round = 0; round < 12; ++round) {
        for (const auto& said : kill_after(settings, 1 + static_cast<int>(dice() % 1500)))
            if (said.what == word::ended)
                outbox[said.id] = true;
            else
                questions[said.id] = std::max(questions[said.id], said.what);
        asio::io_context io(1);
        {
            sqlite_store store(io.get_executor(), settings);
            EXPECT_TRUE(run_to_end(io, store.balance()).balanced());
        }
        store::connection db((folder.path() / "sapa.db").string(), store::connection::mode::read_only);
        for (const auto& [id, what] : questions)
            ASSERT_EQ(db.value("SELECT count(*) FROM inbox WHERE id = ? AND status >= ?", id,
                               what == word::answered ? 1 : 0),
                      1)
                << "round " << round << ", question " << id;
        for (const auto& [id, ended] : outbox)
            ASSERT_EQ(db.value("SELECT status FROM outbox WHERE id = ?", id), 1) << "reply " << id;
        EXPECT_EQ(db.value("SELECT in_work FROM ledger"),
                  db.value("SELECT count(*) FROM inbox WHERE status = 0"));
        EXPECT_EQ(db.value("SELECT accepted FROM ledger"), db.value("SELECT count(*) FROM inbox"));
        EXPECT_EQ(db.value("SELECT count(*) FROM (SELECT conversation, number FROM inbox GROUP BY 1, 2 "
                           "HAVING count(*) > 1)"),
                  0)
            << "two messages with one number";
    }
}

INSTANTIATE_TEST_SUITE_P(disks, crash, testing::Bool(),
                         [](const auto& which) { return which.param ? "that_forgets" : "of_the_system"; });

}  // namespace
}  // namespace sapa
