// What a page asks of a play, read and checked.
#pragma once
#include "gateway/console/plays.hpp"

namespace sapa::console {

inline constexpr std::size_t said_max = 4096;  // octets of a text

refusal invalid(std::string field, std::string detail = {});
result<std::vector<handset>> read_handsets(const json::object& body, const plays& games);
result<action> read_action(const json::object& body);

}  // namespace sapa::console
