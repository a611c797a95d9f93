// Times and places of a webhook's items. Only for the .cpp files of this folder.
#pragma once
#include <boost/json/object.hpp>
#include <optional>
#include "adapters/whatsapp/webhook_types.hpp"

namespace sapa::whatsapp {

// Seconds or milliseconds since 1970, as a string or a number. `from` may be null.
stamp read_stamp(const boost::json::value* from);

// nullopt unless both coordinates are numbers. `location` may be null.
std::optional<geo_point> read_place(const boost::json::object* location);

}  // namespace sapa::whatsapp
