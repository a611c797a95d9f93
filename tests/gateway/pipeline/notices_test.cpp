// Who gets a notice, and when it may leave.
#include "gateway/pipeline/notices.hpp"

#include <gtest/gtest.h>
#include "gateway/pipeline/dispatcher.hpp"

using namespace sapa;
using namespace std::chrono_literals;

namespace {

// 20-11-2026, this many hours after midnight in WIB.
instant at(milliseconds since)
{
    return std::chrono::sys_days(std::chrono::year(2026) / 11 / 20) + since - wib_offset;
}

addressee person(std::vector<preference_change> prefers, bool stopped = false)
{
    return {.conversation = 17, .stopped = stopped, .preferences = std::move(prefers)};
}
const addressee stranger{};

notice_settings both_channels() { return {.sms_account = "", .whatsapp_account = "106540352242922"}; }

notice_request about(notice_kind kind)
{
    return {.kind = kind, .to = msisdn("6281200000001"), .about = participant_no("3171234567890001")};
}

}  // namespace

TEST(Notices, WaitForTheMorning)
{
    struct row
    {
        milliseconds now, leaves;
    };
    for (const auto& [now, leaves] : {row{7h, 7h},
                                      {19h + 59min, 19h + 59min},
                                      {20h, 31h},
                                      {23h, 31h},
                                      {0h, 7h},
                                      {6h + 59min + 59s, 7h},
                                      {12h, 12h}})
        EXPECT_EQ(may_leave_at(at(now), {}), at(leaves)) << now.count();
    const notice_settings none{.quiet_from = 0, .quiet_until = 0}, early{.quiet_from = 1, .quiet_until = 5};
    EXPECT_EQ(may_leave_at(at(23h), none), at(23h));
    EXPECT_EQ(may_leave_at(at(2h), early), at(5h));
    EXPECT_EQ(may_leave_at(at(5h), early), at(5h));
}

TEST(Notices, GoOnlyToWhoAskedAndDidNotStop)
{
    const auto balance = person({{"notice.balance", "on"}, {"notice.contribution", "off"}});
    const auto stopped = person({{"notice.balance", "on"}, {"stop", "yes"}}, true);
    struct row
    {
        notice_kind kind;
        addressee sms, whatsapp;
        std::string skipped;
    };
    const row table[] = {
        {notice_kind::balance, balance, stranger, ""},
        {notice_kind::contribution, balance, stranger, "not_opted_in"},
        {notice_kind::maintenance, balance, stranger, ""},
        {notice_kind::maintenance_end, person({}), stranger, "not_opted_in"},
        {notice_kind::balance, stranger, stranger, "not_opted_in"},
        {notice_kind::balance, stopped, stranger, "stopped"},
        {notice_kind::maintenance, stopped, stranger, "stopped"},
        {notice_kind::balance, balance, stopped, "stopped"},
        {notice_kind::balance, stranger, person({{"notice.balance", "on"}, {"marketing_messages", "stop"}}),
         "not_opted_in"},
        {notice_kind::balance, stranger, person({{"notice.balance", "on"}, {"marketing_messages", "resume"}}),
         ""},
        {notice_kind::balance, balance, person({{"marketing_messages", "stop"}}), ""},
    };
    for (const auto& one : table)
        EXPECT_EQ(decide(about(one.kind), one.sms, one.whatsapp, at(12h), both_channels()).skipped,
                  one.skipped)
            << to_string(one.kind);
}

TEST(Notices, GoByTheChannelOnWhichThePersonAsked)
{
    const auto asked = person({{"notice.balance", "on"}});
    auto request = about(notice_kind::balance);
    const auto told = decide(request, stranger, asked, at(21h), both_channels());
    EXPECT_EQ(told.via, channel_type::whatsapp);
    EXPECT_EQ(told.account, "106540352242922");
    EXPECT_EQ(told.conversation, 17);
    EXPECT_EQ(told.not_before, at(31h));
    EXPECT_EQ(told.expires_at, at(43h));
    EXPECT_EQ(decide(request, asked, asked, at(12h), both_channels()).via, channel_type::sms);
    request.via = channel_type::sms;
    EXPECT_EQ(decide(request, stranger, asked, at(12h), both_channels()).skipped, "not_opted_in");
    EXPECT_EQ(decide(request, asked, asked, at(12h), {}).skipped, "channel_off");
}

TEST(Notices, ReadTheirValues)
{
    struct row
    {
        notice_kind kind;
        named_words words;
        std::string fault;  // how it begins
    };
    const row table[] = {
        {notice_kind::contribution, {{"amount", "36800"}, {"period", "2026-11"}}, ""},
        {notice_kind::contribution, {{"amount", "36800"}}, "values.period is missing"},
        {notice_kind::contribution, {{"amount", "-1"}, {"period", "2026-11"}}, "values.amount must be"},
        {notice_kind::contribution, {{"amount", "1"}, {"period", "2026-13"}}, "values.period must be"},
        {notice_kind::contribution, {{"amount", "1"}, {"period", "2026-11-01"}}, "values.period must be"},
        {notice_kind::contribution, {{"nama", "x"}}, "values.nama is not of this kind"},
        {notice_kind::balance, {}, ""},
        {notice_kind::balance, {{"as_of", "2026-02-30"}}, "values.as_of must be"},
        {notice_kind::maintenance, {{"day", "2026-11-21"}, {"from", "22:00"}, {"until", "23.30"}}, ""},
        {notice_kind::maintenance, {{"day", "2026-11-21"}, {"from", "10 pm"}}, "values.from must be"},
        {notice_kind::maintenance_end, {}, ""},
    };
    for (const auto& [kind, words, fault] : table) {
        facts read;
        const auto told = read_notice_values(kind, words, read);
        EXPECT_TRUE(fault.empty() ? told.empty() : told.starts_with(fault)) << told << " / " << fault;
    }
}

TEST(Notices, FillATemplateInTheOrderOfTheTable)
{
    auto request = about(notice_kind::contribution);
    ASSERT_EQ(read_notice_values(request.kind, {{"amount", "36800"}, {"period", "2026-11"}}, request.values),
              "");
    EXPECT_EQ(template_values(request.kind, request),
              (std::vector<std::string>{"...0001", "11-2026", "Rp36.800"}));
}

TEST(Notices, HaveALaneOfTheirOwn)
{
    EXPECT_EQ(lane_of(17, mt_purpose::reply), 17);
    EXPECT_LT(lane_of(17, mt_purpose::notice), 0);
    EXPECT_NE(lane_of(17, mt_purpose::notice), lane_of(18, mt_purpose::notice));
}
