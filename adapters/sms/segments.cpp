// Cuts texts into parts, writes and reads user data headers.
#include "adapters/sms/segments.hpp"

#include <algorithm>
#include "adapters/sms/gsm_tables.hpp"
#include "adapters/sms/utf.hpp"

namespace sapa::sms {
namespace {

unsigned char octet_at(std::string_view octets, std::size_t i)
{
    return static_cast<unsigned char>(octets[i]);
}

struct utf16_letter
{
    char32_t point{};
    std::size_t octets{};
};

// The code point at `at` in UTF-16BE; a lone surrogate or a lone octet is a letter of its own.
utf16_letter letter_at(std::string_view octets, std::size_t at)
{
    const auto unit = [&](std::size_t i) -> char32_t {
        return octet_at(octets, i) << 8 | octet_at(octets, i + 1);
    };
    if (at + 1 >= octets.size())
        return {replacement, octets.size() - at};
    const auto first = unit(at);
    if (is_high_surrogate(first) && at + 3 < octets.size() && is_low_surrogate(unit(at + 2)))
        return {0x10000 + ((first - 0xD800) << 10) + (unit(at + 2) - 0xDC00), 4};
    return {first, 2};
}

struct range
{
    char32_t first, last;
};

// Marks, variation selectors, skin tones, tags: what continues the character before it.
constexpr range continuing[]{{0x0300, 0x036F},  {0x0483, 0x0489}, {0x0591, 0x05BD},   {0x064B, 0x065F},
                             {0x0E34, 0x0E3A},  {0x1AB0, 0x1AFF}, {0x1B34, 0x1B44},   {0x1BA1, 0x1BAD},
                             {0x1DC0, 0x1DFF},  {0x200D, 0x200D}, {0x20D0, 0x20FF},   {0xA9B3, 0xA9C0},
                             {0xFE00, 0xFE0F},  {0xFE20, 0xFE2F}, {0x1F3FB, 0x1F3FF}, {0xE0020, 0xE007F},
                             {0xE0100, 0xE01EF}};

bool continues(char32_t point)
{
    return std::ranges::any_of(continuing,
                               [&](const range& one) { return point >= one.first && point <= one.last; });
}

bool is_regional(char32_t point) { return point >= 0x1F1E6 && point <= 0x1F1FF; }

// Octets of what a reader sees as one character: a letter with its marks, a flag, a sequence with joiners.
std::size_t cluster_at(std::string_view octets, std::size_t at)
{
    constexpr char32_t joiner = 0x200D;
    auto before = letter_at(octets, at);
    std::size_t end = at + before.octets;
    if (is_regional(before.point) && end < octets.size()) {
        const auto second = letter_at(octets, end);
        end += is_regional(second.point) ? second.octets : 0;
    }
    while (end < octets.size()) {
        const auto next = letter_at(octets, end);
        if (!continues(next.point) && before.point != joiner)
            break;
        end += next.octets;
        before = next;
    }
    return end - at;
}

// Octets that must stay together at `at`: those that should, and those that must where the former do not fit.
struct atom
{
    std::size_t wanted{}, least{};
};

atom atom_at(std::string_view octets, std::size_t at, alphabet letters)
{
    if (letters == alphabet::gsm) {
        const std::size_t pair = octet_at(octets, at) == escape && at + 1 < octets.size() ? 2 : 1;
        return {pair, pair};
    }
    if (letters == alphabet::ucs2)
        return {cluster_at(octets, at), letter_at(octets, at).octets};
    return {1, 1};
}

constexpr std::size_t parts_limit = 255;

std::vector<std::string> cut(std::string_view octets, alphabet letters, std::size_t limit)
{
    std::vector<std::string> parts;
    std::size_t start = 0, at = 0;
    while (at < octets.size()) {
        const auto here = atom_at(octets, at, letters);
        const auto size = here.wanted <= limit ? here.wanted : here.least;
        if (at - start + size > limit) {
            parts.emplace_back(octets.substr(start, at - start));
            start = at;
        }
        at += size;
    }
    parts.emplace_back(octets.substr(start));
    return parts;
}

}  // namespace

segmented segment_octets(std::string_view octets, alphabet letters, concatenation how)
{
    const std::size_t width = letters == alphabet::ucs2 ? 2 : 1;
    const auto limits = limits_of(letters, how);
    segmented out{.letters = letters, .units = (octets.size() + width - 1) / width};
    out.data_coding = letters == alphabet::ucs2 ? 8 : letters == alphabet::binary ? 4 : 0;
    if (how == concatenation::payload || out.units <= limits.single)
        out.parts.emplace_back(octets);
    else
        out.parts = cut(octets, letters, width * limits.part);
    if (out.parts.size() > parts_limit) {
        out.parts.resize(parts_limit);
        out.fits = false;
    }
    for (const auto& part : out.parts)
        out.part_units.push_back((part.size() + width - 1) / width);
    return out;
}

namespace {

// An account whose default alphabet is Latin-1 or ASCII: the SMSC turns the octets into septets, and it is
// those that the limits count.
bool recode(segmented& gsm, alphabet default_alphabet)
{
    for (auto& part : gsm.parts) {
        const auto text = decode_gsm(part);
        const auto octets = default_alphabet == alphabet::ascii ? encode_ascii(text) : encode_latin1(text);
        if (!octets)
            return false;
        part = *octets;
    }
    gsm.letters = default_alphabet;
    return true;
}

std::optional<segmented> segment_gsm(std::string_view utf8, const segment_settings& settings)
{
    const auto septets = encode_gsm(utf8);
    if (!septets)
        return std::nullopt;
    auto out = segment_octets(*septets, alphabet::gsm, settings.how);
    if (settings.default_alphabet != alphabet::gsm && !recode(out, settings.default_alphabet))
        return std::nullopt;
    return out;
}

}  // namespace

segmented segment_text(std::string_view utf8, const segment_settings& settings)
{
    if (!settings.basic_only)
        if (auto out = segment_gsm(utf8, settings))
            return *std::move(out);
    if (settings.transliterate || settings.basic_only)
        if (auto out = segment_gsm(transliterate(utf8, settings.basic_only), settings))
            return *std::move(out);
    return segment_octets(encode_ucs2(utf8), alphabet::ucs2, settings.how);
}

std::string concatenation_header(concatenation how, std::uint16_t ref, std::uint8_t total, std::uint8_t part)
{
    const auto octet = [](unsigned value) { return static_cast<char>(value & 0xFF); };
    if (how == concatenation::udh8)
        return {5, 0, 3, octet(ref), octet(total), octet(part)};
    if (how == concatenation::udh16)
        return {6, 8, 4, octet(ref >> 8), octet(ref), octet(total), octet(part)};
    return {};
}

namespace {

constexpr std::uint8_t iei_concatenated = 0x00, iei_concatenated_16 = 0x08, iei_single_shift = 0x24,
                       iei_locking_shift = 0x25;

// A zero or a part beyond the total is ignored (9.2.3.24.1).
void read_concatenation(const information_element& element, user_data& out)
{
    const bool wide = element.iei == iei_concatenated_16;
    if (element.data.size() != (wide ? 4 : 3))
        return;
    concatenation_info info{.ref = octet_at(element.data, 0), .wide = wide};
    if (wide)
        info.ref = static_cast<std::uint16_t>(info.ref << 8 | octet_at(element.data, 1));
    info.total = octet_at(element.data, wide ? 2 : 1);
    info.part = octet_at(element.data, wide ? 3 : 2);
    if (info.part > 0 && info.part <= info.total)
        out.concatenated = info;
}

void read_element(const information_element& element, user_data& out)
{
    const auto language = element.data.size() == 1 ? octet_at(element.data, 0) : std::uint8_t{0};
    switch (element.iei) {
        case iei_concatenated:
        case iei_concatenated_16:
            read_concatenation(element, out);
            break;
        case iei_single_shift:
            out.shift.single = language;
            break;
        case iei_locking_shift:
            out.shift.locking = language;
            break;
        default:
            break;
    }
}

}  // namespace

user_data read_user_data(std::string_view octets, bool udhi)
{
    user_data out{.text = octets};
    if (!udhi || octets.empty())
        return out;
    const std::size_t end = 1 + octet_at(octets, 0);
    out.broken = end > octets.size();
    for (std::size_t at = 1; at + 1 < end && at + 1 < octets.size();) {
        const std::size_t length = octet_at(octets, at + 1);
        auto& element = out.elements.emplace_back();
        element.iei = octet_at(octets, at);
        // An element that runs past the header is shown with what there is, but means nothing.
        element.data = octets.substr(at + 2, length);
        at += 2 + length;
        if (at <= end && !out.broken)
            read_element(element, out);
    }
    if (!out.broken) {
        out.header = octets.substr(0, end);
        out.text = octets.substr(end);
        out.fill_bits = static_cast<unsigned>((7 - 8 * end % 7) % 7);
    }
    return out;
}

}  // namespace sapa::sms
