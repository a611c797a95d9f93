// Reads and writes the 16 characters of an SMPP time.
#include "adapters/sms/smpp_time.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cctype>

namespace sapa::smpp {
namespace {

using std::chrono::minutes;

int number(std::string_view text, std::size_t at, std::size_t digits)
{
    int value = 0;
    for (const char c : text.substr(at, digits))
        value = value * 10 + (c - '0');
    return value;
}

time_value read_relative(std::string_view text)
{
    const int days = number(text, 0, 2) * 365 + number(text, 2, 2) * 30 + number(text, 4, 2);
    return relative_time{std::chrono::seconds{86400LL * days + 3600LL * number(text, 6, 2) +
                                              60LL * number(text, 8, 2) + number(text, 10, 2)}};
}

time_value read_absolute(std::string_view text)
{
    const date day{std::chrono::year{2000 + number(text, 0, 2)},
                   std::chrono::month(static_cast<unsigned>(number(text, 2, 2))),
                   std::chrono::day(static_cast<unsigned>(number(text, 4, 2)))};
    if (!day.ok())
        return time_error{fmt::format("no such date {}", text.substr(0, 6))};
    const int hour = number(text, 6, 2), minute = number(text, 8, 2), second = number(text, 10, 2);
    if (hour > 23 || minute > 59 || second > 59)
        return time_error{fmt::format("no such time of day {}", text.substr(6, 6))};
    const int quarters = number(text, 13, 2);
    if (quarters > 48)
        return time_error{fmt::format("{} quarter hours from UTC", quarters)};
    const auto clock = std::chrono::hours{hour} + minutes{minute} + std::chrono::seconds{second} +
                       milliseconds{100 * number(text, 12, 1)};
    return absolute_time{std::chrono::sys_days{day} + clock,
                         minutes{(text[15] == '-' ? -15 : 15) * quarters}};
}

}  // namespace

time_value read_time(std::string_view text)
{
    if (text.empty())
        return no_time{};
    if (text.size() != 16)
        return time_error{fmt::format("{} characters", text.size())};
    if (!std::ranges::all_of(text.substr(0, 15), [](unsigned char c) { return std::isdigit(c) != 0; }))
        return time_error{"not all digits"};
    switch (text[15]) {
        case 'R':
            return read_relative(text);
        case '+':
        case '-':
            return read_absolute(text);
        default:
            return time_error{"the last character is none of + - R"};
    }
}

std::string write_absolute(instant at, minutes offset)
{
    const auto local = at + offset;
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const date ymd{day};
    const std::chrono::hh_mm_ss clock{local - day};
    return fmt::format("{:02}{:02}{:02}{:02}{:02}{:02}{}{:02}{}", static_cast<int>(ymd.year()) % 100,
                       static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                       clock.subseconds().count() / 100, std::abs(offset.count()) / 15,
                       offset.count() < 0 ? '-' : '+');
}

std::string write_relative(std::chrono::seconds length)
{
    const auto total = std::clamp<long long>(length.count(), 0, 99LL * 86400 + 86399);
    return fmt::format("0000{:02}{:02}{:02}{:02}000R", total / 86400, total / 3600 % 24, total / 60 % 60,
                       total % 60);
}

}  // namespace sapa::smpp
