// JSON that the lab's Graph API answers. Only for the .cpp files of this folder.
#pragma once
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string>
#include "gateway/http/message.hpp"
#include "gateway/lab/graph_schema.hpp"

namespace sapa::lab {

boost::json::object error_body(int code, const std::string& details);
boost::json::object accepted_body(const graph_message& message);
// A collected message as GET /lab/messages tells it.
boost::json::object described(const graph_message& message);

http_response json_response(int status, const boost::json::value& body);

}  // namespace sapa::lab
