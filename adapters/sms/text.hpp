// Short message octets to UTF-8 and back: GSM 03.38 with its tables, UCS-2, Latin-1, ASCII; pure.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sapa::sms {

enum class alphabet : std::uint8_t {
    gsm,  // GSM 03.38, one septet an octet
    latin1,
    ascii,
    ucs2,      // UTF-16BE, surrogates included
    cyrillic,  // ISO 8859-5
    hebrew,    // ISO 8859-8
    binary,    // eight-bit data: shown as Latin-1
    roman8,    // HP Roman-8 with 0x8D as escape: some SMSCs' default
};

// A whole data_coding octet, read as SMPP 3.4 5.2.19 and TS 23.038 chapter 4 say.
struct coding
{
    alphabet letters{};
    std::optional<std::uint8_t> message_class{};  // 0 is flash
    bool message_waiting{};
    bool operator==(const coding&) const = default;
};

// What an account's octets mean where data_coding leaves it open.
struct text_settings
{
    alphabet default_alphabet{alphabet::gsm};  // of data_coding 0 (and of 1 with gsm_as_ia5)
    bool gsm_as_ia5{};                         // data_coding 1 is the default alphabet too
    bool packed{};                             // GSM septets come packed in octets
    bool high_as_latin1{};                     // GSM octets above 0x7F are Latin-1 rather than U+FFFD
};

coding read_data_coding(std::uint8_t data_coding, const text_settings& account = {});

// National language tables of TS 23.038 A: 0 basic, 1 Turkish, 2 Spanish, 3 Portuguese; others read as basic.
struct shift_tables
{
    std::uint8_t single{}, locking{};
    bool operator==(const shift_tables&) const = default;
};

// Every octet string gives a text: what has no character becomes U+FFFD, a lone ESC at the end is dropped, an
// unknown escape pair is its letter in the basic table. Never fails.
std::string decode_gsm(std::string_view septets, shift_tables shift = {}, bool high_as_latin1 = false);
std::string decode_ucs2(
    std::string_view octets);  // odd last octet and lone surrogates become U+FFFD; BOM obeyed
std::string decode_latin1(std::string_view octets);
std::string decode_ascii(std::string_view octets);
std::string decode_roman8(std::string_view octets);
// By data_coding; the UDH is no part of `octets`. `fill_bits`: padding before packed septets after a UDH.
std::string decode_text(std::string_view octets, std::uint8_t data_coding, const text_settings& account = {},
                        shift_tables shift = {}, unsigned fill_bits = 0);

// Unpacked septets; nullopt where a character is in neither the basic nor the extension table.
std::optional<std::string> encode_gsm(std::string_view utf8);
// UTF-16BE; invalid UTF-8 becomes U+FFFD.
std::string encode_ucs2(std::string_view utf8);
std::optional<std::string> encode_latin1(std::string_view utf8);
std::optional<std::string> encode_ascii(std::string_view utf8);

// Septets that a text takes (escape pairs count two), or nullopt as encode_gsm.
std::optional<std::size_t> gsm_septets(std::string_view utf8);
// UTF-16 code units that a text takes.
std::size_t utf16_units(std::string_view utf8);

// The text with what GSM lacks replaced where nothing is lost that matters: quotes, dashes, ellipsis, spaces,
// accents. What cannot be replaced stays as it is. `basic_only`: also no [ ] { } | ~ ^ \ (they become ( ) / -
// ') and no euro sign (EUR), for operators that lose the extension table.
std::string transliterate(std::string_view utf8, bool basic_only = false);

// Septets to octets (TS 23.038 6.1.2.1), the first septet after `fill_bits` zero bits; spare bits are zero.
std::string pack_septets(std::string_view septets, unsigned fill_bits = 0);
// Octets to septets. Without `count` all whole septets, less a last zero septet that is only padding.
std::string unpack_septets(std::string_view octets, std::optional<std::size_t> count = {},
                           unsigned fill_bits = 0);

}  // namespace sapa::sms
