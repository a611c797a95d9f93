// Cutting: limits, whole characters, headers both ways.
#include "adapters/sms/segments.hpp"

#include <gtest/gtest.h>
#include "tests/adapters/sms/hex.hpp"

namespace sapa::sms {
namespace {

using sizes = std::vector<std::size_t>;

std::string repeated(std::string_view text, std::size_t times)
{
    std::string out;
    while (times-- > 0)
        out += text;
    return out;
}

TEST(segments, KeepsTheLimitsOfEveryWay)
{
    struct row
    {
        std::string text;
        concatenation how;
        alphabet letters;
        sizes units;
    };
    const std::string a160(160, 'A'), a161(161, 'A');
    for (const auto& [text, how, letters, units] :
         {row{a160, concatenation::udh8, alphabet::gsm, {160}},
          row{a161, concatenation::udh8, alphabet::gsm, {153, 8}},
          row{a161, concatenation::udh16, alphabet::gsm, {152, 9}},
          row{a161, concatenation::sar, alphabet::gsm, {153, 8}},
          row{repeated("A", 1000), concatenation::payload, alphabet::gsm, {1000}},
          row{repeated("я", 70), concatenation::udh8, alphabet::ucs2, {70}},
          row{repeated("я", 71), concatenation::udh8, alphabet::ucs2, {67, 4}},
          row{repeated("я", 71), concatenation::udh16, alphabet::ucs2, {66, 5}},
          row{"", concatenation::udh8, alphabet::gsm, {0}}}) {
        const auto cut = segment_text(text, {.how = how});
        EXPECT_EQ(cut.letters, letters);
        EXPECT_EQ(cut.part_units, units);
        EXPECT_EQ(cut.data_coding, letters == alphabet::ucs2 ? 8 : 0);
    }
    EXPECT_EQ(segment_octets(std::string(141, 'x'), alphabet::binary).part_units, (sizes{134, 7}));
    EXPECT_EQ(segment_octets(std::string(141, 'x'), alphabet::binary, concatenation::udh16).part_units,
              (sizes{133, 8}));
}

TEST(segments, KeepsCharactersWhole)
{
    struct row
    {
        std::string text;
        sizes units;
    };
    for (const auto& [text, units] :
         {row{std::string(152, 'A') + "€" + std::string(20, 'B'), {152, 22}},  // escape pair on the border
          row{std::string(66, 'A') + "😀" + std::string(10, 'B'), {66, 12}},    // surrogate pair
          row{std::string(62, 'A') + "👩‍👧😀" + std::string(10, 'B'),
              {67, 12}},  // joined: 5 units fit
          row{std::string(64, 'A') + "👩‍👧😀" + std::string(10, 'B'),
              {64, 17}},                                                            // joined: moved whole
          row{std::string(65, 'A') + "🇮🇩" + std::string(10, 'B'), {65, 14}},        // flag
          row{std::string(65, 'A') + "👍🏽" + std::string(10, 'B'), {65, 14}},  // skin tone
          row{std::string(66, 'A') + "ṡ́" + std::string(10, 'B'), {66, 12}}})        // combining mark
        EXPECT_EQ(segment_text(text, {.transliterate = false}).part_units, units) << text;
    // A sequence longer than a part is cut between its characters, never inside a pair.
    for (const auto& part : segment_text(repeated("😀\u200D", 100)).parts)
        EXPECT_EQ(decode_ucs2(part).find("\uFFFD"), std::string::npos);
}

TEST(segments, PrefersGsmByTransliteration)
{
    EXPECT_EQ(segment_text("“Saldo” – Rp5").letters, alphabet::gsm);
    EXPECT_EQ(segment_text("“Saldo” – Rp5", {.transliterate = false}).letters, alphabet::ucs2);
    EXPECT_EQ(decode_gsm(segment_text("[1] €", {.basic_only = true}).parts[0]), "(1) EUR");
    // What cannot be replaced keeps all of its typography.
    EXPECT_EQ(decode_ucs2(segment_text("“Saldo” 😀").parts[0]), "“Saldo” 😀");
}

TEST(segments, WritesTheAccountsAlphabetUnderDataCoding0)
{
    const auto latin1 = segment_text("é @ $", {.default_alphabet = alphabet::latin1});
    EXPECT_EQ(latin1.parts[0], "\xE9 @ $");
    EXPECT_EQ(latin1.data_coding, 0);
    EXPECT_EQ(segment_text("@_$", {.default_alphabet = alphabet::ascii}).parts[0], "@_$");
    EXPECT_EQ(segment_text("Ω", {.default_alphabet = alphabet::latin1}).letters, alphabet::ucs2);
}

TEST(segments, StopsAtTwoHundredAndFiftyFiveParts)
{
    const auto cut = segment_text(std::string(153 * 255 + 1, 'A'));
    EXPECT_FALSE(cut.fits);
    EXPECT_EQ(cut.parts.size(), 255U);
    EXPECT_TRUE(segment_text(std::string(153 * 255, 'A')).fits);
}

TEST(segments, WritesHeadersThatItReads)
{
    EXPECT_EQ(hex(concatenation_header(concatenation::udh8, 0x1234, 3, 2)), "050003340302");
    EXPECT_EQ(hex(concatenation_header(concatenation::udh16, 0x1234, 3, 2)), "06080412340302");
    for (const auto how : {concatenation::udh8, concatenation::udh16}) {
        const auto octets = concatenation_header(how, 0x1234, 3, 2) + "text";
        const auto read = read_user_data(octets, true);
        ASSERT_TRUE(read.concatenated);
        EXPECT_EQ(read.concatenated->part, 2);
        EXPECT_EQ(read.concatenated->total, 3);
        EXPECT_EQ(read.concatenated->ref, how == concatenation::udh16 ? 0x1234 : 0x34);
        EXPECT_EQ(read.text, "text");
    }
}

TEST(segments, ReadsHeadersOfAllShapes)
{
    struct row
    {
        const char* octets;
        const char* text;
        bool broken;
        bool concatenated;
        shift_tables shift;
    };
    for (const auto& [bytes, text, broken, concatenated, shift] :
         {row{"0b 0504 0b8423f0 0003 010201 41", "A", false, true, {}},  // ports first
          row{"06 2401 03 2501 01 41", "A", false, false, {3, 1}},       // national tables
          row{"05 0003 01 02 00 41", "A", false, false, {}},             // part 0
          row{"05 0003 01 02 03 41", "A", false, false, {}},             // part beyond the total
          row{"05 0009 01 02 01 41", "A", false, false, {}},             // element past its header
          row{"00 41", "A", false, false, {}},
          row{"50 0003 41", "\x50\x00\x03\x41", true, false, {}},  // header past the message
          row{"", "", false, false, {}}}) {
        const auto whole = octets(bytes);
        const auto read = read_user_data(whole, true);
        EXPECT_EQ(read.broken, broken) << bytes;
        EXPECT_EQ(read.concatenated.has_value(), concatenated) << bytes;
        EXPECT_EQ(read.shift, shift) << bytes;
        EXPECT_EQ(read.text, broken ? std::string_view{whole} : std::string_view{text}) << bytes;
    }
    EXPECT_EQ(read_user_data("\x05plain", false).text, "\x05plain");
}

}  // namespace
}  // namespace sapa::sms
