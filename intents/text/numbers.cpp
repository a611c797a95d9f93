// Finds digit runs: chunks of letters and digits are read one by one, then joined to numbers of a valid
// length.
#include "intents/text/numbers.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace sapa::text {

namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_alnum(char c) { return is_digit(c) || is_letter(c); }

// Letters that are typed for a digit.
constexpr char digit_for(char c)
{
    switch (c) {
        case 'o':
            return '0';
        case 'l':
        case 'i':
            return '1';
        default:
            return is_digit(c) ? c : 0;
    }
}

struct chunk
{
    std::string digits{};
    std::size_t begin{}, end{};
    char strange{};
    int strange_at{};
    char mark_before{};  // what stands between it and the chunk before: ' ', '.', '-', 0 for more than that
};

bool valid_length(std::size_t n) { return n == 11 || n == 16; }

// The digits of one run of letters and digits: "saldo3171..." gives the tail, "l8O45" reads as 18045.
chunk read_chunk(std::string_view text, std::size_t begin, std::size_t end)
{
    const auto run = text.substr(begin, end - begin);
    const auto count = static_cast<std::size_t>(std::ranges::count_if(run, is_digit));
    if (count == 0)
        return {};
    if (count == run.size())
        return {.digits = std::string(run), .begin = begin, .end = end};
    auto first = run.find_first_of("0123456789");
    auto last = run.find_last_of("0123456789");
    // Letters before and after belong to it only where they look like digits and make the length valid.
    const auto wide_first = [&] {
        auto f = first;
        while (f > 0 && digit_for(run[f - 1]))
            --f;
        return f;
    }();
    const auto wide_last = [&] {
        auto l = last;
        while (l + 1 < run.size() && digit_for(run[l + 1]))
            ++l;
        return l;
    }();
    if (wide_first == 0 && count >= 4 && valid_length(last + 1))
        first = 0;
    if (wide_last + 1 == run.size() && count >= 4 && valid_length(wide_last + 1 - first))
        last = wide_last;
    if (count >= 2 && run.size() >= 3 && std::ranges::all_of(run, [](char c) { return digit_for(c) != 0; })) {
        first = 0;  // "00o1" among other groups
        last = run.size() - 1;
    }
    const bool all_digits =
        std::ranges::all_of(run.substr(first, last - first + 1), [](char c) { return digit_for(c) != 0; });
    chunk found{.begin = begin + first, .end = begin + last + 1};
    for (std::size_t at = first; at <= last; ++at) {
        if (const char d = digit_for(run[at]); d && (is_digit(run[at]) || count >= 5 || all_digits))
            found.digits += d;
        else if (count < 5)
            return {};  // a word such as "bpjs2go": no number
        else if (!found.strange) {
            found.strange = run[at];
            found.strange_at = static_cast<int>(at - first) + 1;
        }
    }
    if (last + 2 == run.size() && count >= 9 && !found.strange && !digit_for(run[last + 1])) {
        found.strange = run[last + 1];  // one letter at the end: "317123456789000a"
        found.strange_at = static_cast<int>(last + 1 - first) + 1;
        ++found.end;
    }
    return found;
}

std::vector<chunk> read_chunks(std::string_view text)
{
    std::vector<chunk> chunks;
    std::size_t last_end = 0;
    for (std::size_t at = 0; at < text.size();) {
        if (!is_alnum(text[at])) {
            ++at;
            continue;
        }
        auto end = at;
        while (end < text.size() && is_alnum(text[end]))
            ++end;
        auto one = read_chunk(text, at, end);
        if (!one.digits.empty()) {
            const auto gap = text.substr(last_end, one.begin - last_end);
            const bool beside = !chunks.empty() && !gap.empty() && gap.size() <= 3 &&
                                gap.find_first_not_of(" .-_/,") == gap.npos;
            one.mark_before =
                beside ? (gap.find_first_not_of(' ') == gap.npos ? ' ' : gap[gap.find_first_not_of(' ')]) : 0;
            last_end = one.end;
            chunks.push_back(std::move(one));
        }
        at = end;
    }
    return chunks;
}

number_kind kind_of(std::string_view digits, bool called_phone)
{
    const bool mobile = (digits.starts_with("08") && digits.size() >= 10 && digits.size() <= 13) ||
                        (digits.starts_with("628") && digits.size() >= 11 && digits.size() <= 14);
    if (mobile && (digits.size() != 11 || called_phone))
        return number_kind::phone;
    if (digits.size() == 16)
        return number_kind::sixteen;
    if (digits.size() == 11)
        return number_kind::eleven;
    return number_kind::other;
}

// The words before a number, nearest first, up to `most`; a number among them ends the search.
std::vector<std::string_view> words_before(std::string_view before, std::size_t most)
{
    std::vector<std::string_view> words;
    for (auto end = before.size(); words.size() < most;) {
        while (end > 0 && !is_alnum(before[end - 1]))
            --end;
        auto begin = end;
        while (begin > 0 && is_alnum(before[begin - 1]))
            --begin;
        const auto word = before.substr(begin, end - begin);
        if (word.empty() || is_digit(word.front()))
            break;
        words.push_back(word);
        end = begin;
    }
    return words;
}

using names = std::initializer_list<std::string_view>;
bool among(std::string_view word, names known) { return std::ranges::find(known, word) != known.end(); }
bool any_among(const std::vector<std::string_view>& words, names known)
{
    return std::ranges::any_of(words, [&](auto word) { return among(word, known); });
}

const names nik_names{"nik",    "ktp",   "ektp",  "nikny", "niknya", "nikku",       "ktpku",
                      "ktpnya", "noktp", "nonik", "nikke", "ktpe",   "kependudukan"};
const names phone_names{"hp",        "wa",    "telp",     "telepon", "hape",
                        "handphone", "phone", "whatsapp", "tlp",     "call"};
const names claim_names{"klaim", "claim", "pengajuan", "tiket", "klaimnya", "klaimku"};
const names number_names{"no", "nomor", "nomer", "nmr", "nmer", "kode", "id"};

// The nearest name decides: "kpj 123" is none though a NIK was spoken of before; "nik peserta 123" is one.
bool calls_nik(const std::vector<std::string_view>& words)
{
    for (std::size_t at = 0; at < words.size(); ++at) {
        if (among(words[at], nik_names))
            return true;
        const bool of_nik = at + 1 < words.size() && among(words[at + 1], nik_names);
        if (words[at] == "kpj" || (words[at] == "peserta" && !of_nik))
            return false;
    }
    return false;
}

// "nomor klaim 123", not "klaim nomor 123": there the number is the person's.
bool calls_claim(const std::vector<std::string_view>& words)
{
    for (std::size_t at = 0; at < words.size(); ++at)
        if (among(words[at], claim_names))
            return words[at] == "tiket" || (at + 1 < words.size() && among(words[at + 1], number_names));
    return false;
}

// "3171... (nik)": called so right behind the number.
bool nik_follows(std::string_view after)
{
    const auto first = after.find_first_not_of(" ().,:;-");
    if (first == after.npos)
        return false;
    after.remove_prefix(first);
    auto end = std::size_t{0};
    while (end < after.size() && is_alnum(after[end]))
        ++end;
    return among(after.substr(0, end), nik_names) && after.find_first_of("0123456789") == after.npos;
}

number_span joined(std::string_view text, const std::vector<chunk>& chunks, std::size_t from, std::size_t to)
{
    number_span out{.begin = chunks[from].begin, .end = chunks[to - 1].end};
    for (auto at = from; at < to; ++at) {
        if (chunks[at].strange && !out.strange) {
            out.strange = chunks[at].strange;
            out.strange_at = static_cast<int>(out.digits.size()) + chunks[at].strange_at;
        }
        out.digits += chunks[at].digits;
    }
    const auto before = words_before(text.substr(0, out.begin), 4);
    out.called_nik = calls_nik(before) || nik_follows(text.substr(out.end));
    out.called_claim = calls_claim(before);
    out.called_phone = any_among(before, phone_names) && !any_among(before, {"kpj", "peserta", "kartu"});
    out.kind = kind_of(out.digits, out.called_phone);
    return out;
}

// Where the number that begins at `from` ends: the longest join of neighbours with a valid length, else the
// whole run of short chunks, else the chunk alone.
std::size_t end_of_number(const std::vector<chunk>& chunks, std::size_t from)
{
    if (valid_length(chunks[from].digits.size()))
        return from + 1;
    std::size_t best = 0, run_end = from + 1;
    std::size_t total = chunks[from].digits.size();
    for (auto at = from + 1; at < chunks.size() && at < from + 16 && chunks[at].mark_before; ++at) {
        if (chunks[at].digits.size() > 10 || valid_length(total))
            break;
        total += chunks[at].digits.size();
        if (total > 20)
            break;
        run_end = at + 1;
        if (valid_length(total))
            best = at + 1;
    }
    if (best)
        return best;
    return total >= 9 && run_end > from + 1 && chunks[from].digits.size() >= 3 ? run_end : from + 1;
}

}  // namespace

std::vector<number_span> find_numbers(std::string_view text)
{
    constexpr std::size_t fewest_digits = 5;
    const auto chunks = read_chunks(text);
    std::vector<number_span> found;
    for (std::size_t at = 0; at < chunks.size();) {
        const auto end = end_of_number(chunks, at);
        auto one = joined(text, chunks, at, end);
        if (one.digits.size() >= fewest_digits)
            found.push_back(std::move(one));
        at = end;
    }
    return found;
}

}  // namespace sapa::text
