// Numbers by length and by what they are called, dates of birth, towns, languages, addresses.
#include "intents/recognise/slots.hpp"

#include <re2/re2.h>
#include <algorithm>
#include <array>
#include "intents/text/clean.hpp"
#include "intents/text/dates.hpp"

namespace sapa {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 22> language_words{{
    {"en", "en"}, {"inggris", "en"}, {"english", "en"}, {"ingris", "en"}, {"inggeris", "en"}, {"id", "id"}, {"indonesia", "id"},
    {"indo", "id"}, {"indonesian", "id"}, {"jv", "jv"}, {"jawa", "jv"}, {"jowo", "jv"}, {"jawi", "jv"}, {"javanese", "jv"},
    {"su", "su"}, {"sunda", "su"}, {"sundanese", "su"}, {"inggrisan", "en"}, {"eng", "en"}, {"ind", "id"}, {"endonesa", "id"}, {"sundaan", "su"},
}};

void put(slot_list& slots, std::string_view name, std::string value)
{
    const bool there = std::ranges::any_of(slots, [&](const auto& slot) { return slot.first == name; });
    if (!there && !value.empty())
        slots.emplace_back(name, std::move(value));
}

void put_numbers(const text_view& seen, slot_list& slots)
{
    for (const auto& number : seen.numbers) {
        if (number.strange || number.kind == text::number_kind::phone)
            continue;
        if (number.called_claim)
            put(slots, "claim_no", number.digits);
        else if (number.digits.size() == 16 && number.called_nik)
            put(slots, "nik", number.digits);
        else if ((number.digits.size() == 11 && !number.called_phone) || number.digits.size() == 16)
            put(slots, "participant_no", number.digits);
    }
}

// Letters and digits with hyphens after "klaim": "KLM-2026-000123".
void put_claim(std::string_view kept, slot_list& slots)
{
    static const RE2 coded("(?i)\\b([a-z]{1,5}[-/]?\\d{2,}(?:[-/][0-9a-z]+)*)\\b");
    static const RE2 context("(?i)klaim|claim|pengajuan|tiket|lacak|track");
    std::string found;
    const re2::StringPiece text(kept.data(), kept.size());
    if (!RE2::PartialMatch(text, context) || !RE2::PartialMatch(text, coded, &found))
        return;
    const auto digits = std::ranges::count_if(found, [](char c) { return c >= '0' && c <= '9'; });
    if (digits >= 5 && found.find_first_of("0123456789") < 6 && !RE2::FullMatch(found, "(?i)(?:saldo|klaim|claim|no|nik|kpj|hp|wa|rp)\\d+"))
        put(slots, "claim_no", found);
}

void put_birth_date(const text_view& seen, slot_list& slots)
{
    static const RE2 born("\\b(?:lahir|lahire|lhr|lahirnya|ttl|tgl lahir|born|birth|birthday|dob|babar)\\b");
    if (!RE2::PartialMatch(seen.cleaned, born))
        return;
    if (const auto found = text::find_date(seen.cleaned, true))
        put(slots, "birth_date", text::iso_date(found->day));
}

void put_email(std::string_view kept, slot_list& slots)
{
    static const RE2 address("([A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)+)");
    std::string found;
    if (RE2::PartialMatch(re2::StringPiece(kept.data(), kept.size()), address, &found))
        put(slots, "email", found);
}

}  // namespace

slot_list find_slots(std::string_view raw, const text_view& seen, std::string_view intent, const text::towns& places)
{
    slot_list slots;
    put_numbers(seen, slots);
    const bool coded = seen.cleaned.find_first_of("0123456789") != std::string::npos;
    if (coded && (intent == "claim_status" || intent == "jht_claim_rejected"))
        put_claim(text::clean_keeping_case(raw), slots);
    if (coded)
        put_birth_date(seen, slots);
    if (seen.cleaned.find('@') != std::string::npos)
        put_email(text::clean_keeping_case(raw), slots);
    if (intent == "branch" || intent == "clinic")
        if (const auto place = places.find(seen.typed, false))
            put(slots, "town", place->name);
    if (intent == "language")
        for (const auto& word : seen.typed)
            if (auto at = std::ranges::find(language_words, word, [](const auto& pair) { return pair.first; }); at != language_words.end())
                put(slots, "language", std::string(at->second));
    return slots;
}

number_diagnosis diagnose(const text_view& seen)
{
    const bool valid = std::ranges::any_of(seen.numbers, [](const auto& n) { return !n.strange && (n.digits.size() == 16 || n.digits.size() == 11); });
    if (valid)
        return {};
    constexpr std::size_t fewest = 7;  // fewer digits are an amount, a year or a code
    const auto at = std::ranges::max_element(seen.numbers, {}, [](const auto& n) { return n.digits.size(); });
    if (at == seen.numbers.end() || at->digits.size() < fewest)
        return {};
    number_diagnosis found{.fault = number_fault::wrong_length, .digits = static_cast<int>(at->digits.size())};
    if (at->strange) {
        found.fault = number_fault::has_letter;
        found.strange = at->strange;
        found.position = at->strange_at;
    } else if (at->kind == text::number_kind::phone)
        found.fault = number_fault::looks_like_phone;
    else if (const auto other = std::next(at); other != seen.numbers.end() && (at->digits.size() + other->digits.size() == 16 || at->digits.size() + other->digits.size() == 11))
        found.fault = number_fault::cut_in_two;
    return found;
}

bool tells_secret(std::string_view cleaned)
{
    static const RE2 code("\\b(?:otp|pin|kode (?:verifikasi|otp|aktivasi)|verification code)\\b[^0-9]{0,24}\\b\\d{4,8}\\b");
    static const RE2 word("\\b(?:password|pasword|pass|sandi|pw|passw|pin)(?: (?:saya|sy|aku|ku|gw|nya|jmo|akun|email|is|my))*(?:ku|nya)?(?: ?[:=] ?| adalah | itu | is )[^ ]*[0-9!#$%&*][^ ]*");
    const re2::StringPiece text(cleaned.data(), cleaned.size());
    return RE2::PartialMatch(text, code) || RE2::PartialMatch(text, word);
}

}  // namespace sapa
