// A question becomes a request, by the table.
#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include "gateway/core/wire.hpp"

namespace sapa {
namespace {

namespace json = boost::json;

// Members whose values "true" and "false" are booleans on the wire.
constexpr std::string_view flag_members[] = {"anonymous"};

std::string_view argument(const core_question& question, std::string_view name)
{
    for (const auto& [key, value] : question.arguments)
        if (key == name)
            return value;
    return {};
}

std::optional<std::string> fill_path(std::string_view path, const core_question& question)
{
    std::string filled;
    for (auto open = path.find('{'); open != path.npos; open = path.find('{')) {
        const auto close = path.find('}', open);
        const auto value = argument(question, path.substr(open + 1, close - open - 1));
        if (value.empty())
            return std::nullopt;
        filled.append(path.substr(0, open)).append(percent_encode(value));
        path.remove_prefix(close + 1);
    }
    return filled.append(path);
}

std::string write_body(const core_operation& operation, const core_question& question)
{
    json::object body;
    for (const auto name : operation.body) {
        const auto value = argument(question, name);
        if (value.empty())
            continue;
        const json::string_view member(name.data(), name.size());
        if (std::ranges::count(flag_members, name) > 0)
            body[member] = value == "true";
        else
            body[member] = json::string_view(value.data(), value.size());
    }
    return json::serialize(body);
}

}  // namespace

std::optional<http_request> write_question(const core_operation& operation, const core_question& question)
{
    auto path = fill_path(operation.path, question);
    if (!path)
        return std::nullopt;
    char mark = '?';
    for (const auto name : operation.query) {
        const auto value = argument(question, name);
        if (value.empty())
            continue;
        path->append(1, mark).append(name).append("=").append(percent_encode(value));
        mark = '&';
    }
    http_request request;
    request.method = operation.method;
    request.target = std::move(*path);
    request.fields.reserve(8);
    request.fields.emplace_back("Accept", "application/json, application/problem+json");
    request.fields.emplace_back("X-Channel", to_string(question.via));
    if (question.phone)
        request.fields.emplace_back("X-Msisdn", question.phone->digits());
    if (operation.write())
        request.fields.emplace_back("Idempotency-Key", question.idempotency_key);
    if (!operation.body.empty()) {
        request.fields.emplace_back("Content-Type", "application/json");
        request.body = write_body(operation, question);
    }
    return request;
}

}  // namespace sapa
