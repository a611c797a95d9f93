// A full disk: what did not reach it is told to those who wait, and the store goes on when there is space.
#include <gtest/gtest.h>
#include "tests/gateway/store/faulty_vfs.hpp"
#include "tests/gateway/store/runner.hpp"
#include "tests/gateway/store/scratch.hpp"

namespace sapa {
namespace {

struct full_disk : testing::Test
{
    full_disk()
    {
        auto settings = folder.settings();
        settings.vfs = faulty_vfs();
        store.emplace(io.get_executor(), settings);
    }
    ~full_disk() override { set_disk_full(false); }

    scratch folder{};
    asio::io_context io{1};
    std::optional<sqlite_store> store{};
};

TEST_F(full_disk, TellsEveryWaiterAndRecovers)
{
    const auto question = invented::question(1, a_noon);
    auto first = run_to_end(io, store->admit(question, {}, {}));
    EXPECT_TRUE(run_to_end(io, store->durable(first.committed)));
    EXPECT_TRUE(run_to_end(io, store->commits()));

    set_disk_full(true);
    auto lost = run_to_end(io, store->admit(question, {}, {}));
    EXPECT_FALSE(run_to_end(io, store->durable(lost.committed)));
    EXPECT_THROW(run_to_end(io, store->commit_turn(invented::answer(first, question, a_noon))), store_full);
    EXPECT_FALSE(run_to_end(io, store->commits()));

    set_disk_full(false);
    EXPECT_TRUE(run_to_end(io, store->commits()));
    EXPECT_FALSE(run_to_end(io, store->durable(lost.committed))) << "a lost group stays lost";
    EXPECT_THROW(run_to_end(io, store->commit_turn(invented::answer(lost, question, a_noon))), store_refused);
    auto again = run_to_end(io, store->admit(question, {}, {}));
    EXPECT_TRUE(run_to_end(io, store->durable(again.committed)));
    EXPECT_NE(again.inbox, lost.inbox) << "an id is not given twice, even where its first row is lost";
    EXPECT_EQ(again.number, 2);
    run_to_end(io, store->commit_turn(invented::answer(first, question, a_noon)));
    const auto told = run_to_end(io, store->balance());
    EXPECT_TRUE(told.balanced());
    EXPECT_EQ(told.accepted, 2);
    EXPECT_EQ(told.answered, 1);
}

TEST(small_disk, RefusesWhereTheDatabaseMayNotGrow)
{
    scratch folder;
    asio::io_context io(1);
    auto settings = folder.settings();
    settings.max_pages = 40;
    sqlite_store store(io.get_executor(), settings);
    std::int64_t held = 0, refused = 0;
    for (int person = 0; person < 400; ++person) {
        try {
            auto asked = run_to_end(io, store.admit(invented::question(person, a_noon), {}, {}));
            ++(run_to_end(io, store.durable(asked.committed)) ? held : refused);
        } catch (const store_full&) {
            ++refused;
        }
    }
    EXPECT_GT(held, 10);
    EXPECT_GT(refused, 10);
    const auto told = run_to_end(io, store.balance());
    EXPECT_TRUE(told.balanced());
    EXPECT_EQ(told.accepted, held);
}

TEST(full_queue, RefusesArrivalsButNotTurns)
{
    scratch folder;
    asio::io_context io(1);
    auto settings = folder.settings();
    settings.group.queue_max = 0;
    sqlite_store store(io.get_executor(), settings);
    EXPECT_THROW(run_to_end(io, store.admit(invented::question(1, a_noon), {}, {})), store_full);
    EXPECT_EQ(run_to_end(io, store.balance()).accepted, 0);
}

}  // namespace
}  // namespace sapa
