// Cleaning: any bytes to plain lower-case text.
#include "intents/text/clean.hpp"
#include <gtest/gtest.h>

namespace sapa::text {
namespace {

struct row
{
    const char* raw;
    const char* expected;
};

TEST(Clean, MakesPlainText)
{
    constexpr row rows[]{
        {"SALDO Saya", "saldo saya"},
        {"ＳＡＬＤＯ １２３", "saldo 123"},
        {"𝗦𝗔𝗟𝗗𝗢", "saldo"},
        {"wa\u00e9 b\u00e9da", "wae beda"},
        {"sal\u200bdo\u200e", "saldo"},
        {"\u0663\u0661\u0667\u0661", "3171"},
        {"nomor \u201c1\u201d \u2013 2", "nomor \"1\" - 2"},
        {"", ""},
    };
    for (const auto& [raw, expected] : rows)
        EXPECT_EQ(clean(raw), expected) << raw;
}

TEST(Clean, SaysEmojiThatMeanSomething) { EXPECT_NE(clean("\U0001F621").find("marah"), std::string::npos); }

TEST(Clean, SurvivesBrokenUtf8)
{
    EXPECT_EQ(clean("saldo\xff\xfe 1").substr(0, 5), "saldo");
    EXPECT_NO_THROW(clean(std::string_view("\xc3\x28\xa0\xa1\xe2\x28\xa1\x00\xf0\x28", 10)));
}

TEST(Clean, KeepsBeginningAndEndOfALongText)
{
    const auto cleaned = clean("awal " + std::string(70000, 'x') + " akhir");
    EXPECT_LE(cleaned.size(), longest_text);
    EXPECT_TRUE(cleaned.starts_with("awal"));
    EXPECT_TRUE(cleaned.ends_with("akhir"));
}

TEST(Clean, KeepsCaseWhereAsked) { EXPECT_EQ(clean_keeping_case("Budi Santoso"), "Budi Santoso"); }

}  // namespace
}  // namespace sapa::text
