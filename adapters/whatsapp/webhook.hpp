// A webhook's body -> typed items. Pure.
#pragma once
#include <string_view>
#include "adapters/whatsapp/webhook_types.hpp"

namespace sapa::whatsapp {

inline constexpr std::size_t webhook_body_max = 4 << 20;

// Never throws for what is in the body. Items keep their order; an item that makes no sense is counted in
// `rejected` and harms no other. The signature is the caller's business, and so is which numbers are ours.
webhook read_webhook(std::string_view body);

// What a body is as a whole: message | status | mixed | event | preference | error | ignore.
std::string_view outcome_of(const webhook& told);

}  // namespace sapa::whatsapp
