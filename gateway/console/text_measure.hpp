// What a text is as an SMS: encoding, segments and where they part, and the characters that cost it GSM-7.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sapa::console {

// Positions are in UTF-16 code units, as browsers count.
struct wide_character
{
    std::size_t position{}, length{};
    std::string character{};
};

struct sms_measure
{
    bool gsm{true};
    std::size_t segments{}, units{}, characters{};
    std::size_t single{}, part{};  // units that fit one alone, and one of several
    std::vector<std::size_t> borders{};
    std::vector<wide_character> wide{};
};

sms_measure measure_sms(std::string_view utf8);

// The characters of a UTF-8 text, one each.
std::vector<std::string_view> characters_in(std::string_view utf8);

// Its beginning, whole characters only.
std::string excerpt_of(const std::string& text);

}  // namespace sapa::console
