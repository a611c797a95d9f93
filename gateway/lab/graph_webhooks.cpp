// The envelope and its items.
#include "gateway/lab/graph_webhooks.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace sapa::lab {
namespace {

namespace json = boost::json;

std::string unix_seconds(instant at)
{
    return std::to_string(std::chrono::floor<seconds>(at).time_since_epoch().count());
}

json::object text_of(std::string_view name, std::string_view text)
{
    json::object made;
    made[name] = text;
    return made;
}

json::object item(const graph_person& from, std::string_view wamid, std::string_view type, instant at)
{
    json::object made;
    if (!from.number.empty())
        made["from"] = from.number;
    if (!from.user_id.empty())
        made["from_user_id"] = from.user_id;
    made["id"] = wamid;
    made["timestamp"] = unix_seconds(at);
    made["type"] = type;
    return made;
}

json::object contact_of(const graph_person& person)
{
    json::object made;
    made["profile"] = text_of("name", person.name);
    if (!person.number.empty())
        made["wa_id"] = person.number;
    if (!person.user_id.empty())
        made["user_id"] = person.user_id;
    if (!person.identity_key_hash.empty())
        made["identity_key_hash"] = person.identity_key_hash;
    return made;
}

json::array parsed(const std::vector<std::string>& items)
{
    json::array all;
    for (const auto& one : items)
        all.push_back(json::parse(one));
    return all;
}

json::object value_of(const graph_number& number)
{
    json::object metadata;
    metadata["display_phone_number"] = number.display_phone_number;
    metadata["phone_number_id"] = number.phone_number_id;
    json::object value;
    value["messaging_product"] = "whatsapp";
    value["metadata"] = std::move(metadata);
    return value;
}

std::string enveloped(std::string_view field, json::object value)
{
    json::object change;
    change["value"] = std::move(value);
    change["field"] = field;
    json::object entry;
    entry["id"] = "102290129340398";
    entry["changes"] = json::array{std::move(change)};
    json::object body;
    body["object"] = "whatsapp_business_account";
    body["entry"] = json::array{std::move(entry)};
    return json::serialize(body);
}

}  // namespace

std::string text_update(const graph_person& from, std::string_view wamid, std::string_view text, instant at)
{
    auto made = item(from, wamid, "text", at);
    made["text"] = text_of("body", text);
    return json::serialize(made);
}

std::string press_update(const graph_person& from, std::string_view wamid, std::string_view id,
                         std::string_view title, bool list, std::string_view context, instant at)
{
    const std::string_view kind = list ? "list_reply" : "button_reply";
    auto reply = text_of("id", id);
    reply["title"] = title;
    auto interactive = text_of("type", kind);
    interactive[kind] = std::move(reply);
    auto made = item(from, wamid, "interactive", at);
    if (!context.empty())
        made["context"] = text_of("id", context);
    made["interactive"] = std::move(interactive);
    return json::serialize(made);
}

std::string image_update(const graph_person& from, std::string_view wamid, std::string_view caption,
                         instant at)
{
    auto image = text_of("id", "1003383421387256");
    image["mime_type"] = "image/jpeg";
    image["sha256"] = "SfInY0gGKTsJlUWbwxC1k+FAD0FZHvzwfpvO0zX0GUI=";
    if (!caption.empty())
        image["caption"] = caption;
    return other_update(from, wamid, "image", json::serialize(image), at);
}

std::string location_update(const graph_person& from, std::string_view wamid, geo_point place, instant at)
{
    json::object location;
    location["latitude"] = place.latitude;
    location["longitude"] = place.longitude;
    return other_update(from, wamid, "location", json::serialize(location), at);
}

std::string other_update(const graph_person& from, std::string_view wamid, std::string_view type,
                         std::string_view content, instant at)
{
    auto made = item(from, wamid, type, at);
    if (!content.empty())
        made[type] = json::parse(content);
    return json::serialize(made);
}

std::string status_update(std::string_view recipient, std::string_view wamid, std::string_view status,
                          std::string_view reference, int error, instant at)
{
    auto made = text_of("id", wamid);
    made["status"] = status;
    made["timestamp"] = unix_seconds(at);
    made["recipient_id"] = recipient;
    if (!reference.empty())
        made["biz_opaque_callback_data"] = reference;
    if (error != 0) {
        json::object told;
        told["code"] = error;
        told["title"] = "scripted";
        made["errors"] = json::array{std::move(told)};
    }
    return json::serialize(made);
}

std::string webhook_body(const graph_number& to, const std::vector<graph_person>& contacts,
                         const std::vector<std::string>& messages, const std::vector<std::string>& statuses)
{
    auto value = value_of(to);
    json::array people;
    for (const auto& person : contacts)
        people.push_back(contact_of(person));
    if (!people.empty())
        value["contacts"] = std::move(people);
    if (!messages.empty())
        value["messages"] = parsed(messages);
    if (!statuses.empty())
        value["statuses"] = parsed(statuses);
    return enveloped("messages", std::move(value));
}

std::string echo_body(const graph_number& by, std::string_view to, std::string_view wamid,
                      std::string_view text, instant at)
{
    auto echo = text_of("from", by.display_phone_number);
    echo["to"] = to;
    echo["id"] = wamid;
    echo["timestamp"] = unix_seconds(at);
    echo["type"] = "text";
    echo["text"] = text_of("body", text);
    auto value = value_of(by);
    value["message_echoes"] = json::array{std::move(echo)};
    return enveloped("smb_message_echoes", std::move(value));
}

}  // namespace sapa::lab
