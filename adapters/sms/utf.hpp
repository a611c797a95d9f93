// UTF-8 and UTF-16 by code points, for the text codecs.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sapa::sms {

constexpr char32_t replacement = 0xFFFD;

constexpr bool is_high_surrogate(char32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
constexpr bool is_low_surrogate(char32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

inline void append_utf8(std::string& out, char32_t point)
{
    auto put = [&](char32_t octet) { out.push_back(static_cast<char>(octet)); };
    if (point < 0x80) {
        put(point);
    } else if (point < 0x800) {
        put(0xC0 | point >> 6);
        put(0x80 | (point & 0x3F));
    } else if (point < 0x10000) {
        put(0xE0 | point >> 12);
        put(0x80 | (point >> 6 & 0x3F));
        put(0x80 | (point & 0x3F));
    } else {
        put(0xF0 | point >> 18);
        put(0x80 | (point >> 12 & 0x3F));
        put(0x80 | (point >> 6 & 0x3F));
        put(0x80 | (point & 0x3F));
    }
}

struct code_point
{
    char32_t value{};
    std::size_t octets{1};
    bool valid{true};
};

// The code point at the start of non-empty UTF-8; an invalid octet is U+FFFD, one octet long.
constexpr code_point read_utf8(std::string_view text)
{
    const auto octet = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned first = octet(0);
    if (first < 0x80)
        return {first, 1, true};
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    constexpr code_point broken{replacement, 1, false};
    if (first < 0xC2 || first > 0xF4 || text.size() < length)
        return broken;
    char32_t value = first & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((octet(i) & 0xC0) != 0x80)
            return broken;
        value = value << 6 | (octet(i) & 0x3F);
    }
    const char32_t least = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000;
    if (value < least || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000))
        return broken;
    return {value, length, true};
}

constexpr bool valid_utf8(std::string_view text)
{
    while (!text.empty()) {
        const auto next = read_utf8(text);
        if (!next.valid)
            return false;
        text.remove_prefix(next.octets);
    }
    return true;
}

template <class Visit>
void each_code_point(std::string_view text, Visit visit)
{
    while (!text.empty()) {
        const auto next = read_utf8(text);
        visit(next.value);
        text.remove_prefix(next.octets);
    }
}

}  // namespace sapa::sms
