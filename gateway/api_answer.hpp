// What the routes of the private listener share: JSON answers, the bearer's token.
#pragma once
#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include "gateway/http/message.hpp"

namespace sapa {

// Never cached.
http_response json_answer(int status, const boost::json::value& body);
// {"error": what}
http_response json_problem(int status, std::string_view what);
// Of "Authorization: Bearer ..."; empty where there is none.
std::string_view bearer_of(const http_request& request);

}  // namespace sapa
