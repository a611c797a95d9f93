// Items of a webhook -> what the pipeline and the store take. Pure.
#pragma once
#include <optional>
#include <string>
#include "adapters/whatsapp/graph_error.hpp"
#include "adapters/whatsapp/webhook_types.hpp"
#include "gateway/pipeline/conversation_store.hpp"

namespace sapa::whatsapp {

// A number is known by its digits, with a plus before them or without.
std::string normal_sender(const std::string& sender);

// nullopt: never a turn (reaction, edit, revoke, welcome, group). What Meta could not hand over, what we
// cannot read and what we do not know all become mo_kind::unsupported; what a system message tells,
// mo_kind::person_changed.
std::optional<mo_message> to_mo_message(const inbound_message& message, instant received_at);

// nullopt: takes nothing back.
std::optional<revocation> to_revocation(const inbound_message& message);

// nullopt: says nothing about delivery (unknown, deleted, warning).
std::optional<delivery_report> to_report(const message_status& status, instant received_at);

// Why a failed status says that its message did not arrive; nullopt: it does not say. `window_open`: our
// record shows that the person wrote within 24 hours.
std::optional<failure> why_failed(const message_status& status, bool window_open);

// Codes that tell of the person rather than of the message.
inline constexpr std::int64_t identity_changed = 137000, opted_out = 131050;

// The news that somebody else may hold the number now: ends a verified session.
mo_message person_changed(const std::string& account, const std::string& sender, std::string provider_id,
                          instant at);

}  // namespace sapa::whatsapp
