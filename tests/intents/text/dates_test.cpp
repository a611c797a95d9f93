// Dates in every usual Indonesian form; the month never stands first.
#include "intents/text/dates.hpp"
#include <gtest/gtest.h>

namespace sapa::text {
namespace {

struct row
{
    const char* raw;
    const char* iso;
};

TEST(Dates, AreReadInEveryUsualForm)
{
    constexpr row rows[]{
        {"17-08-1974", "1974-08-17"},
        {"17/8/74", "1974-08-17"},
        {"17.08.1974", "1974-08-17"},
        {"17 08 1974", "1974-08-17"},
        {"1974-08-17", "1974-08-17"},
        {"17081974", "1974-08-17"},
        {"170874", "1974-08-17"},
        {"17 agustus 1974", "1974-08-17"},
        {"04-juni-1988", "1988-06-04"},
        {"4 jun 88", "1988-06-04"},
        {"1 mrt 2001", "2001-03-01"},
        {"5 bulan 6 tahun 1990", "1990-06-05"},
        {"01-09-1987", "1987-09-01"},
        {"29-02-2000", "2000-02-29"},
        {"5th june 1990", "1990-06-05"},
        {"3 nopember 1979", "1979-11-03"},
        {"31-02-1990", ""},
        {"08-17-1974", ""},
        {"99-99-9999", ""},
        {"budi", ""},
        {"", ""},
    };
    for (const auto& [raw, iso] : rows) {
        const auto day = parse_date(raw);
        EXPECT_EQ(day ? iso_date(*day) : "", iso) << raw;
    }
}

TEST(Dates, AreFoundInsideASentence)
{
    const auto found = find_date("saya lahir tgl 3 mei 1985 di tegal", false);
    ASSERT_TRUE(found);
    EXPECT_EQ(iso_date(found->day), "1985-05-03");
}

TEST(Dates, ArePackedOnlyWhereExpected) { EXPECT_FALSE(find_date("nomor 17081974", false)); }

}  // namespace
}  // namespace sapa::text
