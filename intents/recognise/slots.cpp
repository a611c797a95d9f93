// Numbers by length and by what they are called, dates of birth, towns, languages, addresses.
#include "intents/recognise/slots.hpp"

#include <re2/re2.h>
#include <algorithm>
#include <array>
#include <initializer_list>
#include <span>
#include <string>
#include <vector>
#include "intents/text/clean.hpp"
#include "intents/text/dates.hpp"

namespace sapa {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 22> language_words{{
    {"en", "en"},       {"inggris", "en"},   {"english", "en"},   {"ingris", "en"},     {"inggeris", "en"},
    {"id", "id"},       {"indonesia", "id"}, {"indo", "id"},      {"indonesian", "id"}, {"jv", "jv"},
    {"jawa", "jv"},     {"jowo", "jv"},      {"jawi", "jv"},      {"javanese", "jv"},   {"su", "su"},
    {"sunda", "su"},    {"sundanese", "su"}, {"inggrisan", "en"}, {"eng", "en"},        {"ind", "id"},
    {"endonesa", "id"}, {"sundaan", "su"},
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

// Letters and digits, also with hyphens, slashes or dots: "KLM-2026-000123".
void put_claim(std::string_view kept, slot_list& slots)
{
    static const RE2 coded(
        "(?i)(?:^|[\\s:#(])((?:[a-z]{1,6}[-/.]?)(?:[0-9a-z]+[-/"
        ".])*[0-9a-z]*\\d[0-9a-z]*)(?:[\\s?!,)]|[.]?$|[.]\\s)");
    static const RE2 context("(?i)klaim|claim|pengajuan|tiket|lacak|track");
    const re2::StringPiece all(kept.data(), kept.size());
    if (!RE2::PartialMatch(all, context))
        return;
    std::string found;
    for (re2::StringPiece rest = all; RE2::FindAndConsume(&rest, coded, &found);) {
        const auto digits = std::ranges::count_if(found, [](char c) { return c >= '0' && c <= '9'; });
        static const RE2 glued("(?i)(?:saldo|klaim|claim|no|nomor|nik|ktp|kpj|hp|wa|rp|tgl|cek)[.]?\\d+");
        if (digits >= 5 && !RE2::FullMatch(found, glued)) {
            std::erase_if(slots, [](const auto& slot) { return slot.first == "claim_no"; });
            put(slots, "claim_no", found);
            return;
        }
    }
}

using words = std::initializer_list<std::string_view>;

bool holds_any(std::string_view text, std::span<const std::string_view> parts)
{
    return std::ranges::any_of(parts, [&](auto part) { return text.find(part) != text.npos; });
}

// One of the words where a word begins, and what the expression says behind it. The words are sought first:
// most texts hold none, and need no expression. They are literals, which stay.
class keyed_expression
{
public:
    keyed_expression(words begun_by, std::string_view behind) : begun_by_(begun_by), whole_(pattern(begun_by, behind))
    {
    }
    bool found_in(std::string_view text) const
    {
        return holds_any(text, begun_by_) && RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), whole_);
    }

private:
    static std::string pattern(words begun_by, std::string_view behind)
    {
        std::string text;
        for (const auto word : begun_by)
            text.append(text.empty() ? "\\b(?:" : "|").append(word);
        return text.append(")").append(behind);
    }
    std::vector<std::string_view> begun_by_;
    RE2 whole_;
};

void put_birth_date(const text_view& seen, bool form, slot_list& slots)
{
    static const keyed_expression born({"lahir", "lahire", "lhr", "lahirnya", "ttl", "tgl lahir", "born", "birth",
                                        "birthday", "dob", "babar"},
                                       "\\b");
    if (!form && !born.found_in(seen.cleaned))
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

bool is_known(const std::string& word, const language_knowledge& knowledge)
{
    return knowledge.speller.knows(word) || knowledge.words.knows(word) || knowledge.class_of.contains(word);
}

// A name behind "nama saya", "atas nama", "a.n.": words with capitals, or small ones that nobody knows
// otherwise.
void put_name(std::string_view kept, const language_knowledge& knowledge, slot_list& slots)
{
    static const RE2 behind(
        "(?i)(?:\\bnama(?: lengkap| korban| peserta)?(?: saya| sy| ku| aku)?|\\batas "
        "nama|\\ban\\.|\\ba\\.n\\.?|\\bmy name is|\\bjeneng(?:ku)?|\\bnami "
        "abdi)\\s*(?:adalah|itu|[:=])?\\s+((?:[a-z.']+[ ,]?){1,5})");
    std::string words;
    if (!RE2::PartialMatch(re2::StringPiece(kept.data(), kept.size()), behind, &words))
        return;
    constexpr std::size_t most = 4;
    std::string name;
    std::size_t count = 0;
    for (const auto& word : text::split_words(words)) {
        const auto plain = text::clean(word);
        const bool capital = word.front() >= 'A' && word.front() <= 'Z';
        if (count == most || (!capital && is_known(plain, knowledge)) ||
            (capital && is_known(plain, knowledge) && knowledge.words.knows(plain)))
            break;
        name += (name.empty() ? "" : " ") + word;
        ++count;
        if (word.back() == ',')
            break;
    }
    while (!name.empty() && (name.back() == ',' || name.back() == '.'))
        name.pop_back();
    if (name.size() > 2)
        put(slots, "name", name);
}

// A place that no list knows: one unknown word behind "di", "kota" or the like.
void put_unknown_town(const text_view& seen, const language_knowledge& knowledge, slot_list& slots)
{
    constexpr std::array<std::string_view, 20> before{
        "di",     "d",      "kota", "kab",  "kabupaten", "daerah",  "in",   "ing",  "neng", "nang",
        "cabang", "kantor", "plkk", "near", "sekitar",   "wilayah", "area", "dari", "dr",   "terdekat"};
    for (std::size_t at = 1; at < seen.typed.size(); ++at) {
        auto word = seen.typed[at];
        const bool letters = std::ranges::all_of(word, [](char c) { return c >= 'a' && c <= 'z'; });
        if (!letters || word.size() < 4 || std::ranges::find(before, seen.typed[at - 1]) == before.end() ||
            is_known(word, knowledge))
            continue;
        word[0] = static_cast<char>(word[0] - 'a' + 'A');
        put(slots, "town", word);
        return;
    }
}

// The language to change to: the one behind "ke", and no other than the one that is refused.
void put_language(const text_view& seen, slot_list& slots)
{
    constexpr std::array<std::string_view, 20> refusals{
        "jangan", "jgn", "bukan", "ojo", "ulah",   "no",     "not",  "ora",   "teu",  "tidak",
        "gak",    "ga",  "gk",    "tdk", "kurang", "mboten", "ndak", "nggak", "dont", "henteu"};
    std::string_view wanted;
    bool refused = false, behind_to = false;
    for (const auto& word : seen.typed) {
        if (std::ranges::find(refusals, word) != refusals.end()) {
            refused = true;
            continue;
        }
        const auto at = std::ranges::find(language_words, word, [](const auto& pair) { return pair.first; });
        if (at == language_words.end()) {
            behind_to = word == "ke" || word == "k" || word == "to" || word == "ka" ||
                        (behind_to && (word == "bahasa" || word == "basa"));
            continue;
        }
        if (refused) {
            refused = false;
            if (wanted.empty() && at->second != "id")
                wanted = "id";
            continue;
        }
        if (wanted.empty() || behind_to)
            wanted = at->second;
    }
    put(slots, "language", std::string(wanted));
}

}  // namespace

slot_list find_slots(std::string_view raw, const text_view& seen, std::string_view intent,
                     const text::towns& places, const language_knowledge& knowledge)
{
    slot_list slots;
    put_numbers(seen, slots);
    const bool coded = seen.cleaned.find_first_of("0123456789") != std::string::npos;
    if (coded && (intent == "claim_status" || intent == "jht_claim_rejected"))
        put_claim(text::clean_keeping_case(raw), slots);
    if (coded)
        put_birth_date(seen, intent == "phone_registration", slots);
    if (seen.cleaned.find('@') != std::string::npos)
        put_email(text::clean_keeping_case(raw), slots);
    if (holds_any(seen.cleaned, std::array<std::string_view, 3>{"nam", "n.", "jeneng"}))
        put_name(text::clean_keeping_case(raw), knowledge, slots);
    if (intent == "branch" || intent == "clinic") {
        if (const auto place = places.find(seen.typed, false))
            put(slots, "town", place->name);
        else
            put_unknown_town(seen, knowledge, slots);
    }
    if (intent == "language")
        put_language(seen, slots);
    return slots;
}

number_diagnosis diagnose(const text_view& seen)
{
    const bool valid = std::ranges::any_of(seen.numbers, [](const auto& n) {
        return !n.strange && (n.digits.size() == 16 || n.digits.size() == 11);
    });
    if (valid)
        return {};
    constexpr std::size_t fewest = 7;  // fewer digits are an amount, a year or a code
    const auto at = std::ranges::max_element(seen.numbers, {}, [](const auto& n) { return n.digits.size(); });
    if (at == seen.numbers.end() || at->digits.size() < fewest)
        return {};
    number_diagnosis found{.fault = number_fault::wrong_length,
                           .digits = static_cast<int>(at->digits.size())};
    if (at->strange) {
        found.fault = number_fault::has_letter;
        found.strange = at->strange;
        found.position = at->strange_at;
    } else if (at->kind == text::number_kind::phone)
        found.fault = number_fault::looks_like_phone;
    else if (const auto other = std::next(at);
             other != seen.numbers.end() && (at->digits.size() + other->digits.size() == 16 ||
                                             at->digits.size() + other->digits.size() == 11))
        found.fault = number_fault::cut_in_two;
    return found;
}

bool tells_secret(std::string_view cleaned)
{
    static const keyed_expression code(
        {"otp", "pin", "kode verifikasi", "kode otp", "kode aktivasi", "verification code"},
        "\\b[^0-9]{0,24}\\b\\d{4,8}\\b");
    static const keyed_expression word(
        {"password", "pasword", "pass", "sandi", "pw", "passw", "pin"},
        "(?: (?:saya|sy|aku|ku|gw|nya|jmo|akun|email|is|my))*(?:ku|nya)?(?: ?[:=] ?| adalah | itu | is )[^ "
        "]*[0-9!#$%&*][^ ]*");
    return code.found_in(cleaned) || word.found_in(cleaned);
}

}  // namespace sapa
