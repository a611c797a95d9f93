// Measures SMS texts.
#include "gateway/console/text_measure.hpp"

#include <algorithm>
#include "adapters/sms/segments.hpp"

namespace sapa::console {

std::vector<std::string_view> characters_in(std::string_view utf8)
{
    std::vector<std::string_view> all;
    for (std::size_t at = 0; at < utf8.size();) {
        auto end = at + 1;
        while (end < utf8.size() && (utf8[end] & 0xC0) == 0x80)
            ++end;
        all.push_back(utf8.substr(at, end - at));
        at = end;
    }
    return all;
}

sms_measure measure_sms(std::string_view utf8)
{
    const auto cut = sms::segment_text(utf8, {.transliterate = false});
    sms_measure found{
        .gsm = cut.letters == sms::alphabet::gsm, .segments = cut.parts.size(), .units = cut.units};
    const auto limits = sms::limits_of(cut.letters, sms::concatenation::udh8);
    found.single = limits.single;
    found.part = limits.part;
    std::size_t position = 0, units = 0, part = 0;
    for (const auto one : characters_in(utf8)) {
        const auto length = sms::utf16_units(one);
        const auto septets = sms::gsm_septets(one);
        if (!septets)
            found.wide.push_back({position, length, std::string(one)});
        if (part + 1 < cut.part_units.size() && units >= cut.part_units[part]) {
            found.borders.push_back(position);
            units = 0;
            ++part;
        }
        units += found.gsm ? septets.value_or(1) : length;
        position += length;
        ++found.characters;
    }
    return found;
}

std::string excerpt_of(const std::string& text)
{
    auto end = std::min<std::size_t>(text.size(), 120);
    while (end < text.size() && (text[end] & 0xC0) == 0x80)
        --end;
    return end < text.size() ? text.substr(0, end) + "…" : text;
}

}  // namespace sapa::console
