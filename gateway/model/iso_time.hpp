// Instants as text: "2026-11-20T02:00:00.000Z", UTC.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include "gateway/model/time.hpp"

namespace sapa {

std::string iso_time(instant at);

// The same, also without milliseconds or "Z"; nullopt where it is no such time.
std::optional<instant> parse_iso_time(std::string_view text);

}  // namespace sapa
