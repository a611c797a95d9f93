// Names in `carried` of a message that more than one folder knows, and the words for another channel that
// travel there.
#pragma once
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
#include "gateway/model/mt_message.hpp"

namespace sapa {

using carried_pairs = std::vector<std::pair<std::string, std::string>>;

// A fingerprint of who holds the account, where the provider gives one; another one is another person.
inline constexpr std::string_view identity_key_hash = "recipient_identity_key_hash";
// A WhatsApp user's id, where their phone number came as well: both name one person.
inline constexpr std::string_view user_id = "user_id";
// Digits of the number that a user without a visible one shared when we asked for it.
inline constexpr std::string_view shared_phone = "shared_phone";
// What a person filled into a form of WhatsApp, as it came.
inline constexpr std::string_view response_json = "response_json";
// A message that failed and is sent once more.
inline constexpr std::string_view sent_again = "sent_again";

// nullptr: not there.
inline const std::string* find_carried(const carried_pairs& in, std::string_view name)
{
    const auto at = std::ranges::find(in, name, [](const auto& one) { return std::string_view(one.first); });
    return at == in.end() ? nullptr : &at->second;
}

// The same words by SMS, where WhatsApp cannot deliver them: only where the phone is known and the flow
// wants it.
struct sms_fallback
{
    std::string phone{};  // E.164 digits
    std::string text{};   // UTF-8, final
};

inline void carry_fallback(mt_message& message, sms_fallback by_sms)
{
    message.carried.emplace_back("fallback.phone", std::move(by_sms.phone));
    message.carried.emplace_back("fallback.text", std::move(by_sms.text));
}

inline std::optional<sms_fallback> fallback_of(const mt_message& message)
{
    const auto* phone = find_carried(message.carried, "fallback.phone");
    const auto* text = find_carried(message.carried, "fallback.text");
    return phone && text ? std::optional(sms_fallback{*phone, *text}) : std::nullopt;
}

}  // namespace sapa
