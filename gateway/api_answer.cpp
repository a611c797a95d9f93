#include "gateway/api_answer.hpp"

#include <boost/json.hpp>

namespace sapa {

http_response json_answer(int status, const boost::json::value& body)
{
    return {.status = status,
            .fields = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}},
            .body = boost::json::serialize(body)};
}

http_response json_problem(int status, std::string_view what)
{
    boost::json::object told;
    told["error"] = what;
    return json_answer(status, told);
}

std::string_view bearer_of(const http_request& request)
{
    auto field = find_field(request.fields, "Authorization");
    return field.starts_with("Bearer ") ? field.substr(7) : std::string_view{};
}

}  // namespace sapa
