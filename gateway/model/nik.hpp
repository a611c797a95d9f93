// The national identity number: 16 digits that carry region, birth date and sex.
#pragma once
#include <optional>
#include <string_view>
#include "gateway/model/personal_number.hpp"
#include "gateway/model/time.hpp"

namespace sapa {

using nik = personal_number<struct nik_tag>;

// Exactly 16 ASCII digits, else nullopt. A strange region or date is no refusal: the NIK is for life and
// keeps wrong dates (reference/domain.md 6.2); core decides.
inline std::optional<nik> parse_nik(std::string_view digits)
{
    if (digits.size() != 16 || digits.find_first_not_of("0123456789") != digits.npos)
        return std::nullopt;
    return nik(std::string(digits));
}

// Do digits 7 to 12 (DDMMYY, the day +40 for women) agree with this birth date?
inline bool agrees_with(const nik& number, date born)
{
    const auto& d = number.digits();
    if (d.size() != 16)
        return false;
    const auto two = [&](std::size_t at) {
        return static_cast<unsigned>((d[at] - '0') * 10 + (d[at + 1] - '0'));
    };
    const auto day = two(6) > 40 ? two(6) - 40 : two(6);
    return day == static_cast<unsigned>(born.day()) && two(8) == static_cast<unsigned>(born.month()) &&
           two(10) == static_cast<unsigned>(static_cast<int>(born.year()) % 100);
}

}  // namespace sapa
