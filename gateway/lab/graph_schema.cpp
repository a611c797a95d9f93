// The rules for text, interactive messages, templates and read marks; other kinds by their outer form.
#include "gateway/lab/graph_schema.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <set>
#include "adapters/whatsapp/units.hpp"

namespace sapa::lab {
namespace {

namespace json = boost::json;

constexpr int wrong_json = 100, missing = 131008, wrong_value = 131009, wrong_type = 131051;

struct fault
{
    int code{};
    std::string details{};
};

[[noreturn]] void refuse(int code, std::string details) { throw fault{code, std::move(details)}; }

const json::value& need(const json::object& in, std::string_view name)
{
    const auto* found = in.if_contains(name);
    if (!found)
        refuse(missing, std::string(name));
    return *found;
}

const json::object& need_object(const json::object& in, std::string_view name)
{
    const auto* found = need(in, name).if_object();
    if (!found)
        refuse(wrong_value, std::string(name));
    return *found;
}

std::string need_text(const json::object& in, std::string_view name, std::size_t least, std::size_t most)
{
    const auto* found = need(in, name).if_string();
    if (!found)
        refuse(wrong_value, std::string(name));
    const auto units = whatsapp::utf16_units({found->data(), found->size()});
    if (units < least || units > most)
        refuse(wrong_value, std::string(name) + " length");
    return std::string(*found);
}

std::string text_if(const json::object& in, std::string_view name, std::size_t most)
{
    return in.contains(name) ? need_text(in, name, 0, most) : std::string{};
}

void only(const json::object& in, std::initializer_list<std::string_view> names)
{
    for (const auto& member : in)
        if (std::ranges::find(names, std::string_view(member.key())) == names.end())
            refuse(wrong_json, "unexpected " + std::string(member.key()));
}

const json::array& need_array(const json::object& in, std::string_view name, std::size_t most)
{
    const auto* found = need(in, name).if_array();
    if (!found || found->empty() || found->size() > most)
        refuse(wrong_value, std::string(name));
    return *found;
}

const json::object& as_object(const json::value& of, std::string_view name)
{
    if (!of.is_object())
        refuse(wrong_value, std::string(name));
    return of.get_object();
}

void read_text(graph_message& message, const json::object& content)
{
    only(content, {"body", "preview_url"});
    message.text = need_text(content, "body", 1, 4096);
}

void read_buttons(graph_message& message, const json::object& action)
{
    only(action, {"buttons"});
    std::set<std::string> titles;
    for (const auto& entry : need_array(action, "buttons", 3)) {
        const auto& button = as_object(entry, "buttons");
        if (need_text(button, "type", 1, 20) != "reply")
            refuse(wrong_value, "buttons.type");
        const auto& reply = need_object(button, "reply");
        auto id = need_text(reply, "id", 1, 256), title = need_text(reply, "title", 1, 20);
        if (!titles.insert(title).second)
            refuse(wrong_value, "title twice");
        message.buttons.emplace_back(std::move(id), std::move(title));
    }
}

void read_rows(graph_message& message, const json::object& action)
{
    only(action, {"button", "sections"});
    message.list_label = need_text(action, "button", 1, 20);
    const auto& sections = need_array(action, "sections", 10);
    std::set<std::string> ids;
    for (const auto& entry : sections) {
        const auto& section = as_object(entry, "sections");
        only(section, {"title", "rows"});
        if (text_if(section, "title", 24).empty() && sections.size() > 1)
            refuse(missing, "section title");
        for (const auto& row_value : need_array(section, "rows", 10)) {
            const auto& row = as_object(row_value, "rows");
            only(row, {"id", "title", "description"});
            auto id = need_text(row, "id", 1, 200), title = need_text(row, "title", 1, 24);
            text_if(row, "description", 72);
            if (!ids.insert(id).second)
                refuse(wrong_value, "row id twice");
            message.buttons.emplace_back(std::move(id), std::move(title));
        }
    }
    if (message.buttons.size() > 10)
        refuse(wrong_value, "more than 10 rows");
}

void read_interactive(graph_message& message, const json::object& content)
{
    only(content, {"type", "header", "body", "footer", "action"});
    message.type = need_text(content, "type", 1, 40);
    const std::size_t most = message.type == "list" ? 4096 : 1024;
    message.text = need_text(need_object(content, "body"), "text", 1, most);
    if (content.contains("footer"))
        need_text(need_object(content, "footer"), "text", 1, 60);
    const auto& action = need_object(content, "action");
    if (message.type == "button")
        read_buttons(message, action);
    else if (message.type == "list")
        read_rows(message, action);
    else if (message.type != "cta_url" && message.type != "flow" &&
             message.type != "location_request_message")
        refuse(wrong_value, "interactive.type");
}

void read_template(graph_message& message, const json::object& content)
{
    message.text = need_text(content, "name", 1, 512);
    need_text(need_object(content, "language"), "code", 2, 20);
    const auto* components = content.if_contains("components");
    if (!components)
        return;
    if (!components->is_array())
        refuse(wrong_value, "components");
    for (const auto& entry : components->get_array()) {
        const auto type = need_text(as_object(entry, "components"), "type", 1, 20);
        if (type != "header" && type != "body" && type != "button")
            refuse(wrong_value, "components.type");
    }
}

void read_mark(graph_message& message, const json::object& root)
{
    only(root, {"messaging_product", "status", "message_id", "typing_indicator"});
    if (need_text(root, "status", 1, 20) != "read")
        refuse(wrong_value, "status");
    message.type = "read";
    message.read_of = need_text(root, "message_id", 1, 512);
    if (!root.contains("typing_indicator"))
        return;
    if (need_text(need_object(root, "typing_indicator"), "type", 1, 20) != "text")
        refuse(wrong_value, "typing_indicator.type");
    message.typing = true;
}

bool is_user_id(std::string_view id)
{
    const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
    if (id.size() < 4 || !upper(id[0]) || !upper(id[1]) || id[2] != '.')
        return false;
    id.remove_prefix(id.substr(3).starts_with("ENT.") ? 7 : 3);
    return !id.empty() && id.size() <= 128 && std::ranges::all_of(id, [&](char c) {
        return upper(c) || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    });
}

void read_recipient(graph_message& message, const json::object& root)
{
    if (const auto to = text_if(root, "to", 40); !to.empty()) {
        for (char c : to)
            if (c >= '0' && c <= '9')
                message.recipient += c;
        if (message.recipient.size() < 5)
            refuse(wrong_value, "to");
        return;
    }
    message.recipient = need_text(root, "recipient", 4, 135);
    if (!is_user_id(message.recipient))
        refuse(wrong_value, "recipient");
}

void read_message(graph_message& message, const json::object& root)
{
    read_recipient(message, root);
    message.reference = text_if(root, "biz_opaque_callback_data", 512);
    message.identity_key_hash = text_if(root, "recipient_identity_key_hash", 512);
    message.type = need_text(root, "type", 1, 40);
    only(root, {"messaging_product", "recipient_type", "to", "recipient", "type", "context",
                "biz_opaque_callback_data", "recipient_identity_key_hash", message.type});
    const auto type = message.type;
    constexpr std::string_view kinds[]{"text",    "interactive", "template", "image",    "audio",   "video",
                                       "sticker", "document",    "location", "contacts", "reaction"};
    if (std::ranges::find(kinds, std::string_view(type)) == std::end(kinds))
        refuse(wrong_type, type);
    if (type == "text")
        read_text(message, need_object(root, type));
    else if (type == "interactive")
        read_interactive(message, need_object(root, type));
    else if (type == "template")
        read_template(message, need_object(root, type));
    else
        need(root, type);
}

}  // namespace

graph_reading read_graph_message(std::string_view body)
{
    graph_reading reading;
    reading.message.body = std::string(body);
    json::error_code trouble;
    const auto value = json::parse(body, trouble);
    if (trouble || !value.is_object()) {
        reading.code = wrong_json;
        reading.details = "no JSON object";
        return reading;
    }
    try {
        const auto& root = value.get_object();
        if (need_text(root, "messaging_product", 1, 20) != "whatsapp")
            refuse(wrong_value, "messaging_product");
        if (root.contains("status"))
            read_mark(reading.message, root);
        else
            read_message(reading.message, root);
    } catch (const fault& found) {
        reading.code = found.code;
        reading.details = found.details;
    }
    return reading;
}

}  // namespace sapa::lab
