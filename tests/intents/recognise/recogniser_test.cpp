// The whole of recognise over the shipped conf/: commands in any spelling, borders, slots, diagnosis,
// secrets. All numbers here are invented.
#include "gateway/model/cache_folder.hpp"
#include "intents/recognise/recogniser.hpp"
#include <gtest/gtest.h>
#include <unistd.h>
#include <cstdlib>
#include <fstream>

namespace sapa {
namespace {

const recogniser& shipped()
{
    static const auto made = recogniser::load(SOURCE_DIR "/conf", cache_folder());
    return *made;
}

understood recognise(std::string_view text) { return shipped().recognise(text, channel_type::sms); }

struct row
{
    const char* text;
    const char* intent;
};

TEST(Commands, AreKnownInAnySpelling)
{
    constexpr row rows[]{
        {"SALDO 1234567890123456", "balance"},
        {"saldo1234567890123456", "balance"},
        {"SADLO3171234567890001", "balance"},
        {"tlg cek saldo sy dong min 3171 2345 6789 0001", "balance"},
        {"Saldo#3171234567890001", "balance"},
        {"18045612378", "balance"},
        {"STATUS 18045612378", "membership"},
        {"iuran", "contributions"},
        {"cek klaim 18045612378", "claim_status"},
        {"KLAIM 18045612378", "claim_check"},
        {"SIMULASI", "simulation"},
        {"KANTOR Bandung", "branch"},
        {"kntor srabaya", "branch"},
        {"PLKK Surabaya", "clinic"},
        {"ADUAN", "complaint"},
        {"LAPOR KECELAKAAN", "accident_report"},
        {"NOTIF OFF", "notifications"},
        {"notif on", "notifications"},
        {"BAHASA EN", "language"},
        {"AGEN", "agent"},
        {"cs", "agent"},
        {"LUPA", "kpj_forgotten"},
        {"MENU", "menu"},
        {"BANTUAN", "help"},
        {"BATAL", "cancel"},
        {"btal", "cancel"},
        {"STOP", "opt_out"},
        {"BERHENTI", "opt_out"},
        {"UNREG SALDO", "opt_out"},
        {"stop sms", "opt_out"},
        {"KELUAR SMS", "opt_out"},
        {"KELUAR", "cancel"},
        {"HAPUS", "my_data"},
        {"SALDO 12345", "balance"},
        {"SALDO abc", "balance"},
        {"saldo 12 345", "balance"},
        {"klaim 10%", "jht_claim_partial"},
        {"ＳＡＬＤＯ １２３４５６７８９０１２３４５６", "balance"},

    };
    for (const auto& [text, intent] : rows)
        EXPECT_EQ(recognise(text).intent, intent) << text;
}

TEST(Commands, AskBackWhereTheWordAloneIsAmbiguous)
{
    for (const char* text : {"KLAIM", "lapor", "Daftar"}) {
        const auto found = recognise(text);
        EXPECT_EQ(found.action, understanding::ask) << text;
        EXPECT_GE(found.alternatives.size(), 2U) << text;
        EXPECT_LE(found.alternatives.size(), 3U) << text;
    }
}

TEST(Borders, AreKept)
{
    constexpr row rows[]{
        {"berhenti kerja sudah sebulan, jht bisa diambil?", "jht_claim_resign"},
        {"agen BRILink bisa bayar iuran?", "pay_contributions"},
        {"saldo gopay saya berapa", "out_of_scope"},
        {"besok hujan nggak ya di jakarta", "out_of_scope"},
        {"bpjs kesehatan saya nonaktif, cara aktifin di puskesmas gimana", "other_bpjs"},
        {"cara cek saldo jht gimana", "balance_channels"},
        {"bapak saya meninggal, jht nya bisa diambil?", "jht_claim_death"},
        {"otp jmo ga masuk masuk", "jmo_otp"},
        {"gmn nyairin jht klo udh resign", "jht_claim_resign"},
    };
    for (const auto& [text, intent] : rows)
        EXPECT_EQ(recognise(text).intent, intent) << text;
}

TEST(Slots, AreExact)
{
    struct slot_row
    {
        const char* text;
        const char* name;
        const char* value;
    };
    constexpr slot_row rows[]{
        {"SALDO 1234567890123456", "participant_no", "1234567890123456"},
        {"cek saldo nik 3171234508740001", "nik", "3171234508740001"},
        {"kantor cabang makasar", "town", "Makassar"},
        {"ganti bahasa inggris", "language", "en"},
        {"ganti dari bahasa inggris ke bahasa indonesia", "language", "id"},
        {"DAFTAR SALDO#3171234508740001#17-08-1974#18045612378", "birth_date", "1974-08-17"},
        {"lacak klaim KLM-2026-00123", "claim_no", "KLM-2026-00123"},
    };
    for (const auto& [text, name, value] : rows) {
        const auto found = recognise(text);
        const auto* slot = found.slot(name);
        ASSERT_NE(slot, nullptr) << text << " is " << found.intent;
        EXPECT_EQ(*slot, value) << text;
    }
    EXPECT_EQ(recognise("saldo 317123456789001").slot("participant_no"), nullptr) << "15 digits are no slot";
}

TEST(Numbers, AreDiagnosed)
{
    EXPECT_EQ(recognise("saldo 317123456789001").number.fault, number_fault::wrong_length);
    EXPECT_EQ(recognise("saldo 317123456789001").number.digits, 15);
    EXPECT_EQ(recognise("saldo 317123456789000A").number.fault, number_fault::has_letter);
    EXPECT_EQ(recognise("saldo 317123456789000A").number.position, 16);
    EXPECT_EQ(recognise("saldo 081280001234").number.fault, number_fault::looks_like_phone);
    EXPECT_EQ(recognise("saldo 3171234567890001").number.fault, number_fault::none);
}

TEST(Secrets, AreNoticed)
{
    EXPECT_TRUE(recognise("otp saya 123456").secret);
    EXPECT_TRUE(recognise("password jmo saya: Rahasia99").secret);
    EXPECT_FALSE(recognise("otp tidak masuk").secret);
    EXPECT_FALSE(recognise("lupa password").secret);
}

TEST(Recogniser, AnswersGarbageInBoundedTime)
{
    for (const auto& text : {std::string(65536, '\xff'), std::string(10000, '7'), std::string(65536, 'a'),
                             std::string("\u202e\u200f\u200e"), std::string(), std::string("\0\0\0", 3),
                             std::string(3000, '#')}) {
        const auto found = recognise(text);
        EXPECT_FALSE(found.intent.empty());
        EXPECT_LE(found.alternatives.size(), 3U);
    }
}

TEST(Recogniser, CallsNothingAndNonsenseUnknown)
{
    EXPECT_EQ(recognise("").action, understanding::unknown);
    EXPECT_EQ(recognise("").intent, "out_of_scope");
}

TEST(Recogniser, KeepsAlternativesBestFirst)
{
    const auto found = recognise("klaim saya gimana ya");
    ASSERT_FALSE(found.alternatives.empty());
    EXPECT_EQ(found.alternatives.front().intent, found.intent);
    for (std::size_t i = 1; i < found.alternatives.size(); ++i)
        EXPECT_GE(found.alternatives[i - 1].confidence, found.alternatives[i].confidence);
}

TEST(Recogniser, NamesTheFileAndLineOfABrokenCommand)
{
    const auto folder =
        std::filesystem::temp_directory_path() / ("sapa_broken_conf_" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder / "examples");
    std::ofstream(folder / "examples/greeting.txt") << "halo\npagi\n";
    std::ofstream(folder / "examples/thanks.txt") << "makasih\nterima kasih\n";
    std::ofstream(folder / "commands.yaml")
        << "commands:\n  - {intent: menu, name: menu, patterns: ['menu(']}\n";
    try {
        recogniser::load(folder, folder / "cache");
        ADD_FAILURE() << "a broken pattern was taken";
    } catch (const std::runtime_error& broken) {
        EXPECT_NE(std::string(broken.what()).find("commands.yaml:2"), std::string::npos) << broken.what();
    }
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace sapa
