// Tokens, reduplication, repeated letters and the lexicon.
#include "intents/text/words.hpp"

#include <algorithm>

namespace sapa::text {

namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
// Bytes above 0x7f are parts of letters of other scripts.
constexpr bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) ||
           static_cast<unsigned char>(c) >= 0x80;
}

std::string_view class_of(const number_span& number)
{
    switch (number.kind) {
        case number_kind::sixteen:
            return "<16>";
        case number_kind::eleven:
            return "<11>";
        case number_kind::phone:
            return "<hp>";
        case number_kind::other:
            return "<nomor>";
    }
    return "<nomor>";
}

// "halooooo" -> "haloo"
std::string two_at_most(std::string_view word)
{
    std::string out;
    for (char c : word)
        if (out.size() < 2 || out.back() != c || out[out.size() - 2] != c || is_digit(c))
            out += c;
    return out;
}

std::string no_doubles(std::string_view word)
{
    std::string out;
    for (char c : word)
        if (out.empty() || out.back() != c || is_digit(c))
            out += c;
    return out;
}

// A run up to the next blank that is an address: 0 where it is none.
std::size_t address_length(std::string_view rest, std::string_view& kind)
{
    const auto run = rest.substr(0, std::min(rest.find_first_of(" \"<>()[]"), rest.size()));
    const auto at = run.find('@');
    if (at != run.npos && at > 0 && at + 2 < run.size() && is_word(run[at + 1])) {
        kind = "<email>";
        return run.size();
    }
    if (run.starts_with("http") || run.starts_with("www.") || run.find(".go.id") != run.npos ||
        run.find(".com/") != run.npos || run.starts_with("bit.ly")) {
        kind = "<link>";
        return run.size();
    }
    return 0;
}

// "lagi2" -> "lagi", "muncul2nya" -> "munculnya": the digit repeats the word.
std::string without_reduplication(const std::string& word)
{
    const auto at = word.find('2');
    const bool repeats = at != word.npos && at >= 2 && word.find_first_of("013456789") == word.npos &&
                         word.find('2', at + 1) == word.npos;
    return repeats ? word.substr(0, at) + word.substr(at + 1) : word;
}

}  // namespace

std::vector<std::string> split_text(std::string_view cleaned, std::span<const number_span> numbers)
{
    std::vector<std::string> words;
    std::size_t next = 0;
    for (std::size_t at = 0; at < cleaned.size();) {
        while (next < numbers.size() && numbers[next].begin < at)
            ++next;
        if (next < numbers.size() && numbers[next].begin == at) {
            words.emplace_back(class_of(numbers[next]));
            at = numbers[next].end;
            continue;
        }
        std::string_view kind;
        if (is_word(cleaned[at]) && (at == 0 || !is_word(cleaned[at - 1])))
            if (auto length = address_length(cleaned.substr(at), kind)) {
                words.emplace_back(kind);
                at += length;
                continue;
            }
        if (cleaned[at] == '%')
            words.emplace_back("persen");
        if (!is_word(cleaned[at])) {
            ++at;
            continue;
        }
        const auto limit = next < numbers.size() ? numbers[next].begin : cleaned.size();
        auto end = at;
        while (end < limit && (is_word(cleaned[end]) || (cleaned[end] == '\'' && end > at &&
                                                         end + 1 < limit && is_word(cleaned[end + 1]))))
            ++end;
        auto word = two_at_most(cleaned.substr(at, end - at));
        std::erase(word, '\'');
        words.push_back(std::move(word));
        at = end;
    }
    return words;
}

std::vector<std::string> plain_words(std::span<const std::string> words, const lexicon& known,
                                     const speller* correct)
{
    std::vector<std::string> single;
    single.reserve(words.size());
    for (const auto& word : words) {
        auto one = without_reduplication(word);
        if (!known.knows(one) && !(correct && correct->knows(one)))
            if (auto plain = no_doubles(one); known.knows(plain) || (correct && correct->knows(plain)))
                one = std::move(plain);
        single.push_back(std::move(one));
    }
    if (correct)
        for (auto& word : single)
            if (!known.knows(word))
                if (const auto* better = correct->correct(word))
                    word = *better;
    std::vector<std::string> out;
    out.reserve(single.size());
    for (std::size_t at = 0; at < single.size();) {
        const auto found = known.longest(std::span(single).subspan(at));
        if (found.covers == 0) {
            out.push_back(single[at++]);
            continue;
        }
        out.insert(out.end(), found.plain->begin(), found.plain->end());
        at += found.covers;
    }
    return out;
}

std::string joined(std::span<const std::string> words)
{
    std::string out;
    for (const auto& word : words) {
        if (!out.empty())
            out += ' ';
        out += word;
    }
    return out;
}

}  // namespace sapa::text
