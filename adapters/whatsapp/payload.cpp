// Buttons, lists, numbered text, templates: each within its limits by construction.
#include "adapters/whatsapp/payload.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <optional>
#include <set>
#include "adapters/whatsapp/limits.hpp"
#include "adapters/whatsapp/units.hpp"
#include "gateway/model/carried.hpp"

namespace sapa::whatsapp {
namespace {

namespace json = boost::json;

struct offer
{
    std::vector<choice> choices{};
    std::string label{};  // of the list's button
};

std::string_view default_label(language spoken) { return spoken == language::en ? "Choose" : "Pilih"; }

std::string one_line(std::string_view raw)
{
    std::string line = clean_utf8(raw);
    for (auto& c : line)
        if (static_cast<unsigned char>(c) < 0x20)
            c = ' ';
    const auto first = line.find_first_not_of(' ');
    return first == line.npos ? std::string{} : line.substr(first, line.find_last_not_of(' ') - first + 1);
}

offer offer_of(const mt_content& content)
{
    offer made;
    for (const auto* group : {&content.buttons, &content.rows})
        for (const auto& one : *group)
            made.choices.push_back({clean_utf8(one.id), one_line(one.title), one_line(one.description)});
    const auto label = one_line(content.list_title);
    made.label = shortened(label.empty() ? default_label(content.spoken) : label, limits.list_label);
    return made;
}

bool all_distinct(const std::vector<choice>& choices, std::string choice::*member)
{
    std::set<std::string_view> seen;
    return std::ranges::all_of(choices, [&](const choice& one) { return seen.insert(one.*member).second; });
}

bool ids_fit(const std::vector<choice>& choices, std::size_t most)
{
    return all_distinct(choices, &choice::id) && std::ranges::all_of(choices, [&](const choice& one) {
               return !one.id.empty() && !one.title.empty() && utf16_units(one.id) <= most;
           });
}

bool titles_fit(const std::vector<choice>& choices, std::size_t most)
{
    return std::ranges::all_of(choices, [&](const choice& one) { return utf16_units(one.title) <= most; });
}

bool fit_buttons(const mt_content& content, const std::vector<choice>& choices)
{
    return content.rows.empty() && choices.size() <= limits.buttons && ids_fit(choices, limits.button_id) &&
           titles_fit(choices, limits.button_title) && all_distinct(choices, &choice::title);
}

bool fit_list(const std::vector<choice>& choices)
{
    return choices.size() <= limits.list_rows && ids_fit(choices, limits.row_id);
}

json::object text_content(const std::string& body)
{
    json::object text;
    text["preview_url"] = false;
    text["body"] = body;
    return text;
}

json::object body_of(const std::string& text)
{
    json::object body;
    body["text"] = text;
    return body;
}

json::object button_content(const std::string& body, const std::vector<choice>& choices)
{
    json::array buttons;
    for (const auto& one : choices) {
        json::object reply;
        reply["id"] = one.id;
        reply["title"] = one.title;
        json::object button;
        button["type"] = "reply";
        button["reply"] = std::move(reply);
        buttons.push_back(std::move(button));
    }
    json::object action;
    action["buttons"] = std::move(buttons);
    json::object interactive;
    interactive["type"] = "button";
    interactive["body"] = body_of(body);
    interactive["action"] = std::move(action);
    return interactive;
}

// A title that is too long is cut and stands whole in the description, where that is free.
json::object list_row(const choice& one)
{
    json::object row;
    row["id"] = one.id;
    row["title"] = shortened(one.title, limits.row_title);
    const bool cut = utf16_units(one.title) > limits.row_title;
    const auto& description = one.description.empty() && cut ? one.title : one.description;
    if (!description.empty())
        row["description"] = shortened(description, limits.row_description);
    return row;
}

json::object list_content(const std::string& body, const offer& made)
{
    json::array rows;
    for (const auto& one : made.choices)
        rows.push_back(list_row(one));
    json::object section;
    section["rows"] = std::move(rows);
    json::object action;
    action["button"] = made.label;
    action["sections"] = json::array{std::move(section)};
    json::object interactive;
    interactive["type"] = "list";
    interactive["body"] = body_of(body);
    interactive["action"] = std::move(action);
    return interactive;
}

std::string numbered(const std::string& text, const std::vector<choice>& choices)
{
    std::string all = text;
    int number = 0;
    for (const auto& one : choices) {
        all += (all.empty() ? "" : "\n") + std::to_string(++number) + ". " + one.title;
        if (!one.description.empty())
            all += ": " + one.description;
    }
    return all;
}

// Template variables hold no line ends, tabs or runs of blanks.
std::string template_value(std::string_view raw)
{
    std::string value;
    for (char c : one_line(raw))
        if (c != ' ' || !value.ends_with(' '))
            value += c;
    return value.empty() ? "-" : shortened(value, limits.template_value);
}

json::object template_content(const mt_content& content)
{
    json::object spoken;
    spoken["code"] = content.spoken == language::en ? "en" : "id";  // Meta has no Javanese or Sundanese
    json::object named;
    named["name"] = clean_utf8(content.template_name);
    named["language"] = std::move(spoken);
    if (content.template_values.empty())
        return named;
    json::array parameters;
    for (const auto& raw : content.template_values) {
        json::object parameter;
        parameter["type"] = "text";
        parameter["text"] = template_value(raw);
        parameters.push_back(std::move(parameter));
    }
    json::object body;
    body["type"] = "body";
    body["parameters"] = std::move(parameters);
    named["components"] = json::array{std::move(body)};
    return named;
}

// What every body begins with, and its content under the name of its type.
std::string whole_body(const mt_message& message, std::string_view reference, std::string_view type,
                       json::object content)
{
    json::object body;
    body["messaging_product"] = "whatsapp";
    body["recipient_type"] = "individual";
    if (is_user_id(message.recipient))
        body["recipient"] = clean_utf8(message.recipient);
    else
        body["to"] = "+" + clean_utf8(message.recipient);
    if (!reference.empty())
        body["biz_opaque_callback_data"] = clean_utf8(reference.substr(0, limits.reference));
    for (const auto& [name, value] : message.carried)
        if (name == identity_key_hash && !value.empty())
            body[name] = clean_utf8(value);
    body["type"] = type;
    body[type] = std::move(content);
    return json::serialize(body);
}

// Buttons or a list under the last piece of the text; nullopt where the choices fit neither.
std::optional<std::vector<std::string>> render_choices(const mt_message& message, std::string_view reference,
                                                       const std::string& text, const offer& made)
{
    if (text.empty())
        return std::nullopt;
    const bool short_text = utf16_units(text) <= limits.interactive_body;
    const bool as_list =
        fit_list(made.choices) && !(fit_buttons(message.content, made.choices) && short_text);
    const bool as_buttons = !as_list && fit_buttons(message.content, made.choices);
    if (!as_list && !as_buttons)
        return std::nullopt;
    auto pieces = in_pieces(text, as_list ? limits.list_body : limits.interactive_body);
    if (pieces.empty())
        return std::nullopt;
    std::vector<std::string> bodies;
    for (std::size_t i = 0; i + 1 < pieces.size(); ++i)
        bodies.push_back(whole_body(message, {}, "text", text_content(pieces[i])));
    bodies.push_back(whole_body(
        message, reference, "interactive",
        as_list ? list_content(pieces.back(), made) : button_content(pieces.back(), made.choices)));
    return bodies;
}

}  // namespace

bool is_user_id(std::string_view recipient)
{
    return recipient.find_first_not_of("0123456789") != recipient.npos;
}

std::vector<std::string> render(const mt_message& message, std::string_view reference, bool free_form)
{
    const auto& content = message.content;
    if (!content.template_name.empty() && (!free_form || content.text.empty()))
        return {whole_body(message, reference, "template", template_content(content))};
    const auto text = clean_utf8(content.text);
    const auto made = offer_of(content);
    if (!made.choices.empty())
        if (auto bodies = render_choices(message, reference, text, made))
            return std::move(*bodies);
    std::vector<std::string> bodies;
    const auto pieces = in_pieces(numbered(text, made.choices), limits.text_body);
    for (const auto& piece : pieces)
        bodies.push_back(whole_body(message, &piece == &pieces.back() ? reference : std::string_view{},
                                    "text", text_content(piece)));
    return bodies;
}

std::string render_read_mark(std::string_view wamid, bool typing)
{
    json::object body;
    body["messaging_product"] = "whatsapp";
    body["status"] = "read";
    body["message_id"] = clean_utf8(wamid);
    if (typing) {
        json::object indicator;
        indicator["type"] = "text";
        body["typing_indicator"] = std::move(indicator);
    }
    return json::serialize(body);
}

}  // namespace sapa::whatsapp
