// Tells systemd how we are: sd_notify's datagram, without its library.
#pragma once
#include <string_view>

namespace sapa {

// "READY=1", "WATCHDOG=1", "STOPPING=1". Nothing happens outside a systemd unit.
void notify_service(std::string_view state);

// No core dumps (they would hold texts and keys), and no debugger of others.
void forbid_core_dumps();

}  // namespace sapa
