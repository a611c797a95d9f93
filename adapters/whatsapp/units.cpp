// Counting and cutting between code points.
#include "adapters/whatsapp/units.hpp"

namespace sapa::whatsapp {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD", ellipsis = "\xE2\x80\xA6";
constexpr std::string_view blanks = " \t\r\n";

unsigned octet(std::string_view text, std::size_t at) { return static_cast<unsigned char>(text[at]); }

// Octets of the code point that begins here; 0: none does.
std::size_t length_at(std::string_view text, std::size_t at)
{
    const auto lead = octet(text, at);
    if (lead < 0x80)
        return 1;
    const std::size_t length = lead >= 0xC2 && lead < 0xE0   ? 2
                               : lead >= 0xE0 && lead < 0xF0 ? 3
                               : lead >= 0xF0 && lead < 0xF5 ? 4
                                                             : 0;
    if (length == 0 || at + length > text.size())
        return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((octet(text, at + i) & 0xC0) != 0x80)
            return 0;
    const auto second = octet(text, at + 1);
    const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
    const bool surrogate = lead == 0xED && second >= 0xA0;
    const bool beyond = lead == 0xF4 && second >= 0x90;
    return overlong || surrogate || beyond ? 0 : length;
}

std::size_t units_of(std::size_t octets) { return octets == 4 ? 2 : 1; }

std::size_t step(std::string_view text, std::size_t at)
{
    const auto length = length_at(text, at);
    return length ? length : 1;
}

// Octets of the longest beginning with at most `most` units.
std::size_t fitting(std::string_view text, std::size_t most)
{
    std::size_t at = 0;
    for (std::size_t units = 0; at < text.size();) {
        const auto length = step(text, at);
        units += units_of(length);
        if (units > most)
            break;
        at += length;
    }
    return at;
}

std::string_view without_blanks_behind(std::string_view text)
{
    const auto last = text.find_last_not_of(blanks);
    return last == text.npos ? std::string_view{} : text.substr(0, last + 1);
}

std::string_view without_blanks_before(std::string_view text)
{
    const auto first = text.find_first_not_of(blanks);
    return first == text.npos ? std::string_view{} : text.substr(first);
}

// Where to cut, at or before `most_octets`: the best break in the second half, else right there.
std::size_t cut_before(std::string_view text, std::size_t most_octets)
{
    const auto head = text.substr(0, most_octets);
    for (std::string_view mark : {"\n\n", "\n", " "})
        if (const auto at = head.rfind(mark); at != head.npos && at >= most_octets / 2)
            return at;
    return most_octets;
}

}  // namespace

std::string clean_utf8(std::string_view raw)
{
    std::string clean;
    clean.reserve(raw.size());
    for (std::size_t at = 0; at < raw.size();) {
        const auto length = length_at(raw, at);
        if (length == 0)
            clean += replacement;
        else if (raw[at] != '\0')
            clean += raw.substr(at, length);
        at += length ? length : 1;
    }
    return clean;
}

std::size_t utf16_units(std::string_view text)
{
    std::size_t units = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto length = step(text, at);
        units += units_of(length);
        at += length;
    }
    return units;
}

std::string shortened(std::string_view text, std::size_t most)
{
    const auto whole = fitting(text, most);
    if (whole == text.size())
        return std::string(text);
    if (most == 0)
        return {};
    return std::string(without_blanks_behind(text.substr(0, fitting(text, most - 1)))) +
           std::string(ellipsis);
}

std::vector<std::string> in_pieces(std::string_view text, std::size_t most)
{
    std::vector<std::string> pieces;
    text = without_blanks_behind(text);
    while (!text.empty()) {
        auto end = fitting(text, most);
        if (end < text.size())
            end = cut_before(text, end);
        const auto piece = without_blanks_behind(text.substr(0, end));
        if (!piece.empty())
            pieces.emplace_back(piece);
        text = end < text.size() ? without_blanks_before(text.substr(end)) : std::string_view{};
    }
    return pieces;
}

}  // namespace sapa::whatsapp
