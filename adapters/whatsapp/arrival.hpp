// Items of a webhook -> what the pipeline and the store take. Pure.
#pragma once
#include <optional>
#include "adapters/whatsapp/webhook_types.hpp"
#include "gateway/pipeline/conversation_store.hpp"

namespace sapa::whatsapp {

// nullopt: never a turn (reaction, edit, revoke, welcome, group). What Meta could not hand over, what we
// cannot read and what we do not know all become mo_kind::unsupported; what a system message tells,
// mo_kind::person_changed.
std::optional<mo_message> to_mo_message(const inbound_message& message, instant received_at);

// nullopt: says nothing about delivery (unknown, deleted, warning).
std::optional<delivery_report> to_report(const message_status& status, instant received_at);

// A failed status may say that the person behind the number is another (137000).
std::optional<mo_message> to_person_changed(const message_status& status, instant received_at);

// The same news from a message whose identity hash differs from the one known.
mo_message person_changed_before(const mo_message& message);

}  // namespace sapa::whatsapp
