// A PDU's octets in the form of `sapa decode pdu`.
#pragma once
#include <boost/json/object.hpp>
#include <string>
#include <string_view>

namespace sapa {

// Octets of "0a1b..."; throws std::invalid_argument where it is no hex.
std::string from_hex(std::string_view hex);
std::string to_hex(std::string_view octets);
// Octets as JSON text: as they are where they are UTF-8, else read as Latin-1.
std::string as_utf8(std::string_view octets);

// Header, fields, optional parameters, user data header, and what is malformed.
boost::json::object show_pdu(std::string_view octets);

}  // namespace sapa
