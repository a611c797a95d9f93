// Fields of DAFTAR SALDO: the order does not matter where the shape decides.
#include "intents/recognise/registration.hpp"

#include <re2/re2.h>
#include <algorithm>
#include "gateway/model/nik.hpp"
#include "intents/text/clean.hpp"
#include "intents/text/dates.hpp"
#include "intents/text/keypad.hpp"
#include "intents/text/numbers.hpp"

namespace sapa {

namespace {

std::string lower(std::string_view text)
{
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return out;
}

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" .,:;-=\"'()<>[]");
    if (first == text.npos)
        return {};
    return text.substr(first, text.find_last_not_of(" ,:;-=\"'()<>[]") - first + 1);
}

struct fields
{
    std::vector<std::string> numbers{};  // 16 or 11 digits, in the order written; `labelled` where called NIK
    std::string labelled_nik{};
    std::optional<date> born{};
    std::string name{}, email{};
};

void drop_label(std::string_view& field)
{
    static const RE2 label(
        "(?i)^\\s*(?:\\d[.)]\\s+)?(?:no(?:mor|mer)?\\.?\\s*)?(?:e-?ktp|ktp|nik|nama(?: lengkap)?|tgl\\.? "
        "lahir|tanggal lahir|ttl|kpj|"
        "peserta|no peserta|email|e-mail)\\s*[:=]?\\s+|^\\s*(?:nik|nama|ttl|kpj|email)\\s*[:=]\\s*");
    re2::StringPiece rest(field.data(), field.size());
    if (RE2::Consume(&rest, label))
        field = {rest.data(), rest.size()};
}

// What stands in a field that is left empty, or an address that lacks its "@".
bool is_no_name(std::string_view plain)
{
    constexpr std::string_view parts[]{"gmail",     "yahoo",   ".com",   ".id",     "email",
                                       "tidak ada", "tdk ada", "ga ada", "gak ada", "kosong",
                                       "nihil",     "tanggal", "nomor",  "peserta"};
    return plain.size() < 3 ||
           std::ranges::any_of(parts, [&](auto part) { return plain.find(part) != plain.npos; });
}

void read_field(std::string_view field, fields& out)
{
    const bool called_nik =
        lower(field).find("nik") != std::string::npos || lower(field).find("ktp") != std::string::npos;
    drop_label(field);
    field = trimmed(field);
    if (field.empty())
        return;
    if (field.find('@') != field.npos) {
        if (out.email.empty())
            out.email = field;
        return;
    }
    const auto plain = lower(field);
    if (!out.born)
        if (auto day = text::parse_date(plain)) {
            out.born = day;
            return;
        }
    const auto digits = std::ranges::count_if(plain, [](char c) { return c >= '0' && c <= '9'; });
    if (digits >= 5) {
        for (const auto& number : text::find_numbers(plain)) {
            if (number.strange || (number.digits.size() != 16 && number.digits.size() != 11))
                continue;
            if (called_nik && number.digits.size() == 16 && out.labelled_nik.empty())
                out.labelled_nik = number.digits;
            else
                out.numbers.push_back(number.digits);
        }
        return;
    }
    if (digits == 0 && out.name.empty() && !is_no_name(plain))
        out.name = field;
}

bool is_filler(std::string_view word)
{
    constexpr std::string_view words[]{
        "nik",   "ktp",   "kpj",    "min", "kak",       "dong",    "tolong",  "ya",     "saya",  "sy",
        "no",    "nomor", "nomer",  "tgl", "lahir",     "ttl",     "tanggal", "email",  "nama",  "peserta",
        "dan",   "pak",   "bu",     "mau", "untuk",     "buat",    "ini",     "terima", "kasih", "makasih",
        "yg",    "dgn",   "dengan", "gmn", "bagaimana", "caranya", "cara",    "gimana", "jht",   "bpjs",
        "lewat", "sms",   "hp",     "-",   "saldo",     "2757",    "ke"};
    return std::ranges::find(words, word) != std::end(words);
}

// Without separators: "DAFTAR SALDO 3216... BUDI 15-02-1996 2005...". The date goes first, then the numbers.
void read_loose(std::string_view tail, fields& out)
{
    std::string rest(tail);
    static const RE2 address("\\S+@\\S+");
    if (re2::StringPiece found; RE2::PartialMatch(rest, RE2("(\\S+@\\S+)"), &found)) {
        out.email = trimmed({found.data(), found.size()});
        RE2::Replace(&rest, address, " ");
    }
    static const RE2 packed("(?:^|\\s)(\\d{8})(?:\\s|$)");
    std::string eight;
    if (RE2::PartialMatch(rest, packed, &eight) && text::parse_date(eight)) {
        out.born = text::parse_date(eight);
        rest.replace(rest.find(eight), eight.size(), ",");
    } else if (const auto found = text::find_date(lower(rest), false)) {
        out.born = found->day;
        rest.replace(found->begin, found->end - found->begin, ",");
    }
    std::string words;
    for (std::size_t at = 0; at <= rest.size();) {
        const auto end = std::min(rest.find_first_of(" ,", at), rest.size());
        const auto word = std::string_view(rest).substr(at, end - at);
        if (word.find_first_of("0123456789") != word.npos)
            read_field(word, out);
        else if (!word.empty() && !is_filler(lower(word)))
            words += (words.empty() ? "" : " ") + std::string(word);
        at = end + 1;
    }
    if (out.name.empty())
        out.name = trimmed(words);
}

constexpr std::size_t fewest_letters = 7;  // of the two words that begin it: "reg sald"

std::size_t letters_in(std::string_view text)
{
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }));
}

slot_list slots_of(fields found)
{
    slot_list slots;
    std::string nik_digits = found.labelled_nik, participant;
    auto& numbers = found.numbers;
    if (nik_digits.empty()) {
        auto of_sixteen = std::ranges::find_if(numbers, [](const auto& n) { return n.size() == 16; });
        if (found.born)
            if (auto agrees = std::ranges::find_if(
                    numbers,
                    [&](const auto& n) { return n.size() == 16 && agrees_with(nik(n), *found.born); });
                agrees != numbers.end())
                of_sixteen = agrees;
        if (of_sixteen != numbers.end()) {
            nik_digits = *of_sixteen;
            numbers.erase(of_sixteen);
        }
    }
    if (!numbers.empty())
        participant = numbers.front();
    const auto put = [&](const char* name, const std::string& value) {
        if (!value.empty())
            slots.emplace_back(name, value);
    };
    put("nik", nik_digits);
    put("name", found.name);
    put("birth_date", found.born ? text::iso_date(*found.born) : "");
    put("participant_no", participant);
    put("email", found.email);
    return slots;
}

}  // namespace

std::optional<slot_list> read_registration(std::string_view raw)
{
    static const RE2 head("(?i)^[^a-z0-9]*([a-z]{3,11})[\\s#*:;.,/_-]*([a-z]{4,6})?[^a-z0-9]*");
    const auto letter = raw.find_first_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    const auto digit = raw.find_first_of("0123456789");
    const bool plain_ascii =
        std::ranges::none_of(raw, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
    const bool other_word =
        letter != raw.npos && std::string_view("dDrRsSfFeExXcC").find(raw[letter]) == std::string_view::npos;
    if (plain_ascii && (other_word || digit < letter || letters_in(raw.substr(0, digit)) < fewest_letters))
        return std::nullopt;  // the short way for most messages
    const auto kept = text::clean_keeping_case(raw);
    re2::StringPiece rest(kept);
    std::string first, second;
    if (!RE2::Consume(&rest, head, &first, &second))
        return std::nullopt;
    first = lower(first);
    second = lower(second);
    if (first == "daftarsaldo") {
        first = "daftar";
        second = "saldo";
    }
    constexpr double near = 1.3;
    const bool begins = (text::keypad_distance(first, "daftar", near) <= near || first == "reg" ||
                         first == "regis" || first == "register") &&
                        text::keypad_distance(second, "saldo", near) <= near;
    if (!begins)
        return std::nullopt;
    const std::string_view tail(rest.data(), rest.size());
    fields found;
    const auto separator = tail.find_first_of("#*;|") != tail.npos ? tail[tail.find_first_of("#*;|")]
                           : std::ranges::count(tail, ',') >= 2    ? ','
                                                                   : ' ';
    if (separator == ' ')
        read_loose(tail, found);
    else
        for (std::size_t at = 0; at <= tail.size();) {
            const auto end = std::min(tail.find(separator, at), tail.size());
            read_field(tail.substr(at, end - at), found);
            at = end + 1;
        }
    return slots_of(std::move(found));
}

}  // namespace sapa
