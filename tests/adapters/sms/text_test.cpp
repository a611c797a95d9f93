// GSM 03.38, UCS-2 and the rest: both ways, and every octet accepted.
#include "adapters/sms/text.hpp"

#include <gtest/gtest.h>
#include "adapters/sms/utf.hpp"
#include "tests/adapters/sms/hex.hpp"

namespace sapa::sms {
namespace {

TEST(text, EncodesGsmBothWays)
{
    struct row
    {
        const char* text;
        const char* septets;
    };
    for (const auto& [text, septets] : {row{"Halo @ Anda", "48616c6f200020416e6461"},
                                        {"[{|}]\\^~€", "1b3c1b281b401b291b3e1b2f1b141b3d1b65"},
                                        {"Rp5_000$", "5270351130303002"},
                                        {"", ""},
                                        {"Ñ", "5d"}}) {
        const auto out = encode_gsm(text);
        ASSERT_TRUE(out) << text;
        EXPECT_EQ(hex(*out), septets) << text;
        EXPECT_EQ(decode_gsm(*out), text);
        EXPECT_EQ(gsm_septets(text), out->size());
    }
    for (const char* text : {"`", "ç", "ã", "你", "😀", "“"})
        EXPECT_FALSE(encode_gsm(text)) << text;
}

TEST(text, ReadsGsmThatIsNotQuiteRight)
{
    struct row
    {
        const char* septets;
        const char* text;
    };
    for (const auto& [septets, text] : {row{"41 1b", "A"},  // lone escape at the end
                                        {"1b 41", "A"},     // unknown escape pair
                                        {"1b 1b 41", " A"},
                                        {"41 a7 42", "A\uFFFDB"},
                                        {"1b 80", "\uFFFD"},
                                        {"8d 65", "€"}})
        EXPECT_EQ(decode_gsm(octets(septets)), text) << septets;
    EXPECT_EQ(decode_gsm(octets("a7"), {}, true), "§");
}

TEST(text, ReadsTheNationalTables)
{
    struct row
    {
        const char* septets;
        shift_tables shift;
        const char* text;
    };
    for (const auto& [septets, shift, text] :
         {row{"1b73 1b67", {1, 0}, "şğ"}, row{"0c 1d", {0, 1}, "ğş"}, row{"1b61 1b65", {2, 0}, "á€"},
          row{"1b7b 7b", {3, 0}, "ãä"}, row{"7b 5c", {0, 3}, "ãÕ"}, row{"1b61", {9, 9}, "a"}})
        EXPECT_EQ(decode_gsm(octets(septets), shift), text);
}

TEST(text, ReadsUcs2WithSurrogatesAndWithout)
{
    EXPECT_EQ(decode_ucs2(octets("0048 0061 d83d de00")), "Ha😀");
    EXPECT_EQ(decode_ucs2(octets("de00 0041")), "\uFFFDA");
    EXPECT_EQ(decode_ucs2(octets("d83d")), "\uFFFD");
    EXPECT_EQ(decode_ucs2(octets("feff 0041")), "A");
    EXPECT_EQ(decode_ucs2(octets("fffe 4100")), "A");
    EXPECT_EQ(decode_ucs2(octets("0041 42")), "A\uFFFD");
    EXPECT_EQ(hex(encode_ucs2("Ha😀")), "00480061d83dde00");
    EXPECT_EQ(utf16_units("Ha😀"), 4U);
}

TEST(text, ReadsTheWholeDataCoding)
{
    struct row
    {
        std::uint8_t data_coding;
        coding expected;
    };
    for (const auto& [data_coding, expected] :
         {row{0x00, {alphabet::gsm}}, row{0x01, {alphabet::ascii}}, row{0x02, {alphabet::binary}},
          row{0x03, {alphabet::latin1}}, row{0x08, {alphabet::ucs2}}, row{0x10, {alphabet::gsm, 0}},
          row{0x18, {alphabet::ucs2, 0}}, row{0x19, {alphabet::ucs2, 1}},
          row{0xC8, {alphabet::gsm, {}, true}}, row{0xE0, {alphabet::ucs2, {}, true}},
          row{0xF0, {alphabet::gsm, 0}}, row{0xF1, {alphabet::gsm, 1}}, row{0xF5, {alphabet::binary, 1}}})
        EXPECT_EQ(read_data_coding(data_coding), expected) << int{data_coding};
    EXPECT_EQ(read_data_coding(0, {.default_alphabet = alphabet::latin1}).letters, alphabet::latin1);
    EXPECT_EQ(read_data_coding(1, {.gsm_as_ia5 = true}).letters, alphabet::gsm);
}

TEST(text, AcceptsEveryOctetUnderEveryDataCoding)
{
    for (unsigned data_coding = 0; data_coding < 256; ++data_coding)
        for (unsigned octet = 0; octet < 256; ++octet) {
            const std::string one(1, static_cast<char>(octet));
            EXPECT_TRUE(valid_utf8(decode_text(one, static_cast<std::uint8_t>(data_coding))));
            EXPECT_TRUE(valid_utf8(decode_text(one + "A", static_cast<std::uint8_t>(data_coding))));
        }
}

TEST(text, PassesAHandsetsUtf8Through)
{
    EXPECT_EQ(decode_text("REG caf\xC3\xA9", 0), "REG café");
    EXPECT_EQ(decode_text(octets("0052"), 0), "@R");
}

TEST(text, ReadsTheAlphabetsOfAccounts)
{
    EXPECT_EQ(decode_text("\xA3", 0, {.default_alphabet = alphabet::latin1}), "£");
    EXPECT_EQ(decode_text("\xBB"
                          "5 \x8D\x28",
                          0, {.default_alphabet = alphabet::roman8}),
              "£5 {");
    EXPECT_EQ(decode_text("\xBF", 6), "П");
    EXPECT_EQ(decode_text("\xF9", 7), "ש");
    const auto packed = pack_septets(*encode_gsm("Saldo [1]"));
    EXPECT_EQ(decode_text(packed, 0, {.packed = true}), "Saldo [1]");
}

TEST(text, PacksAndUnpacksAnyNumberOfSeptets)
{
    EXPECT_EQ(hex(pack_septets("hellohello")), "e8329bfd4697d9ec37");
    std::string septets;
    for (int n = 0; n < 200; ++n) {
        for (unsigned fill = 0; fill < 7; ++fill)
            EXPECT_EQ(unpack_septets(pack_septets(septets, fill), septets.size(), fill), septets);
        EXPECT_EQ(unpack_septets(pack_septets(septets)), septets) << n;
        septets.push_back(static_cast<char>('A' + n % 26));
    }
    // Seven spare bits: filled with zeros, or with CR by others.
    EXPECT_EQ(unpack_septets(octets("31d98c56b3dd00")), "1234567");
    EXPECT_EQ(unpack_septets(octets("31d98c56b3dd1a")), "1234567");
}

TEST(text, TransliteratesWhereNothingIsLost)
{
    struct row
    {
        const char* text;
        const char* plain;
    };
    for (const auto& [text, plain] : {row{"“Kode” Anda – ‘rahasia’…", "\"Kode\" Anda - 'rahasia'..."},
                                      {"Rp\u00A05.000\u2009½", "Rp 5.000 1/2"},
                                      {"çãôŁśž ệ", "caoLsz e"},
                                      {"e\u0301", "e"},
                                      {"ＡＢ１", "AB1"},
                                      {"é è ñ € [x]", "é è ñ € [x]"},
                                      {"你好 😀", "你好 😀"}})
        EXPECT_EQ(transliterate(text), plain);
    EXPECT_EQ(transliterate("[a]{b}|~^\\ €5", true), "(a)(b)/-'/ EUR5");
}

}  // namespace
}  // namespace sapa::sms
