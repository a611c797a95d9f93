// The two ways a participant reaches us.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace sapa {

enum class channel_type : std::uint8_t { sms, whatsapp };

constexpr std::string_view to_string(channel_type via)
{
    return via == channel_type::sms ? "sms" : "whatsapp";
}

// nullopt for any other word.
constexpr std::optional<channel_type> parse_channel_type(std::string_view word)
{
    if (word == "sms")
        return channel_type::sms;
    if (word == "whatsapp")
        return channel_type::whatsapp;
    return std::nullopt;
}

}  // namespace sapa
