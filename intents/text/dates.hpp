// Dates as Indonesians write them; never the month first.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include "gateway/model/time.hpp"

namespace sapa::text {

struct date_span
{
    date day{};
    std::size_t begin{}, end{};  // bytes of the cleaned text
};

// The first date in cleaned text: 17-08-1974, 17/8/74, 17.08.1974, 17 08 1974, 1974-08-17, 17 agustus 1974,
// 04-juni-1988, tgl 5 bulan 6 tahun 1990, 5th june 1990. A two-digit year up to 15 is 20xx. nullopt where no
// such day exists. 17081974 and 170874 count only where `packed` says that a date is expected.
std::optional<date_span> find_date(std::string_view text, bool packed);

// The whole of `text` is one date, packed forms included.
std::optional<date> parse_date(std::string_view text);

// "1974-08-17"
std::string iso_date(date day);

}  // namespace sapa::text
