// Writes and reads ISO 8601.
#include "gateway/model/iso_time.hpp"

#include <fmt/format.h>
#include <charconv>

namespace sapa {
namespace {

// The digits of text[from, from + count), or nullopt.
std::optional<int> digits_at(std::string_view text, std::size_t from, std::size_t count)
{
    int number{};
    if (text.size() < from + count)
        return std::nullopt;
    const auto* end = text.data() + from + count;
    const auto [stopped, wrong] = std::from_chars(text.data() + from, end, number);
    if (wrong != std::errc{} || stopped != end || text[from] == '-')
        return std::nullopt;
    return number;
}

}  // namespace

std::string iso_time(instant at)
{
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const date calendar{day};
    const std::chrono::hh_mm_ss clock{std::chrono::floor<milliseconds>(at - day)};
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(calendar.year()),
                       static_cast<unsigned>(calendar.month()), static_cast<unsigned>(calendar.day()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                       clock.subseconds().count());
}

std::optional<instant> parse_iso_time(std::string_view text)
{
    const auto year = digits_at(text, 0, 4), month = digits_at(text, 5, 2), day = digits_at(text, 8, 2);
    const auto hour = digits_at(text, 11, 2), minute = digits_at(text, 14, 2);
    if (!year || !month || !day || !hour || !minute)
        return std::nullopt;
    const date calendar{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                        std::chrono::day(static_cast<unsigned>(*day))};
    const auto second = digits_at(text, 17, 2).value_or(0), milli = digits_at(text, 20, 3).value_or(0);
    if (!calendar.ok() || *hour > 23 || *minute > 59 || second > 59)
        return std::nullopt;
    return instant(std::chrono::sys_days(calendar)) + std::chrono::hours(*hour) +
           std::chrono::minutes(*minute) + seconds(second) + milliseconds(milli);
}

}  // namespace sapa
