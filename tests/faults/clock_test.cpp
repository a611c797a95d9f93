// The wall clock jumps, by hours and in both directions, while questions come and core stumbles. Intervals
// are measured all the same.
#include <fcntl.h>
#include <unistd.h>
#include <cstdlib>
#include "tests/faults/load.hpp"

using namespace sapa;

namespace {

using std::chrono::hours;

// What is started while this lives has the wall clock of this object.
class moved_clock
{
public:
    explicit moved_clock(const std::filesystem::path& file)
        : file_(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600))
    {
        move(hours(0));
        set("SAPA_MOVED_CLOCK", file.string());
        set("LD_PRELOAD", MOVED_CLOCK);
        set("ASAN_OPTIONS", "verify_asan_link_order=0");
    }
    ~moved_clock()
    {
        for (const auto* name : names_)
            ::unsetenv(name);
        ::close(file_);
    }
    void move(std::chrono::seconds by) const
    {
        const std::int64_t offset = by.count();
        EXPECT_EQ(::pwrite(file_, &offset, sizeof offset, 0), static_cast<ssize_t>(sizeof offset));
    }

private:
    void set(const char* name, const std::string& value)
    {
        ::setenv(name, value.c_str(), 1);
        names_.push_back(name);
    }
    int file_;
    std::vector<const char*> names_{};
};

}  // namespace

TEST(Clock, JumpsOfHoursLoseNothingAndStopNothing)
{
    constexpr std::size_t total = 600;
    faults::road world("clock", faults::crowd(total), {.core = "timeout_ms: 500"});
    world.core.faults = {.delay = std::chrono::milliseconds(50), .fail_percent = 20};
    faults::load load(world, total);
    const moved_clock clock(world.folder() / "clock");
    world.start_and_bind();
    std::size_t most = 0;
    for (const auto by : {hours(2), hours(0), hours(-2), hours(24), hours(0)}) {
        most += total / 5;
        ASSERT_TRUE(world.until([&] { return load.pace(400, most), load.asked() >= most - 60; }));
        clock.move(by);
        ASSERT_TRUE(world.until([&] { return load.pace(400, most), load.asked() >= most; })) << by.count();
    }
    world.core.faults = {};
    // A jump over the deadline of a promise ends it with an apology: late, but told.
    EXPECT_TRUE(world.until([&] { return world.smsc->open_questions() == 0 && world.settled(); }))
        << boost::json::serialize(world.ledger()) << world.log().substr(0, 3000);
    EXPECT_EQ(world.ledger().at("accepted").as_int64(), static_cast<std::int64_t>(total));
    EXPECT_GE(load.answered(), total * 9 / 10);
}
