// Plays, replies and states as JSON.
#pragma once
#include "gateway/console/answers.hpp"
#include "gateway/console/play.hpp"

namespace sapa::console {

json::object shown_reply(const lab::sandbox_reply& reply, std::size_t index, bool failed);
json::object shown_measure(std::string_view text, channel_type via);
json::object shown_node(const play& of, std::size_t number, language spoken);
json::object shown_action(const action& what);
// now, handsets, faults, timers, head: what changes with every action. `newest`: the bundles that a new play
// would get.
json::object shown_world(const play& of, const bundles& newest, language spoken);

// "n12" -> 12, nullopt where there is no such node.
std::optional<std::size_t> node_number(const play& of, std::string_view name);
inline std::string node_name(std::size_t number) { return "n" + std::to_string(number); }

std::string_view kind_word(mo_kind kind);

}  // namespace sapa::console
