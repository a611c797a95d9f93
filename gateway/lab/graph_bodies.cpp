// Answers in Meta's form.
#include "gateway/lab/graph_bodies.hpp"

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace sapa::lab {

namespace json = boost::json;

json::object error_body(int code, const std::string& details)
{
    json::object about;
    about["messaging_product"] = "whatsapp";
    about["details"] = details;
    json::object error;
    error["message"] = fmt::format("(#{}) {}", code, details);
    error["type"] = "OAuthException";
    error["code"] = code;
    error["error_data"] = std::move(about);
    error["fbtrace_id"] = "lab";
    json::object body;
    body["error"] = std::move(error);
    return body;
}

json::object accepted_body(const graph_message& message)
{
    json::object contact;
    contact["input"] = message.recipient;
    const bool digits = message.recipient.find_first_not_of("0123456789") == message.recipient.npos;
    contact[digits ? "wa_id" : "user_id"] = message.recipient;
    json::object given;
    given["id"] = message.wamid;
    json::object body;
    body["messaging_product"] = "whatsapp";
    body["contacts"] = json::array{std::move(contact)};
    body["messages"] = json::array{std::move(given)};
    return body;
}

json::object described(const graph_message& message)
{
    json::object out;
    out["phone_number_id"] = message.phone_number_id;
    out["recipient"] = message.recipient;
    out["wamid"] = message.wamid;
    out["type"] = message.type;
    out["text"] = message.text;
    out["reference"] = message.reference;
    json::array titles;
    for (const auto& [id, title] : message.buttons)
        titles.push_back(json::value(title));
    out["choices"] = std::move(titles);
    out["body"] = json::parse(message.body);
    return out;
}

http_response json_response(int status, const json::value& body)
{
    http_response response;
    response.status = status;
    response.fields.emplace_back("Content-Type", "application/json");
    response.body = json::serialize(body);
    return response;
}

}  // namespace sapa::lab
