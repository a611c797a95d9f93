// One item of a webhook -> its type. Only for the .cpp files of this folder.
#pragma once
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include "adapters/whatsapp/webhook_types.hpp"

namespace sapa::whatsapp {

// nullopt: an item that makes no sense (no id, no sender). `contacts` of the same change, may be null.
std::optional<inbound_message> read_message(const boost::json::value& item,
                                            const boost::json::array* contacts);
std::optional<message_status> read_status(const boost::json::value& item);
std::optional<message_echo> read_echo(const boost::json::value& item);
std::optional<user_preference> read_preference(const boost::json::value& item);

// Codes of an array of errors; entries without a code are passed over.
std::vector<std::int64_t> read_error_codes(const boost::json::array* errors);

}  // namespace sapa::whatsapp
