// The crowd and the personas.
#include "gateway/lab/people.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <array>

namespace sapa::lab {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view first_names[]{"Sari",   "Bagas", "Wening", "Tirta", "Laras", "Gilang",
                                         "Ratri",  "Damar", "Kirana", "Seno",  "Puspa", "Arya",
                                         "Melati", "Rimba", "Cahya",  "Langit"};
constexpr std::string_view last_names[]{"Contohwati", "Umpamanto", "Misalnya", "Rekaan",  "Semisal",
                                        "Andaikan",   "Karangan",  "Ibaratno", "Cobawan", "Peragawati"};
constexpr std::string_view employers[]{"PT Contoh Sejahtera", "PT Umpama Jaya",  "CV Misal Makmur",
                                       "PT Rekaan Nusantara", "PT Andai Bahari", "Koperasi Semisal"};
constexpr std::string_view towns[]{"Jakarta",  "Bandung",  "Surabaya",   "Semarang",  "Medan",
                                   "Makassar", "Denpasar", "Yogyakarta", "Palembang", "Balikpapan"};

std::uint64_t mix(std::uint64_t x)
{
    x += 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

template <class List>
std::string pick(const List& list, std::uint64_t chance)
{
    return std::string(list[chance % std::size(list)]);
}

// One row of the personas' table; their numbers end in the row's number.
struct persona
{
    const char* role;
    const char* category;
    int phone;  // 62812000000xx; 0: none is registered
    bool inactive, deceased, has_jht;
    int months_due;
    proof wanted;
};
// clang-format off
constexpr persona personas[]{
    {"example",              "pu",  1, false, false, true,  0, proof::none},
    {"two cards, the older", "pu",  2, true,  false, true,  0, proof::none},
    {"two cards, the newer", "pu",  2, false, false, true,  0, proof::none},
    {"bpu without jht",      "bpu", 4, false, false, false, 0, proof::none},
    {"not active",           "pu",  5, true,  false, true,  0, proof::none},
    {"deceased",             "pu",  6, true,  true,  true,  0, proof::none},
    {"in arrears",           "bpu", 7, false, false, true,  3, proof::none},
    {"claims in all states", "pu",  8, true,  false, true,  0, proof::none},
    {"not registered",       "pu",  0, false, false, true,  0, proof::none},
    {"migrant worker",       "pmi", 10, false, false, true, 0, proof::none},
    {"asked for a code",     "pu",  0, false, false, true,  0, proof::code},
    {"sent to a branch",     "pu",  0, false, false, true,  0, proof::branch},
    {"employer in arrears",  "pu",  13, false, false, true, 2, proof::none},
};
// clang-format on

constexpr std::string_view claim_states[]{"received", "verifying", "incomplete",
                                          "approved", "paid",      "rejected"};

claim invent_claim(std::size_t owner, std::size_t which, std::string_view state, std::uint64_t chance)
{
    claim made;
    made.claim_no = fmt::format("KLM-2026-{:05}{}", owner, which);
    made.programme = state == "rejected" ? "jkk" : chance % 4 == 0 ? "jkm" : "jht";
    made.status = state;
    made.filed = date{std::chrono::sys_days{2026y / 9 / 1} + std::chrono::days(chance % 60)};
    made.updated = date{std::chrono::sys_days{made.filed} + std::chrono::days(3 + chance % 9)};
    made.amount = static_cast<std::int64_t>(2'000'000 + chance % 40'000'000);
    made.reason = state == "incomplete" ? "papers_missing" : state == "rejected" ? "data_mismatch" : "";
    return made;
}

std::string claim_key(std::string_view claim_no)
{
    std::string key;
    for (char c : claim_no)
        if (c != '-' && c != ' ' && c != '/')
            key += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    return key;
}

person invent_persona(std::size_t index)
{
    const auto& row = personas[index];
    auto made =
        invent_basics(index == 0 ? std::string(example_no) : fmt::format("31710000000000{:02}", index + 1));
    if (index == 0)
        made.kpj.clear();
    made.role = row.role;
    made.category = row.category;
    if (row.phone != 0)
        made.phones = {msisdn(fmt::format("62812000000{:02}", row.phone))};
    if (row.inactive)
        made.inactive_since = row.deceased ? 2026y / 3 / 9 : 2026y / 6 / 30;
    made.deceased = row.deceased;
    made.has_jht = row.has_jht;
    made.months_due = row.months_due;
    made.wanted = row.wanted;
    if (made.role == "claims in all states")
        for (std::size_t i = 0; i < std::size(claim_states); ++i)
            made.claims.push_back(invent_claim(index, i, claim_states[i], i * 7));
    return made;
}

person invent_one(std::size_t index, std::uint64_t seed)
{
    const auto chance = mix(seed * 1'000'003 + index);
    auto made = invent_basics(fmt::format("3171{:012}", chance % 1'000'000'000'000ULL));
    const auto category = chance >> 8 & 15;
    made.category = category < 10 ? "pu" : category < 14 ? "bpu" : "pmi";
    made.has_jht = made.category != "bpu" || (chance >> 12 & 1);
    if ((chance >> 16) % 7 == 0)
        made.inactive_since =
            date{std::chrono::sys_days{2025y / 1 / 31} + std::chrono::days((chance >> 18) % 600)};
    if ((chance >> 24) % 50 == 0) {
        made.deceased = true;
        made.inactive_since = 2026y / 2 / 1;
    }
    if (!made.inactive_since && (chance >> 30) % 6 == 0)
        made.months_due = 1 + static_cast<int>((chance >> 32) % 5);
    if ((chance >> 36) % 8 != 0) {
        // Every tenth shares the phone of the one before: a second card.
        const auto shared = index % 10 == 9 ? index - 1 : index;
        made.phones.emplace_back(fmt::format("62812000{:05}", 1000 + shared));
    }
    const auto claims = (chance >> 40) % 3;
    for (std::size_t i = 0; i < claims; ++i)
        made.claims.push_back(invent_claim(index, i, claim_states[(chance >> (42 + i)) % 6], chance >> 20));
    return made;
}

}  // namespace

person invent_basics(std::string number)
{
    person made;
    const auto chance = number_hash(number, "person");
    if (number.size() == 16)
        made.kpj = number.substr(0, 2) + number.substr(7);
    const auto born = std::chrono::sys_days{1962y / 1 / 1} + std::chrono::days(chance % 15000);
    made.born = date{born};
    const bool woman = chance >> 20 & 1;
    const auto day = static_cast<unsigned>(made.born.day()) + (woman ? 40 : 0);
    made.identity = nik(fmt::format("3174{:02}{:02}{:02}{:02}{:04}", chance % 40 + 10, day,
                                    static_cast<unsigned>(made.born.month()),
                                    static_cast<int>(made.born.year()) % 100, chance % 9000 + 1));
    made.name = pick(first_names, chance >> 8) + " " + pick(last_names, chance >> 16);
    made.email = fmt::format("peserta{}@contoh.example", number.substr(number.size() - 6));
    made.town = pick(towns, chance >> 24);
    made.employer = pick(employers, chance >> 32);
    made.number = participant_no(std::move(number));
    return made;
}

bool same_claim(std::string_view one, std::string_view other) { return claim_key(one) == claim_key(other); }

bool person::is_phone_of(const msisdn& phone) const { return std::ranges::count(phones, phone) > 0; }

std::uint64_t number_hash(std::string_view digits, std::string_view purpose)
{
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const auto text : {digits, purpose})
        for (char c : text)
            hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    return mix(hash);
}

people people::invent(std::uint64_t seed, std::size_t count)
{
    people made;
    for (std::size_t i = 0; i < std::min(count, std::size(personas)); ++i)
        made.add(invent_persona(i));
    for (std::size_t i = std::size(personas); i < count; ++i)
        made.add(invent_one(i, seed));
    return made;
}

person* people::find(std::string_view number)
{
    const auto at = by_number_.find(std::string(number));
    return at == by_number_.end() ? nullptr : &all_[at->second];
}

person* people::find_claim(std::string_view claim_no)
{
    const auto at = by_claim_.find(claim_key(claim_no));
    return at == by_claim_.end() ? nullptr : &all_[at->second];
}

std::vector<const person*> people::of_phone(const msisdn& phone) const
{
    std::vector<const person*> found;
    for (const auto& one : all_)
        if (one.is_phone_of(phone))
            found.push_back(&one);
    return found;
}

void people::add(person made)
{
    if (by_number_.contains(made.number.digits()))
        return;
    const auto place = all_.size();
    by_number_.emplace(made.number.digits(), place);
    if (!made.kpj.empty() && !by_number_.emplace(made.kpj, place).second)
        made.kpj.clear();
    for (const auto& filed : made.claims)
        by_claim_.emplace(claim_key(filed.claim_no), place);
    all_.push_back(std::move(made));
}

}  // namespace sapa::lab
