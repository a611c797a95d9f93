// Placeholders, money, dates and the plain alphabet of SMS.
#include "intents/wording/template_text.hpp"

#include <gtest/gtest.h>

#include "intents/wording/gsm_basic.hpp"
#include "intents/wording/replies.hpp"

namespace sapa {
namespace {

TEST(Rupiah, HasDotsBetweenThousands)
{
    EXPECT_EQ(say_rupiah({0}), "Rp0");
    EXPECT_EQ(say_rupiah({999}), "Rp999");
    EXPECT_EQ(say_rupiah({1000}), "Rp1.000");
    EXPECT_EQ(say_rupiah({1234567890}), "Rp1.234.567.890");
    EXPECT_EQ(say_rupiah({-5000}), "-Rp5.000");
}

TEST(Dates, AreDayMonthYear)
{
    using namespace std::chrono;
    EXPECT_EQ(say_date(2026y / 11 / 20), "20-11-2026");
    EXPECT_EQ(say_month(2026y / 1), "01-2026");
}

TEST(Template, SaysTypedValues)
{
    using namespace std::chrono;
    facts values;
    values.values.emplace_back("participant_no", participant_no("3171234567890001"));
    values.values.emplace_back("total", rupiah{12345678});
    values.values.emplace_back("as_of", date{2026y / 11 / 19});
    EXPECT_EQ(
        render("no. {participant_no:masked} per {as_of:date}: {total:rupiah}", values, {}, language::id),
        "no. ...0001 per 19-11-2026: Rp12.345.678");
    EXPECT_EQ(render("{unknown:text}", values, {}, language::id), "-");
}

TEST(Template, CutsAValueToItsWidth)
{
    facts values;
    values.values.emplace_back("town", std::string("Bandar Lampung"));
    EXPECT_EQ(render("{town:text/6}", values, {}, language::id), "Bandar");
}

TEST(Template, SaysWordsOfCoreByTheTable)
{
    word_tables words;
    words["programme"]["jht"].by_language[0] = "JHT";
    words["programme"]["jp"].by_language[0] = "pensiun";
    facts values;
    std::vector<facts> list(2);
    list[0].values.emplace_back("programme", std::string("jht"));
    list[1].values.emplace_back("programme", std::string("jp"));
    values.lists.emplace_back("programmes", list);
    EXPECT_EQ(render("{programmes:list}", values, words, language::id), "JHT, pensiun");
    EXPECT_EQ(longest("{programmes:list}", words, language::id), "JHT, pensiun");
}

TEST(Template, TellsWhatIsWrong)
{
    std::string fault;
    parse_template("{total:rupia}", fault);
    EXPECT_NE(fault, "");
    parse_template("{total:rupiah", fault);
    EXPECT_NE(fault, "");
    parse_template("{total:rupiah} {choices}", fault);
    EXPECT_EQ(fault, "");
}

TEST(BasicTable, ReplacesWhatSmsLacks)
{
    EXPECT_EQ(to_basic("caf\u00e9 \u201cA\u201d \u2013 [x]"), "cafe \"A\" - (x)");
    EXPECT_TRUE(is_basic("Saldo Rp1.000"));
    EXPECT_FALSE(is_basic("a@b"));
    EXPECT_FALSE(is_basic("a_b"));
    EXPECT_FALSE(is_basic("5$"));
}

TEST(BasicTable, CountsSegments)
{
    EXPECT_EQ(basic_segments(160), 1U);
    EXPECT_EQ(basic_segments(161), 2U);
    EXPECT_EQ(basic_segments(306), 2U);
    EXPECT_EQ(basic_segments(307), 3U);
}

TEST(Content, HasButtonsUpToThreeAndRowsBeyond)
{
    std::vector<choice> three{{"a", "A"}, {"b", "B"}, {"c", "C"}};
    EXPECT_EQ(content_for(channel_type::whatsapp, "x", three, "Pilih").buttons.size(), 3U);
    auto four = three;
    four.push_back({"d", "A title that is far longer than twenty"});
    const auto listed = content_for(channel_type::whatsapp, "x", four, "Pilih");
    EXPECT_TRUE(listed.buttons.empty());
    ASSERT_EQ(listed.rows.size(), 4U);
    EXPECT_EQ(characters_of(listed.rows[3].title), 20U);
    EXPECT_EQ(listed.list_title, "Pilih");
    std::vector<choice> twelve(12);
    EXPECT_EQ(content_for(channel_type::whatsapp, "x", twelve, "Pilih").rows.size(), 10U);
    EXPECT_TRUE(content_for(channel_type::sms, "x", four, "Pilih").rows.empty());
}

TEST(Content, NumbersChoicesOnSms)
{
    EXPECT_EQ(numbered({{"a", "Saldo"}, {"b", "Status"}}), "1 Saldo 2 Status");
}

}  // namespace
}  // namespace sapa
