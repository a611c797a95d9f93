// Spellings of times and degrees that were seen.
#include "adapters/whatsapp/value_reading.hpp"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include "adapters/whatsapp/json_reading.hpp"

namespace sapa::whatsapp {
namespace {

// The parser may be off by the last bit; decimals that people and phones write have at most 15 digits.
double as_written(double read)
{
    char digits[40];
    std::snprintf(digits, sizeof digits, "%.15g", read);
    const double written = std::strtod(digits, nullptr);
    return std::abs(written - read) <= std::abs(read) * 1e-15 ? written : read;
}

std::optional<double> read_degrees(const json::value* from)
{
    if (!from)
        return std::nullopt;
    if (const auto* number = from->if_double())
        return std::isfinite(*number) ? std::optional(as_written(*number)) : std::nullopt;
    if (const auto* number = from->if_int64())
        return static_cast<double>(*number);
    if (const auto* text = from->if_string()) {
        double number = 0;
        const auto [end, trouble] = std::from_chars(text->data(), text->data() + text->size(), number);
        if (trouble == std::errc{} && end == text->data() + text->size() && std::isfinite(number))
            return number;
    }
    return std::nullopt;
}

}  // namespace

stamp read_stamp(const json::value* from)
{
    // From this value on it is milliseconds; as seconds it would be the year 33658.
    constexpr std::int64_t least_milliseconds = 1'000'000'000'000;
    constexpr std::int64_t most_milliseconds = 100 * least_milliseconds;
    stamp when;
    if (!from)
        return when;
    if (const auto* text = from->if_string())
        when.spelled.assign(text->data(), text->size());
    const auto number = whole_number(from);
    if (number && from->is_int64()) {
        when.is_number = true;
        when.spelled = std::to_string(*number);
    }
    if (number && *number > 0 && *number < most_milliseconds)
        when.at = instant(milliseconds(*number < least_milliseconds ? *number * 1000 : *number));
    return when;
}

std::optional<geo_point> read_place(const json::object* location)
{
    const auto latitude = read_degrees(find(location, "latitude"));
    const auto longitude = read_degrees(find(location, "longitude"));
    return latitude && longitude ? std::optional(geo_point{*latitude, *longitude}) : std::nullopt;
}

}  // namespace sapa::whatsapp
