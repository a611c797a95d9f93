// Words, lexicon, spelling, keypad distances, stems and towns.
#include "intents/text/words.hpp"
#include <gtest/gtest.h>
#include "intents/text/clean.hpp"
#include "intents/text/keypad.hpp"
#include "intents/text/stem.hpp"
#include "intents/text/towns.hpp"

namespace sapa::text {
namespace {

std::string plain_of(std::string_view raw, const lexicon& known, const speller* correct = nullptr)
{
    const auto cleaned = clean(raw);
    return joined(plain_words(split_text(cleaned, find_numbers(cleaned)), known, correct));
}

TEST(Words, BecomePlain)
{
    const lexicon known(SOURCE_DIR "/conf/lexicon");
    EXPECT_GE(known.size(), 300U);
    struct row
    {
        const char* raw;
        const char* plain;
    };
    constexpr row rows[]{
        {"gmn nyairin jht klo udh resign", "bagaimana cair jht kalau sudah resign"},
        {"pencarian jht", "cair jht"},
        {"riset pasword", "reset password"},
        {"kok gagal2", "kok gagal"},
        {"gaaaak bisa", "tidak bisa"},
        {"nik 3171234567890001 ya", "nik <16> ya"},
        {"tulis ke budi@contoh.id", "tulis ke <email>"},
        {"ora iso", "tidak bisa"},
        {"teu tiasa", "tidak bisa"},
    };
    for (const auto& [raw, plain] : rows)
        EXPECT_EQ(plain_of(raw, known), plain) << raw;
}

TEST(Words, KeepNegationAndQuestions)
{
    const lexicon known(SOURCE_DIR "/conf/lexicon");
    for (const char* word :
         {"tidak", "belum", "bukan", "jangan", "apa", "kapan", "siapa", "bagaimana", "berapa"})
        EXPECT_EQ(plain_of(word, known), word);
}

TEST(Speller, CorrectsTypingErrorsOnly)
{
    speller correct;
    for (const char* word : {"daftar", "saldo", "password", "kartu"})
        correct.add(word, 9);
    correct.finish();
    ASSERT_NE(correct.correct("dafatr"), nullptr);
    EXPECT_EQ(*correct.correct("dafatr"), "daftar");
    ASSERT_NE(correct.correct("dftr"), nullptr);
    EXPECT_EQ(*correct.correct("dftr"), "daftar");
    EXPECT_EQ(correct.correct("saldo"), nullptr);
    EXPECT_EQ(correct.correct("solo"), nullptr);
    EXPECT_EQ(correct.correct("kereta"), nullptr);
}

TEST(Keypad, NeighboursCostLess)
{
    EXPECT_LT(keypad_distance("saldi", "saldo", 3), keypad_distance("saldk", "salda", 3) + 0.01);
    EXPECT_LT(keypad_distance("sakdo", "saldo", 3), keypad_distance("saxdo", "saldo", 3));
    EXPECT_LT(keypad_distance("saaldo", "saldo", 3), 0.5);
    EXPECT_DOUBLE_EQ(keypad_distance("saldo", "saldo", 3), 0);
    EXPECT_GT(keypad_distance(std::string(40, 'a'), "saldo", 3), 3);
    EXPECT_TRUE(close_keys('p', 'q'));  // one key of a phone
}

TEST(Stem, CutsIndonesianAffixes)
{
    EXPECT_EQ(stem("membayar"), "bayar");
    EXPECT_EQ(stem("saldonya"), "saldo");
    EXPECT_EQ(stem(std::string(100, 'x')), std::string(100, 'x'));
}

TEST(Towns, AreFoundThroughAliasesAndErrors)
{
    const towns places(SOURCE_DIR "/conf/towns.tsv");
    const auto find = [&](const char* line, bool any) {
        const auto found = places.find(split_words(line), any);
        return found ? found->name : "";
    };
    EXPECT_EQ(find("kantor di bandung", false), "Bandung");
    EXPECT_EQ(find("kantor jogja dimana", false), "Yogyakarta");
    EXPECT_EQ(find("kantor jakarta selatan", false), "Jakarta Selatan");
    EXPECT_EQ(find("kantor srabaya", true), "Surabaya");
    EXPECT_EQ(find("kantor buka jam berapa", false), "");
}

}  // namespace
}  // namespace sapa::text
