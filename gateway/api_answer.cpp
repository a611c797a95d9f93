#include "gateway/api_answer.hpp"

#include <fmt/format.h>
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

std::string iso_time(instant at)
{
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const date calendar{day};
    const std::chrono::hh_mm_ss clock{std::chrono::floor<milliseconds>(at - day)};
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(calendar.year()),
                       static_cast<unsigned>(calendar.month()), static_cast<unsigned>(calendar.day()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                       clock.subseconds().count());
}

}  // namespace sapa
