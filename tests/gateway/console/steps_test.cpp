// The trace and the timeline in an agent's words.
#include "gateway/console/steps.hpp"

#include <gtest/gtest.h>

namespace sapa::console {
namespace {

class steps : public ::testing::Test
{
protected:
    std::string step(std::string_view line) const
    {
        const auto said = step_of(line, *conf, language::id);
        return said ? said->text : "";
    }
    std::string moment(std::string what, std::string words, bool unmasked = false) const
    {
        timeline_step one;
        one.what = std::move(what);
        one.words = std::move(words);
        return words_of_moment(one, unmasked, *conf, language::id);
    }

    std::vector<finding> findings{};
    const std::unique_ptr<bundle::parts> conf{load_parts("conf", findings)};
};

TEST_F(steps, NameFlowsSlotsAndOutcomesAsAgentsDo)
{
    EXPECT_EQ(step("open: balance"), "Alur Saldo dibuka.");
    EXPECT_EQ(step("took: balance/number ask"), "Isian Nomor peserta ditanyakan.");
    EXPECT_EQ(step("took: my_data/wish delete"), "Langkah Kenali Keinginan dari teks: hapus.");
    EXPECT_EQ(step("took: my_data/which #2"), "Langkah Memilih jalan: Jalan 2.");
    EXPECT_EQ(step("took: balance/query ok #1"), "Langkah Tanya core: Saldo: Berhasil (Jalan 1).");
    EXPECT_EQ(step("core said: balance no_jht"), "Core menjawab: Saldo: Tidak punya JHT.");
    EXPECT_EQ(step("interrupt: out_of_scope"), "Perintah Di luar layanan berlaku di mana saja.");
    EXPECT_EQ(step("wrong: try 1 of 3"), "Jawaban tidak cocok (1/3).");
    EXPECT_EQ(step("state: balance/number"), "");
}

TEST_F(steps, TellATimelineMaskedUnlessAskedFor)
{
    EXPECT_EQ(moment("received", "SALDO 3171234567890001"), "SALDO ...0001");
    EXPECT_EQ(moment("received", "SALDO 3171234567890001", true), "SALDO 3171234567890001");
    EXPECT_EQ(moment("reply", "reply 123456, balance: Saldo no. 3171234567890001"),
              "Balasan 123456 (balance): Saldo no. ...0001");
    EXPECT_EQ(moment("reply", "reply 14, (expired)"), "Balasan 14: (sudah dihapus)");
    EXPECT_EQ(moment("attempt", "reply 14"), "Balasan 14");
    EXPECT_EQ(moment("report", "delivered 000"), "Sampai di HP (kode 000)");
    EXPECT_EQ(moment("report", "failed "), "Tidak sampai");
    EXPECT_EQ(moment("refused", "0x0b"), "Kode 0x0b");
    EXPECT_EQ(moment("answered", "balance: command saldo\nbefore: idle\nopen: balance\ncore: balance"),
              "Saldo\nAlur Saldo dibuka.\nCore ditanya: Saldo.");
}

}  // namespace
}  // namespace sapa::console
