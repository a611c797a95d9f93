// The envelope of a webhook: entries, changes, fields.
#include "adapters/whatsapp/webhook.hpp"

#include <algorithm>
#include <array>
#include "adapters/whatsapp/json_body.hpp"
#include "adapters/whatsapp/json_reading.hpp"
#include "adapters/whatsapp/message_reading.hpp"

namespace sapa::whatsapp {
namespace {

own_number read_number(const json::object& value)
{
    const auto* metadata = find_object(&value, "metadata");
    return {text_or_empty(metadata, "phone_number_id"), text_or_empty(metadata, "display_phone_number")};
}

// Each item by itself: one that cannot be read is counted.
template <class Item, class Read>
void read_each(const json::array* items, std::vector<Item>& into, std::size_t& rejected, Read read)
{
    if (!items)
        return;
    into.reserve(into.size() + items->size());
    for (const auto& item : *items) {
        if (auto read_item = read(item))
            into.push_back(std::move(*read_item));
        else
            ++rejected;
    }
}

void read_messages(webhook& told, const json::object& value)
{
    const auto number = read_number(value);
    const auto* contacts = find_array(&value, "contacts");
    read_each(find_array(&value, "messages"), told.messages, told.rejected, [&](const json::value& item) {
        auto message = read_message(item, contacts);
        if (message)
            message->to = number;
        return message;
    });
    read_each(find_array(&value, "statuses"), told.statuses, told.rejected, [&](const json::value& item) {
        auto status = read_status(item);
        if (status)
            status->by = number;
        return status;
    });
    std::ranges::copy(read_error_codes(find_array(&value, "errors")), std::back_inserter(told.errors));
}

void read_echoes(webhook& told, const json::object& value)
{
    const auto number = read_number(value);
    read_each(find_array(&value, "message_echoes"), told.echoes, told.rejected, [&](const json::value& item) {
        auto echo = read_echo(item);
        if (echo)
            echo->by = number;
        return echo;
    });
}

void read_preferences(webhook& told, const json::object& value)
{
    const auto number = read_number(value);
    read_each(find_array(&value, "user_preferences"), told.preferences, told.rejected,
              [&](const json::value& item) {
                  auto preference = read_preference(item);
                  if (preference)
                      preference->of = number;
                  return preference;
              });
}

// Fields that are understood; all others are acknowledged and counted.
struct field_row
{
    std::string_view field;
    void (*read)(webhook&, const json::object&);
};
constexpr field_row fields[]{
    {"messages", read_messages},
    {"smb_message_echoes", read_echoes},
    {"user_preferences", read_preferences},
};

void read_change(webhook& told, const json::object* change)
{
    auto field = find_text(change, "field");
    if (!field) {
        ++told.rejected;
        return;
    }
    const auto* row = std::ranges::find(fields, std::string_view(*field), &field_row::field);
    if (row == std::end(fields))
        told.ignored_fields.push_back(std::move(*field));
    else if (const auto* value = find_object(change, "value"))
        row->read(told, *value);
    else
        ++told.rejected;
}

bool any_of_class(const webhook& told, std::initializer_list<message_class> wanted)
{
    return std::ranges::any_of(told.messages, [&](const inbound_message& message) {
        return std::ranges::find(wanted, message.what) != wanted.end();
    });
}

}  // namespace

std::string_view to_string(message_class what)
{
    constexpr std::string_view words[]{"user",    "reaction", "system",      "edit",        "revoke",
                                       "welcome", "group",    "unsupported", "unparseable", "unknown_type"};
    return words[static_cast<std::size_t>(what)];
}

webhook read_webhook(std::string_view body)
{
    webhook told;
    // Most bodies fit; larger ones go on in the heap.
    std::array<unsigned char, 16 << 10> first;
    json::monotonic_resource memory(first.data(), first.size());
    const auto value = read_json(body, memory);
    told.is_json = value.has_value();
    const auto* root = value ? value->if_object() : nullptr;
    if (view_text(root, "object") != "whatsapp_business_account")
        return told;
    const auto* entries = find_array(root, "entry");
    for (const auto& entry : elements(entries)) {
        const auto* changes = find_array(entry.if_object(), "changes");
        for (const auto& change : elements(changes))
            read_change(told, change.if_object());
    }
    return told;
}

std::string_view outcome_of(const webhook& told)
{
    using enum message_class;
    if (!told.is_json)
        return "error";
    if (any_of_class(told, {user}))
        return told.statuses.empty() ? "message" : "mixed";
    if (!told.statuses.empty())
        return "status";
    if (any_of_class(told, {reaction, system, edit, revoke, welcome}))
        return "event";
    if (!told.preferences.empty())
        return "preference";
    const bool trouble = !told.errors.empty() || told.rejected > 0;
    return trouble && told.messages.empty() ? "error" : "ignore";
}

}  // namespace sapa::whatsapp
