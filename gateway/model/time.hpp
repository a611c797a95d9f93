// Points in time and calendar days. Time is an argument everywhere below the shell; nothing here reads a
// clock.
#pragma once
#include <chrono>

namespace sapa {

using instant = std::chrono::sys_time<std::chrono::milliseconds>;  // UTC
using date = std::chrono::year_month_day;
using month = std::chrono::year_month;
using std::chrono::milliseconds;
using std::chrono::seconds;

// Western Indonesian Time, UTC+7 all year: the zone of dates that people read and operators write.
inline constexpr std::chrono::hours wib_offset{7};

// The calendar day in WIB at this moment.
inline date wib_date(instant at) { return date{std::chrono::floor<std::chrono::days>(at + wib_offset)}; }

}  // namespace sapa
