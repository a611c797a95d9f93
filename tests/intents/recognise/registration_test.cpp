// DAFTAR SALDO in every published variant. All numbers and names here are invented.
#include "intents/recognise/registration.hpp"
#include <gtest/gtest.h>

namespace sapa {
namespace {

std::string read(std::string_view raw)
{
    const auto slots = read_registration(raw);
    if (!slots)
        return "none";
    std::string all;
    for (const auto& [name, value] : *slots)
        all += (all.empty() ? "" : "|") + name + "=" + value;
    return all;
}

TEST(Registration, ReadsFieldsByTheirShape)
{
    struct row
    {
        const char* raw;
        const char* slots;
    };
    constexpr row rows[]{
        {"DAFTAR SALDO#3171234508740001#17-08-1974#18045612378",
         "nik=3171234508740001|birth_date=1974-08-17|participant_no=18045612378"},
        {"DAFTAR SALDO#3171234508740001#17-08-1974#18045612378#budi@contoh.id",
         "nik=3171234508740001|birth_date=1974-08-17|participant_no=18045612378|email=budi@contoh.id"},
        {"DAFTAR SALDO#3171234508740001#BUDI SANTOSO#17-08-1974#18045612378",
         "nik=3171234508740001|name=BUDI SANTOSO|birth_date=1974-08-17|participant_no=18045612378"},
        {"Daftar#saldo#3171234508740001#Budi#17/08/74#18045612378#budi@contoh.id",
         "nik=3171234508740001|name=Budi|birth_date=1974-08-17|participant_no=18045612378|email=budi@contoh."
         "id"},
        {"daftar saldo # 3171 2345 0874 0001 # 17 agustus 1974 # 18045612378",
         "nik=3171234508740001|birth_date=1974-08-17|participant_no=18045612378"},
        {"dftar saldo 3171234508740001 17081974 18045612378",
         "nik=3171234508740001|birth_date=1974-08-17|participant_no=18045612378"},
        {"DAFTAR SALDO*3171234508740001*17.08.1974*18045612378",
         "nik=3171234508740001|birth_date=1974-08-17|participant_no=18045612378"},
        // Two numbers of 16 digits: the one that agrees with the birth date is the NIK.
        {"DAFTAR SALDO#9999888877776666#17-08-1974#3171231708740001",
         "nik=3171231708740001|birth_date=1974-08-17|participant_no=9999888877776666"},
        // Neither agrees: the published order.
        {"DAFTAR SALDO#9999888877776666#17-08-1974#1111222233334444",
         "nik=9999888877776666|birth_date=1974-08-17|participant_no=1111222233334444"},
        {"DAFTAR SALDO", ""},
        {"saldo 1234567890123456", "none"},
        {"daftar bpu", "none"},
        {"", "none"},
    };
    for (const auto& [raw, slots] : rows)
        EXPECT_EQ(read(raw), slots) << raw;
}

}  // namespace
}  // namespace sapa
