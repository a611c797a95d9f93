// Times of SMPP 3.4 7.1: absolute YYMMDDhhmmsstnnp, relative YYMMDDhhmmss000R, or empty.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include "gateway/model/time.hpp"

namespace sapa::smpp {

// No value: the SMSC's default, immediately.
struct no_time
{
    bool operator==(const no_time&) const = default;
};

// Local time as written, with its distance from UTC.
struct absolute_time
{
    std::chrono::sys_time<std::chrono::milliseconds> local{};
    std::chrono::minutes offset{};
    instant utc() const { return local - offset; }
    bool operator==(const absolute_time&) const = default;
};

// Years count as 365 days and months as 30.
struct relative_time
{
    std::chrono::seconds length{};
    bool operator==(const relative_time&) const = default;
};

struct time_error
{
    std::string why{};  // "15 characters"
};

using time_value = std::variant<no_time, absolute_time, relative_time, time_error>;

time_value read_time(std::string_view text);

// In UTC ("...00+"), or with another offset in whole quarter hours.
std::string write_absolute(instant at, std::chrono::minutes offset = std::chrono::minutes{0});
// At most 99 days; longer is cut to that.
std::string write_relative(std::chrono::seconds length);

}  // namespace sapa::smpp
