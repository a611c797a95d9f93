// SMPP times: absolute, relative, empty and wrong.
#include "adapters/sms/smpp_time.hpp"

#include <gtest/gtest.h>

namespace sapa::smpp {
namespace {

using namespace std::chrono;
using namespace std::chrono_literals;

TEST(smpp_time, ReadsAbsoluteTimesWithTheirZone)
{
    const auto read = std::get<absolute_time>(read_time("261120170000528+"));
    EXPECT_EQ(read.offset, 7h);
    EXPECT_EQ(read.utc(), sys_days{2026y / November / 20} + 10h + 500ms);
    EXPECT_EQ(std::get<absolute_time>(read_time("261120170000004-")).offset, -1h);
}

TEST(smpp_time, ReadsRelativeTimes)
{
    EXPECT_EQ(std::get<relative_time>(read_time("000001020304000R")).length, 24h + 2h + 3min + 4s);
    EXPECT_EQ(std::get<relative_time>(read_time("010100000000000R")).length, 395 * 24h);
    EXPECT_TRUE(std::holds_alternative<no_time>(read_time("")));
}

TEST(smpp_time, SaysWhatIsWrong)
{
    struct row
    {
        const char* text;
        const char* why;
    };
    for (const auto& [text, why] : {row{"000101000000000", "15 characters"},
                                    {"261320170000028+", "no such date 261320"},
                                    {"261120250000028+", "no such time of day 250000"},
                                    {"261120170000049+", "49 quarter hours from UTC"},
                                    {"2611201700000x8+", "not all digits"},
                                    {"261120170000028Z", "the last character is none of + - R"}})
        EXPECT_EQ(std::get<time_error>(read_time(text)).why, why);
}

TEST(smpp_time, WritesWhatItReads)
{
    const instant at = sys_days{2026y / November / 20} + 10h + 500ms;
    EXPECT_EQ(write_absolute(at), "261120100000500+");
    EXPECT_EQ(write_absolute(at, 7h), "261120170000528+");
    EXPECT_EQ(std::get<absolute_time>(read_time(write_absolute(at, -5h))).utc(), at);
    EXPECT_EQ(write_relative(24h), "000001000000000R");
    EXPECT_EQ(write_relative(90s), "000000000130000R");
    EXPECT_EQ(write_relative(400 * 24h), "000099235959000R");
    EXPECT_EQ(write_relative(-5s), "000000000000000R");
}

}  // namespace
}  // namespace sapa::smpp
