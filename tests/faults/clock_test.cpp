// The wall clock jumps, by hours and in both directions, while questions come and core stumbles: libfaketime
// under the real binary, told by a file. Intervals are measured all the same.
#include <cstdlib>
#include "tests/faults/load.hpp"

using namespace sapa;

namespace {

constexpr const char* library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";

// What is started while this lives has the clock of `file`.
class moved_clock
{
public:
    explicit moved_clock(std::filesystem::path file) : file_(std::move(file))
    {
        move("+0");
        set("LD_PRELOAD", library);
        set("FAKETIME_TIMESTAMP_FILE", file_.c_str());
        set("FAKETIME_NO_CACHE", "1");
        set("FAKETIME_DONT_FAKE_MONOTONIC", "1");
        set("ASAN_OPTIONS", "verify_asan_link_order=0");
    }
    ~moved_clock()
    {
        for (const auto* name : names_)
            ::unsetenv(name);
    }
    void move(const std::string& by) const
    {
        std::ofstream(file_.string() + ".new") << by << '\n';
        std::filesystem::rename(file_.string() + ".new", file_);
    }

private:
    void set(const char* name, const char* value)
    {
        ::setenv(name, value, 1);
        names_.push_back(name);
    }
    std::filesystem::path file_;
    std::vector<const char*> names_{};
};

}  // namespace

TEST(Clock, JumpsOfHoursLoseNothingAndStopNothing)
{
    ASSERT_TRUE(std::filesystem::exists(library)) << "apt-get install faketime";
    constexpr std::size_t total = 600;
    faults::road world("clock", faults::crowd(total), {.core = "timeout_ms: 500"});
    world.core.faults = {.delay = std::chrono::milliseconds(50), .fail_percent = 20};
    faults::load load(world, total);
    {
        const moved_clock clock(world.folder() / "clock");
        world.start_and_bind();
        std::size_t most = 0;
        for (const auto* by : {"+2h", "+0", "-2h", "+1d", "+0"}) {
            most += total / 5;
            ASSERT_TRUE(world.until([&] { return load.pace(400, most), load.asked() >= most - 60; }));
            clock.move(by);
            ASSERT_TRUE(world.until([&] { return load.pace(400, most), load.asked() >= most; })) << by;
        }
        world.core.faults = {};
        // A jump over the deadline of a promise ends it with an apology: late, but told.
        EXPECT_TRUE(world.until([&] { return world.smsc->open_questions() == 0 && world.settled(); }))
            << boost::json::serialize(world.ledger()) << world.log().substr(0, 3000);
        world.stop();
    }
    EXPECT_EQ(world.ledger().at("accepted").as_int64(), static_cast<std::int64_t>(total));
    EXPECT_GE(load.answered(), total * 9 / 10);
}
