// A full disk under the real binary: questions are pushed back, the alarm is raised, and when there is room
// again it goes on by itself. The disk is a limit on the size of files, put on the running process.
#include <signal.h>
#include <sys/resource.h>
#include "tests/faults/ask_http.hpp"
#include "tests/faults/load.hpp"

using namespace sapa;

namespace {

void limit_files(pid_t process, std::uintmax_t size)
{
    const rlimit limit{size, RLIM_INFINITY};
    ASSERT_EQ(::prlimit(process, RLIMIT_FSIZE, &limit, nullptr), 0);
}

// A write beyond the limit shall fail, not end the process: inherited by what is started.
struct without_size_signal
{
    without_size_signal() : before(::signal(SIGXFSZ, SIG_IGN)) {}
    ~without_size_signal() { ::signal(SIGXFSZ, before); }
    sighandler_t before;
};

}  // namespace

TEST(FullDisk, PushesBackRaisesTheAlarmAndGoesOnWhenThereIsRoom)
{
    constexpr std::size_t total = 1500;
    const without_size_signal ignored;
    faults::road world("disk", faults::crowd(total));
    world.core.faults.delay = std::chrono::milliseconds(20);
    faults::load load(world, total);
    world.start_and_bind();
    ASSERT_TRUE(world.until([&] { return load.pace(500, 300), load.answered() >= 200; }));

    // Room for the log, none for the store.
    const auto wal = std::filesystem::file_size(world.folder() / "sapa.db-wal");
    limit_files(world.gateway->pid(), wal + 4096);
    ASSERT_TRUE(world.until([&] { return load.pace(500, 900), world.smsc->counts().refused > 100; }));
    ASSERT_TRUE(world.until([&] { return world.logged("store_does_not_commit"); }));
    EXPECT_TRUE(world.until([&] { return load.pace(500, 900), faults::get(world, "/readyz").status == 503; }));
    // A checkpoint may make room for a moment, so the gauge is looked at more than once.
    const auto alarmed = [&] {
        return faults::get(world, "/metrics").body.find("\nsapa_store_commits 0\n") != std::string::npos;
    };
    EXPECT_TRUE(world.until([&] { return load.pace(500, 900), alarmed(); }));

    limit_files(world.gateway->pid(), RLIM_INFINITY);
    EXPECT_TRUE(world.until([&] { return load.pace(500, total), load.all_answered(); }))
        << load.answered() << " of " << total << "\n"
        << world.log().substr(0, 3000);
    EXPECT_EQ(load.judge().unanswered, 0u);
    EXPECT_TRUE(world.until([&] { return world.logged("store_commits_again"); }));
    EXPECT_EQ(faults::get(world, "/readyz").status, 200);
    EXPECT_TRUE(world.until([&] { return world.settled(); }));
    EXPECT_EQ(world.ledger().at("accepted").as_int64(), static_cast<std::int64_t>(total));
}
