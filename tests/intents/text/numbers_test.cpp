// Numbers in all the ways that people type them. All numbers here are invented.
#include "intents/text/numbers.hpp"
#include <gtest/gtest.h>
#include "intents/text/clean.hpp"

namespace sapa::text {
namespace {

std::string digits_of(std::string_view raw)
{
    std::string all;
    for (const auto& number : find_numbers(clean(raw)))
        all += (all.empty() ? "" : " ") + number.digits;
    return all;
}

struct row
{
    const char* raw;
    const char* digits;
};

TEST(Numbers, AreFoundInAnySpelling)
{
    constexpr row rows[]{
        {"saldo 1234567890123456", "1234567890123456"},
        {"saldo1234567890123456", "1234567890123456"},
        {"1234567890123456dong", "1234567890123456"},
        {"3171 2345 6789 0001", "3171234567890001"},
        {"3171.2345.6789.0001", "3171234567890001"},
        {"3171-2345-6789-0001", "3171234567890001"},
        {"317123456789OOO1", "3171234567890001"},
        {"3171 2345 6789 00O1", "3171234567890001"},
        {"l8045612378", "18045612378"},
        {"18 0456 7812 3 nomor sy", "18045678123"},
        {"3216075502960003 15021996 20056677889", "3216075502960003 15021996 20056677889"},
        {"jkk 2 jkm 3", ""},
        {"tahun 2024", ""},
        {"bayar 16.800", ""},
        {"", ""},
    };
    for (const auto& [raw, digits] : rows)
        EXPECT_EQ(digits_of(raw), digits) << raw;
}

TEST(Numbers, KnowWhatTheyAreCalled)
{
    EXPECT_TRUE(find_numbers(clean("nik saya 3171234567890001")).front().called_nik);
    EXPECT_TRUE(find_numbers(clean("3171234567890001 (ktp)")).front().called_nik);
    EXPECT_FALSE(find_numbers(clean("kpj 18045612378")).front().called_nik);
    EXPECT_TRUE(find_numbers(clean("nomor klaim 202600012345")).front().called_claim);
    EXPECT_FALSE(find_numbers(clean("klaim nomor 18045612378")).front().called_claim);
    EXPECT_EQ(find_numbers(clean("wa 081280001234")).front().kind, number_kind::phone);
}

TEST(Numbers, NameTheStrangeLetter)
{
    const auto found = find_numbers(clean("317123456789000a"));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found.front().strange, 'a');
    EXPECT_EQ(found.front().strange_at, 16);
}

TEST(Numbers, TakeBoundedTime) { EXPECT_NO_THROW(find_numbers(std::string(10000, '7'))); }

}  // namespace
}  // namespace sapa::text
