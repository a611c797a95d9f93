// Lines that operators and their tools rely on: the key words, both forms, and what never stands in them.
#include "gateway/observe/log.hpp"

#include <gtest/gtest.h>
#include "gateway/model/participant_no.hpp"

using namespace sapa;

namespace {

std::string written;

class Log : public testing::Test
{
protected:
    void SetUp() override
    {
        redirect_log([](std::string_view line) { written = line; });
    }
    void TearDown() override
    {
        redirect_log(nullptr);
        set_log_format("json");
        set_log_level("info");
    }
    // Without its time.
    std::string line() const { return written.substr(written.find("Z") + 1); }
};

}  // namespace

TEST_F(Log, WritesJsonLines)
{
    log_event(log_level::warning, "smpp_closed", {{"account", "north"}, {"binds", 2}, {"ours", false}});
    EXPECT_TRUE(written.starts_with("{\"time\":\"20")) << written;
    EXPECT_EQ(line(), R"(","level":"warning","event":"smpp_closed","account":"north","binds":2,"ours":false})");
}

TEST_F(Log, WritesTextForATerminal)
{
    ASSERT_TRUE(set_log_format("text"));
    log_event(log_level::info, "smpp_closed", {{"account", "north"}, {"why", "cut off"}, {"binds", 2}});
    EXPECT_EQ(line(), R"( info    smpp_closed account=north why="cut off" binds=2)");
    EXPECT_FALSE(set_log_format("xml"));
}

TEST_F(Log, MasksWhatLooksLikeANumberInBothForms)
{
    for (const auto* format : {"json", "text"}) {
        set_log_format(format);
        log_event(log_level::info, "event", {{"why", "no answer for 3171000000000003"}});
        EXPECT_EQ(written.find("3171000000000003"), written.npos) << written;
        EXPECT_NE(written.find("no answer for ..."), written.npos) << written;
    }
}

TEST_F(Log, PersonalNumbersGoInMasked)
{
    const auto number = parse_participant_no("3171000000000003");
    ASSERT_TRUE(number);
    log_event(log_level::info, "event", {{"participant_no", *number}});
    EXPECT_NE(written.find("...0003"), written.npos) << written;
}

TEST_F(Log, WritesNothingBelowItsLevel)
{
    written.clear();
    log_event(log_level::debug, "event");
    EXPECT_EQ(written, "");
    ASSERT_TRUE(set_log_level("debug"));
    log_event(log_level::debug, "event");
    EXPECT_NE(written, "");
}
