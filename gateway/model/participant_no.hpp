// The number a participant asks for: 11 digits (KPJ) or 16.
#pragma once
#include <optional>
#include <string_view>
#include "gateway/model/personal_number.hpp"

namespace sapa {

using participant_no = personal_number<struct participant_no_tag>;

// Exactly 11 or 16 ASCII digits, else nullopt. Cleaning a person's typing is intents/text's work.
inline std::optional<participant_no> parse_participant_no(std::string_view digits)
{
    const bool length_fits = digits.size() == 11 || digits.size() == 16;
    if (!length_fits || digits.find_first_not_of("0123456789") != digits.npos)
        return std::nullopt;
    return participant_no(std::string(digits));
}

}  // namespace sapa
