// Bytes of a peer -> Boost.JSON, with limits. Only for the .cpp files of this folder.
#pragma once
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/value.hpp>
#include <optional>
#include <string_view>

namespace sapa::whatsapp {

// nullopt: no JSON text. What is legal JSON though no Unicode or no number of a machine is mended, so that it
// costs one item and not the body: an escaped surrogate without its pair becomes U+FFFD, a huge exponent
// infinity. `memory` must outlive the value.
std::optional<boost::json::value> read_json(std::string_view body, boost::json::monotonic_resource& memory);

}  // namespace sapa::whatsapp
