// Plain SMS texts.
#include "intents/wording/gsm_basic.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace sapa {
namespace {

// clang-format off
constexpr std::pair<std::string_view, std::string_view> plain[] = {
    {"\u2018", "'"}, {"\u2019", "'"}, {"\u201c", "\""}, {"\u201d", "\""}, {"\u2013", "-"}, {"\u2014", "-"},
    {"\u2026", "..."}, {"\u00a0", " "}, {"\u2022", "-"},
    {"á", "a"}, {"â", "a"}, {"ã", "a"}, {"ç", "c"}, {"ê", "e"}, {"ë", "e"}, {"È", "E"}, {"í", "i"}, {"î", "i"},
    {"ï", "i"}, {"ó", "o"}, {"ô", "o"}, {"õ", "o"}, {"ú", "u"}, {"û", "u"}, {"ý", "y"}, {"à", "a"}, {"è", "e"},
    {"é", "e"}, {"ì", "i"}, {"ò", "o"}, {"ù", "u"}, {"ä", "a"}, {"ö", "o"}, {"ü", "u"}, {"ñ", "n"}, {"É", "E"},
};
// clang-format on

std::size_t length_of(unsigned char lead)
{
    return lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
}

constexpr auto basic_octets = [] {
    std::array<bool, 256> table{};
    table['\n'] = table['\r'] = true;
    for (unsigned char c = ' '; c <= '~'; ++c)
        table[c] = std::string_view("@_$[]{}\\^|~`").find(static_cast<char>(c)) == std::string_view::npos;
    return table;
}();

bool basic(char c) { return basic_octets[static_cast<unsigned char>(c)]; }

}  // namespace

std::string to_basic(std::string text)
{
    if (is_basic(text))
        return text;  // as nearly all are
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto one = std::string_view(text).substr(at, length_of(static_cast<unsigned char>(text[at])));
        at += one.size();
        if (one.size() == 1 && basic(one[0])) {
            out += one;
        } else if (const auto* found =
                       std::ranges::find(plain, one, &std::pair<std::string_view, std::string_view>::first);
                   found != std::end(plain)) {
            out += found->second;
        } else if (one.size() == 1) {
            const auto bracket = std::string_view("[{]}`").find(one[0]);
            out += bracket == std::string_view::npos ? ' ' : "(())'"[bracket];
        } else {
            out += '?';
        }
    }
    return out;
}

bool is_basic(std::string_view text) { return std::ranges::all_of(text, basic); }

std::size_t basic_segments(std::size_t characters)
{
    return characters <= 160 ? 1 : (characters + 152) / 153;
}

std::size_t characters_of(std::string_view text)
{
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string first_characters(std::string text, std::size_t most)
{
    if (text.size() <= most)
        return text;
    std::size_t at = 0;
    for (; at < text.size() && most > 0; --most)
        at += length_of(static_cast<unsigned char>(text[at]));
    text.resize(at);
    return text;
}

}  // namespace sapa
