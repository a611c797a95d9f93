// The items of a webhook: one table of message types, one reader an item.
#include "adapters/whatsapp/message_reading.hpp"

#include <algorithm>
#include "adapters/whatsapp/json_reading.hpp"
#include "adapters/whatsapp/value_reading.hpp"

namespace sapa::whatsapp {
namespace {

// Where a type keeps the person's words, and what the message is when its content is there.
struct type_row
{
    std::string_view type;
    message_class what;
    std::string_view words;  // member of the content; "" = none
    bool needs_content;
    bool media;
};
// clang-format off
constexpr type_row types[]{
    {"text",            message_class::user,        "body",    true,  false},
    {"image",           message_class::user,        "caption", true,  true },
    {"video",           message_class::user,        "caption", true,  true },
    {"audio",           message_class::user,        "caption", true,  true },
    {"voice",           message_class::user,        "caption", true,  true },
    {"document",        message_class::user,        "caption", true,  true },
    {"sticker",         message_class::user,        "caption", true,  true },
    {"location",        message_class::user,        "",        true,  false},
    {"contacts",        message_class::user,        "",        true,  false},
    {"button",          message_class::user,        "text",    true,  false},
    {"interactive",     message_class::user,        "",        true,  false},
    {"order",           message_class::user,        "text",    true,  false},
    {"reaction",        message_class::reaction,    "emoji",   false, false},
    {"system",          message_class::system,      "body",    false, false},
    {"edit",            message_class::edit,        "",        false, false},
    {"revoke",          message_class::revoke,      "",        false, false},
    {"request_welcome", message_class::welcome,     "",        false, false},
    {"unsupported",     message_class::unsupported, "",        false, false},
    {"unknown",         message_class::unsupported, "",        false, false},
};
// clang-format on

const type_row* find_type(const std::optional<std::string>& type)
{
    const auto* at =
        type ? std::ranges::find(types, std::string_view(*type), &type_row::type) : std::end(types);
    return at == std::end(types) ? nullptr : at;
}

std::optional<std::string> text_if_any(const json::object* in, std::string_view name)
{
    auto text = find_text(in, name);
    return text && !text->empty() ? std::move(text) : std::nullopt;
}

const json::object* chosen_reply(const json::object* interactive)
{
    const auto* pressed = find_object(interactive, "button_reply");
    return pressed ? pressed : find_object(interactive, "list_reply");
}

// The person's words in a message of this type, also in the new content of an edit.
std::optional<std::string> words_of(const json::object& message, const std::optional<std::string>& type)
{
    const auto* row = find_type(type);
    const auto* content = row ? find_object(&message, row->type) : nullptr;
    if (!content)
        return std::nullopt;
    if (row->type == "interactive") {
        if (const auto* reply = chosen_reply(content))
            return find_text(reply, "title");
        return find_text(find_object(content, "nfm_reply"), "body");
    }
    if (const auto* edited = find_object(content, "message"); edited && row->what == message_class::edit) {
        const auto edited_type = find_text(edited, "type");
        return edited_type == "edit" ? std::nullopt : words_of(*edited, edited_type);
    }
    if (row->words.empty())
        return std::nullopt;
    // A removed reaction and an order without words have an empty one.
    const bool empty_is_none = row->what == message_class::reaction || row->type == "order";
    return empty_is_none ? text_if_any(content, row->words) : find_text(content, row->words);
}

bool has_content(const json::object& message, const type_row& row)
{
    if (row.type == "contacts")
        return find_array(&message, row.type) != nullptr;
    const auto* content = find_object(&message, row.type);
    return content && (row.type != "text" || find_text(content, "body"));
}

message_class class_of(const json::object& message, const type_row* row)
{
    if (!view_text(&message, "group_id").empty())
        return message_class::group;
    if (!row)
        return message_class::unknown_type;
    return row->needs_content && !has_content(message, *row) ? message_class::unparseable : row->what;
}

// The contact that this message belongs to: by phone number or user id, else the only one there is.
const json::object* contact_of(const inbound_message& message, const json::array* contacts)
{
    const json::object* only = nullptr;
    for (const auto& entry : elements(contacts)) {
        const auto* contact = entry.if_object();
        if (!contact)
            continue;
        const auto wa_id = view_text(contact, "wa_id"), user_id = view_text(contact, "user_id");
        if (!message.from.empty() && (wa_id == message.from || user_id == message.from))
            return contact;
        if (!message.from_user_id.empty() && user_id == message.from_user_id)
            return contact;
        only = contacts->size() == 1 ? contact : nullptr;
    }
    return only;
}

void read_contact(inbound_message& message, const json::array* contacts)
{
    const auto* contact = contact_of(message, contacts);
    message.contact_user_id = text_or_empty(contact, "user_id");
    message.identity_key_hash = text_or_empty(contact, "identity_key_hash");
}

// Only what the user shared when we asked counts as their own number.
std::string shared_phone(const json::object& message)
{
    if (view_text(&message, "origin") != "contact_request")
        return {};
    const auto* contacts = find_array(&message, "contacts");
    const auto* contact = contacts && !contacts->empty() ? contacts->front().if_object() : nullptr;
    const auto* phones = find_array(contact, "phones");
    const auto* phone = phones && !phones->empty() ? phones->front().if_object() : nullptr;
    auto number = text_or_empty(phone, "wa_id");
    return number.empty() ? text_or_empty(phone, "phone") : number;
}

void read_interactive(inbound_message& message, const json::object& content)
{
    message.subtype = text_or_empty(&content, "type");
    message.reply_id = find_text(chosen_reply(&content), "id");
    message.response_json = find_text(find_object(&content, "nfm_reply"), "response_json");
}

void read_content(inbound_message& message, const json::object& item, const type_row& row)
{
    const auto* content = find_object(&item, row.type);
    if (row.type == "contacts")
        message.shared_phone = shared_phone(item);
    if (!content)
        return;
    if (row.media) {
        message.media_id = find_text(content, "id");
        message.mime_type = find_text(content, "mime_type");
    } else if (row.type == "location")
        message.place = read_place(content);
    else if (row.type == "button")
        message.reply_id = find_text(content, "payload");
    else if (row.type == "interactive")
        read_interactive(message, *content);
    else if (row.what == message_class::reaction)
        message.target_id = find_text(content, "message_id");
    else if (row.what == message_class::edit || row.what == message_class::revoke)
        message.target_id = find_text(content, "original_message_id");
    else if (row.what == message_class::system) {
        message.system_type = find_text(content, "type");
        message.new_wa_id = find_text(content, "wa_id");
    }
}

void read_context(inbound_message& message, const json::object& item)
{
    const auto* context = find_object(&item, "context");
    message.context_id = find_text(context, "id");
    message.forwarded = find_flag(context, "forwarded") || find_flag(context, "frequently_forwarded");
    message.referral_source_id = text_if_any(find_object(&item, "referral"), "source_id");
    message.error_codes = read_error_codes(find_array(&item, "errors"));
}

// Who has a user name may come without `from` and `from_user_id`; then the contact says who it is.
bool has_sender(const inbound_message& message)
{
    const bool empty_handed =
        message.what == message_class::unparseable || message.what == message_class::unknown_type;
    return !message.from.empty() || (!message.contact_user_id.empty() && !empty_handed);
}

}  // namespace

std::vector<std::int64_t> read_error_codes(const json::array* errors)
{
    std::vector<std::int64_t> codes;
    for (const auto& error : elements(errors))
        if (const auto code = whole_number(find(error.if_object(), "code")))
            codes.push_back(*code);
    return codes;
}

std::optional<inbound_message> read_message(const json::value& value, const json::array* contacts)
{
    const auto* item = value.if_object();
    inbound_message message;
    message.id = text_or_empty(item, "id");
    if (message.id.empty())
        return std::nullopt;
    message.from_user_id = text_or_empty(item, "from_user_id");
    message.from = text_or_empty(item, "from");
    if (message.from.empty())
        message.from = message.from_user_id;
    message.type = find_text(item, "type");
    const auto* row = find_type(message.type);
    message.what = class_of(*item, row);
    read_contact(message, contacts);
    if (!has_sender(message))
        return std::nullopt;
    message.sent = read_stamp(find(item, "timestamp"));
    message.text = words_of(*item, message.type);
    if (row)
        read_content(message, *item, *row);
    read_context(message, *item);
    return message;
}

std::optional<message_status> read_status(const json::value& value)
{
    constexpr std::string_view words[]{"",       "sent",   "delivered", "read",
                                       "played", "failed", "deleted",   "warning"};
    const auto* item = value.if_object();
    message_status status;
    status.id = text_or_empty(item, "id");
    status.spelled = text_or_empty(item, "status");
    if (status.id.empty() || status.spelled.empty())
        return std::nullopt;
    if (const auto* at = std::ranges::find(words, std::string_view(status.spelled)); at != std::end(words))
        status.what = static_cast<status_kind>(at - words);
    status.recipient = text_or_empty(item, "recipient_id");
    if (status.recipient.empty())
        status.recipient = text_or_empty(item, "recipient_user_id");
    status.changed = read_stamp(find(item, "timestamp"));
    status.reference = text_or_empty(item, "biz_opaque_callback_data");
    status.error_codes = read_error_codes(find_array(item, "errors"));
    return status;
}

std::optional<message_echo> read_echo(const json::value& value)
{
    const auto* item = value.if_object();
    message_echo echo;
    echo.id = text_or_empty(item, "id");
    echo.to = text_or_empty(item, "to");
    if (echo.to.empty())
        echo.to = text_or_empty(item, "to_user_id");
    if (echo.id.empty() || echo.to.empty())
        return std::nullopt;
    echo.type = find_text(item, "type");
    echo.text = words_of(*item, echo.type);
    echo.sent = read_stamp(find(item, "timestamp"));
    return echo;
}

std::optional<user_preference> read_preference(const json::value& value)
{
    const auto* item = value.if_object();
    user_preference preference;
    preference.wa_id = text_or_empty(item, "wa_id");
    if (preference.wa_id.empty())
        preference.wa_id = text_or_empty(item, "user_id");
    preference.category = text_or_empty(item, "category");
    preference.value = text_or_empty(item, "value");
    if (preference.wa_id.empty() || preference.value.empty())
        return std::nullopt;
    return preference;
}

}  // namespace sapa::whatsapp
