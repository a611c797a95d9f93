// Replies that wait for one user become one message: each costs money, and ten a minute is the most. Pure.
#pragma once
#include <optional>
#include "gateway/model/mt_message.hpp"

namespace sapa::whatsapp {

// `next` behind `first` in one text of at most 4,096 units, with the choices of `next`: the conversation
// stands there. nullopt where they must stay apart: other recipient, account, purpose or identity hash, a
// template, choices in `first` alone, or too long.
std::optional<mt_message> merged(const mt_message& first, const mt_message& next);

}  // namespace sapa::whatsapp
