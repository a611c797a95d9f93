// The text codecs of SMS.
#include "adapters/sms/text.hpp"

#include <algorithm>
#include "adapters/sms/gsm_tables.hpp"
#include "adapters/sms/utf.hpp"

namespace sapa::sms {
namespace {

constexpr std::uint8_t roman8_escape = 0x8D;

unsigned char octet_at(std::string_view octets, std::size_t i)
{
    return static_cast<unsigned char>(octets[i]);
}

// The octet after 0x8D as SMSCs with HP Roman-8 write the extension table; 0 where it is none.
char16_t roman8_escaped(unsigned char octet)
{
    if (octet == 0xB8)
        return u'|';
    if (octet == 0x86)
        return u'^';
    return octet < 0x80 ? basic_single[octet] : 0;
}

template <class Map>
std::string decode_single_octets(std::string_view octets, Map character_of)
{
    std::string out;
    out.reserve(octets.size());
    for (const unsigned char octet : octets)
        append_utf8(out, octet < 0x80 ? char32_t{octet} : character_of(octet));
    return out;
}

std::string decode_iso8859_5(std::string_view octets)
{
    return decode_single_octets(octets, [](unsigned char octet) -> char32_t {
        if (octet == 0xF0)
            return 0x2116;
        if (octet == 0xFD)
            return 0xA7;
        return octet <= 0xA0 || octet == 0xAD ? octet : octet - 0xA0U + 0x400U;
    });
}

std::string decode_iso8859_8(std::string_view octets)
{
    return decode_single_octets(octets, [](unsigned char octet) -> char32_t {
        return octet >= 0xE0 && octet <= 0xFA ? octet - 0xE0U + 0x5D0U : octet;
    });
}

// Octets above 0x7F are no GSM, but some SMSCs pass a handset's UTF-8 through.
bool is_foreign_utf8(std::string_view octets)
{
    const auto high = [](unsigned char c) { return c >= 0x80; };
    const auto control = [](unsigned char c) { return c < 0x20 && c != '\n' && c != '\r'; };
    return std::ranges::any_of(octets, high) && std::ranges::none_of(octets, control) && valid_utf8(octets);
}

// General data coding and message marked for deletion (TS 23.038 chapter 4, 00xx and 01xx).
coding general_group(std::uint8_t dcs)
{
    constexpr alphabet by_bits[]{alphabet::gsm, alphabet::binary, alphabet::ucs2, alphabet::gsm};
    coding out{by_bits[dcs >> 2 & 3]};
    if (dcs & 0x20)
        out.letters = alphabet::binary;  // compressed
    if (dcs & 0x10)
        out.message_class = dcs & 3;
    return out;
}

}  // namespace

coding read_data_coding(std::uint8_t data_coding, const text_settings& account)
{
    switch (data_coding) {
        case 0x00:
            return {account.default_alphabet};
        case 0x01:
            return {account.gsm_as_ia5 ? account.default_alphabet : alphabet::ascii};
        case 0x03:
            return {alphabet::latin1};
        case 0x06:
            return {alphabet::cyrillic};
        case 0x07:
            return {alphabet::hebrew};
        case 0x08:
            return {alphabet::ucs2};
        default:
            break;
    }
    if (data_coding < 0x10)
        return {alphabet::binary};
    if (data_coding < 0x80)
        return general_group(data_coding);
    if (data_coding < 0xC0)
        return {account.default_alphabet};
    if (data_coding < 0xF0)
        return {data_coding < 0xE0 ? alphabet::gsm : alphabet::ucs2, {}, true};
    return {data_coding & 4 ? alphabet::binary : alphabet::gsm, static_cast<std::uint8_t>(data_coding & 3)};
}

std::string decode_gsm(std::string_view septets, shift_tables shift, bool high_as_latin1)
{
    const auto& locking = locking_tables[shift.locking < locking_tables.size() ? shift.locking : 0];
    const auto& single = single_tables[shift.single < single_tables.size() ? shift.single : 0];
    const auto plain = [&](unsigned char octet) -> char32_t {
        if (octet < 0x80)
            return locking[octet];
        return high_as_latin1 ? char32_t{octet} : replacement;
    };
    std::string out;
    out.reserve(septets.size());
    for (std::size_t i = 0; i < septets.size(); ++i) {
        const auto octet = octet_at(septets, i);
        if (octet != escape && octet != roman8_escape) {
            append_utf8(out, plain(octet));
            continue;
        }
        const bool last = i + 1 == septets.size();
        if (octet == roman8_escape) {
            const auto escaped = last ? u'\0' : roman8_escaped(octet_at(septets, i + 1));
            append_utf8(out, escaped ? char32_t{escaped} : plain(octet));
            i += escaped ? 1 : 0;
        } else if (!last) {
            const auto next = octet_at(septets, ++i);
            const auto escaped = next < 0x80 ? single[next] : u'\0';
            // A second escape is reserved for another table: shown as a space (TS 23.038 6.2.1.1).
            append_utf8(out, next == escape ? U' ' : escaped ? char32_t{escaped} : plain(next));
        }
    }
    return out;
}

std::string decode_ucs2(std::string_view octets)
{
    bool little = false;
    if (octets.starts_with("\xFE\xFF") || octets.starts_with("\xFF\xFE")) {
        little = octets[0] == '\xFF';
        octets.remove_prefix(2);
    }
    const auto unit_at = [&](std::size_t i) -> char32_t {
        const char32_t first = octet_at(octets, i), second = octet_at(octets, i + 1);
        return little ? second << 8 | first : first << 8 | second;
    };
    std::string out;
    out.reserve(octets.size());
    std::size_t i = 0;
    for (; i + 1 < octets.size(); i += 2) {
        const auto unit = unit_at(i);
        if (is_high_surrogate(unit) && i + 3 < octets.size() && is_low_surrogate(unit_at(i + 2))) {
            append_utf8(out, 0x10000 + ((unit - 0xD800) << 10) + (unit_at(i + 2) - 0xDC00));
            i += 2;
        } else {
            append_utf8(out, unit >= 0xD800 && unit < 0xE000 ? replacement : unit);
        }
    }
    if (i < octets.size() && octets[i] != '\0')
        append_utf8(out, replacement);
    return out;
}

std::string decode_latin1(std::string_view octets)
{
    return decode_single_octets(octets, [](unsigned char octet) { return char32_t{octet}; });
}

std::string decode_ascii(std::string_view octets)
{
    return decode_single_octets(octets, [](unsigned char) { return replacement; });
}

std::string decode_roman8(std::string_view octets)
{
    std::string out;
    for (std::size_t i = 0; i < octets.size(); ++i) {
        const auto octet = octet_at(octets, i);
        if (octet == roman8_escape && i + 1 < octets.size()) {
            const auto escaped = roman8_escaped(octet_at(octets, i + 1));
            append_utf8(out, escaped ? char32_t{escaped} : replacement);
            i += escaped ? 1 : 0;
        } else if (octet < 0x80) {
            append_utf8(out, octet);
        } else {
            append_utf8(out, octet >= 0xA1 && octet < 0xFF ? char32_t{roman8[octet - 0xA1]} : replacement);
        }
    }
    return out;
}

std::string decode_text(std::string_view octets, std::uint8_t data_coding, const text_settings& account,
                        shift_tables shift, unsigned fill_bits)
{
    const auto letters = read_data_coding(data_coding, account).letters;
    const bool one_octet_letters = letters == alphabet::gsm || letters == alphabet::ascii;
    const bool packed = letters == alphabet::gsm && account.packed;
    if (one_octet_letters && !packed && !account.high_as_latin1 && is_foreign_utf8(octets))
        return std::string{octets};
    switch (letters) {
        case alphabet::gsm:
            return packed ? decode_gsm(unpack_septets(octets, {}, fill_bits), shift)
                          : decode_gsm(octets, shift, account.high_as_latin1);
        case alphabet::ascii:
            return account.high_as_latin1 ? decode_latin1(octets) : decode_ascii(octets);
        case alphabet::ucs2:
            return decode_ucs2(octets);
        case alphabet::cyrillic:
            return decode_iso8859_5(octets);
        case alphabet::hebrew:
            return decode_iso8859_8(octets);
        case alphabet::roman8:
            return decode_roman8(octets);
        case alphabet::latin1:
        case alphabet::binary:
            break;
    }
    return decode_latin1(octets);
}

std::optional<std::string> encode_gsm(std::string_view utf8)
{
    std::string out(2 * utf8.size(), '\0');
    std::size_t end = 0;
    for (std::size_t at = 0; at < utf8.size();) {
        const auto next = read_utf8(utf8.substr(at));
        const auto septet = find_septet(next.value);
        if (septet == 0xFF)
            return std::nullopt;
        if (septet >= 0x80)
            out[end++] = escape;
        out[end++] = static_cast<char>(septet & 0x7F);
        at += next.octets;
    }
    out.resize(end);
    return out;
}

std::string encode_ucs2(std::string_view utf8)
{
    std::string out;
    out.reserve(2 * utf8.size());
    const auto put = [&](char32_t unit) {
        out.push_back(static_cast<char>(unit >> 8));
        out.push_back(static_cast<char>(unit & 0xFF));
    };
    each_code_point(utf8, [&](char32_t point) {
        if (point < 0x10000)
            return put(point);
        put(0xD800 + ((point - 0x10000) >> 10));
        put(0xDC00 + ((point - 0x10000) & 0x3FF));
    });
    return out;
}

namespace {

std::optional<std::string> encode_below(std::string_view utf8, char32_t end)
{
    std::string out;
    bool fits = true;
    each_code_point(utf8, [&](char32_t point) {
        fits = fits && point < end;
        out.push_back(static_cast<char>(point));
    });
    return fits ? std::optional{out} : std::nullopt;
}

}  // namespace

std::optional<std::string> encode_latin1(std::string_view utf8) { return encode_below(utf8, 0x100); }
std::optional<std::string> encode_ascii(std::string_view utf8) { return encode_below(utf8, 0x80); }

std::optional<std::size_t> gsm_septets(std::string_view utf8)
{
    std::size_t count = 0;
    while (!utf8.empty()) {
        const auto next = read_utf8(utf8);
        const auto septet = find_septet(next.value);
        if (septet == 0xFF)
            return std::nullopt;
        count += septet >= 0x80 ? 2 : 1;
        utf8.remove_prefix(next.octets);
    }
    return count;
}

std::size_t utf16_units(std::string_view utf8)
{
    std::size_t count = 0;
    each_code_point(utf8, [&](char32_t point) { count += point < 0x10000 ? 1 : 2; });
    return count;
}

}  // namespace sapa::sms
