// A text cut into the parts of an SMS, and the user data header that says which is which
// (TS 23.040 9.2.3.24).
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>
#include "adapters/sms/text.hpp"

namespace sapa::sms {

enum class concatenation : std::uint8_t {
    udh8,     // 05 00 03 ref total part
    udh16,    // 06 08 04 ref ref total part
    sar,      // sar_msg_ref_num, sar_total_segments, sar_segment_seqnum: the parts carry no header
    payload,  // one part, in message_payload
};

// Units (septets, UTF-16 units or octets) that fit one message alone, and one part of several.
struct segment_limits
{
    std::size_t single{}, part{};
};
constexpr segment_limits limits_of(alphabet letters, concatenation how)
{
    const bool wide = how == concatenation::udh16;
    switch (letters) {
        case alphabet::gsm:
            return {160, wide ? 152u : 153u};
        case alphabet::ucs2:
            return {70, wide ? 66u : 67u};
        default:
            return {140, wide ? 133u : 134u};
    }
}

struct segmented
{
    alphabet letters{};
    std::uint8_t data_coding{};
    std::size_t units{};             // of the whole text
    std::vector<std::string> parts;  // octets without header: unpacked septets, UTF-16BE, Latin-1
    std::vector<std::size_t> part_units;
    bool fits{true};  // false: more than 255 parts, the rest was dropped
};

struct segment_settings
{
    concatenation how{};
    alphabet default_alphabet{alphabet::gsm};  // what the account's data_coding 0 is: gsm, latin1 or ascii
    bool transliterate{true};                  // try this before UCS-2
    bool basic_only{};
};

// Picks the alphabet (the account's default where the text fits it, else UCS-2) and cuts. Escape pairs and
// surrogate pairs stay whole, and so do flags and sequences with joiners, skin tones and combining marks
// where a part has room for them.
segmented segment_text(std::string_view utf8, const segment_settings& settings = {});
// Octets of an alphabet, cut by its limits; 8-bit data anywhere.
segmented segment_octets(std::string_view octets, alphabet letters, concatenation how = {});

// The header of one part; empty for sar and payload. `part` counts from 1.
std::string concatenation_header(concatenation how, std::uint16_t ref, std::uint8_t total, std::uint8_t part);

struct information_element
{
    std::uint8_t iei{};
    std::string data{};
    bool operator==(const information_element&) const = default;
};

struct concatenation_info
{
    std::uint16_t ref{};
    bool wide{};  // 16-bit reference
    std::uint8_t total{}, part{};
    bool operator==(const concatenation_info&) const = default;
};

struct user_data
{
    std::string_view header{};  // with its length octet; empty without UDHI or where it was broken
    std::string_view text{};
    bool broken{};  // UDHI, but the header runs past the message: `text` is all there is
    std::vector<information_element> elements{};
    std::optional<concatenation_info> concatenated{};  // only a valid one: 1 <= part <= total
    shift_tables shift{};
    unsigned fill_bits{};  // before packed septets
};

// Splits octets with UDHI set; without UDHI all is text.
user_data read_user_data(std::string_view octets, bool udhi);

}  // namespace sapa::sms
