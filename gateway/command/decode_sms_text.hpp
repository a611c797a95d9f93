// Texts and segments in the form of `sapa decode`, and how its lines are read.
#pragma once
#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sapa {

// A line's string; throws std::invalid_argument where it is missing or no string.
std::string text_at(const boost::json::object& in, std::string_view key);
bool has_text(const boost::json::object& in, std::string_view key);
std::optional<std::int64_t> number_at(const boost::json::object& in, std::string_view key);

boost::json::object decode_text(const boost::json::object& in);
boost::json::object decode_segments(const boost::json::object& in);

}  // namespace sapa
