// What the check finds is said in Indonesian, with the same names and numbers.
#include "gateway/console/said_finding.hpp"

#include <gtest/gtest.h>
#include <set>
#include "gateway/console/words_table.hpp"
#include "tests/intents/dialogue/broken_conf.hpp"

namespace sapa::console {
namespace {

TEST(said_finding, KeepsNamesAndNumbers)
{
    const auto said = [](std::string_view english) { return said_finding(english, language::id); };
    EXPECT_EQ(said("the text has 267 characters; one SMS takes 160"),
              "teksnya 267 karakter; satu SMS memuat 160");
    EXPECT_EQ(said("'saldo' of 'a' is caught by 'sal' of 'b', for instance in the text 'saldo'"),
              "'saldo' dari 'a' sudah ditangkap 'sal' dari 'b', misalnya pada teks 'saldo'");
    EXPECT_EQ(said("{choices} belongs to SMS; WhatsApp shows buttons"),
              "{choices} hanya untuk SMS; WhatsApp menampilkan tombol");
    EXPECT_EQ(said("write {total:...}"), "tulis {total:...}");
    EXPECT_EQ(said("a sentence of nobody"), "a sentence of nobody");
    EXPECT_EQ(said_finding("shorten it", language::en), "shorten it");
}

TEST(said_finding, HasAnIndonesianSentenceForWhateverTheLintSays)
{
    for (const auto& one : broken_conf::broken) {
        const broken_conf::copied_conf conf(std::string("_said_") + one.name);
        conf.apply(one);
        for (const auto& found : broken_conf::findings_of(conf.folder))
            for (const auto& sentence : {found.what, found.instead})
                EXPECT_NE(said_finding(sentence, language::id), sentence) << one.name;
    }
}

TEST(said_finding, HasNoPatternTwice)
{
    std::set<std::string_view> seen;
    for (const auto& row : finding_words())
        EXPECT_TRUE(seen.insert(row.en).second) << row.en;
}

}  // namespace
}  // namespace sapa::console
