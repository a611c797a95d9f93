// One table: what each kind of message is for the bot.
#include "adapters/whatsapp/arrival.hpp"

#include <algorithm>
#include "adapters/whatsapp/customer_window.hpp"
#include "gateway/model/carried.hpp"

namespace sapa::whatsapp {
namespace {

struct kind_row
{
    std::string_view type;
    mo_kind kind;
};
constexpr kind_row kinds[]{
    {"text", mo_kind::text},       {"image", mo_kind::image},       {"video", mo_kind::video},
    {"audio", mo_kind::audio},     {"voice", mo_kind::audio},       {"document", mo_kind::document},
    {"sticker", mo_kind::sticker}, {"contacts", mo_kind::contact},  {"location", mo_kind::location},
    {"button", mo_kind::button},   {"order", mo_kind::unsupported},
};

bool is_number(std::string_view sender)
{
    return !sender.empty() && sender.find_first_not_of("0123456789") == sender.npos;
}

mo_kind kind_of_interactive(const inbound_message& message)
{
    if (message.reply_id)
        return mo_kind::button;
    return message.subtype == "nfm_reply" ? mo_kind::text : mo_kind::unsupported;
}

std::optional<mo_kind> kind_of(const inbound_message& message)
{
    switch (message.what) {
        case message_class::user: {
            if (message.type == "interactive")
                return kind_of_interactive(message);
            const auto* at = std::ranges::find(kinds, std::string_view(*message.type), &kind_row::type);
            return at == std::end(kinds) ? mo_kind::unsupported : at->kind;
        }
        case message_class::system:
            return mo_kind::person_changed;
        case message_class::unsupported:
        case message_class::unparseable:
        case message_class::unknown_type:
            return mo_kind::unsupported;
        case message_class::reaction:
        case message_class::edit:
        case message_class::revoke:
        case message_class::welcome:
        case message_class::group:
            break;
    }
    return std::nullopt;
}

std::optional<msisdn> phone_of(std::string_view sender)
{
    return is_number(sender) ? parse_msisdn("+" + std::string(sender)) : std::nullopt;
}

std::string sender_of(const inbound_message& message)
{
    return normal_sender(message.from.empty() ? message.contact_user_id : message.from);
}

void carry(mo_message& message, std::string_view name, std::string value)
{
    if (!value.empty())
        message.carried.emplace_back(name, std::move(value));
}

void carry_all(mo_message& out, const inbound_message& in)
{
    carry(out, window_opened_at, std::to_string(out.sent_at.time_since_epoch().count()));
    carry(out, identity_key_hash, in.identity_key_hash);
    if (in.response_json)
        carry(out, response_json, *in.response_json);
    const auto& id = in.from_user_id.empty() ? in.contact_user_id : in.from_user_id;
    if (id != out.sender)
        carry(out, user_id, id);
    // A number that a user shared on our request is theirs.
    if (const auto shared = parse_msisdn(in.shared_phone)) {
        carry(out, shared_phone, shared->digits());
        if (!out.phone)
            out.phone = shared;
    }
}

}  // namespace

std::string normal_sender(const std::string& sender)
{
    return sender.starts_with('+') && is_number(std::string_view(sender).substr(1)) ? sender.substr(1)
                                                                                    : sender;
}

std::optional<mo_message> to_mo_message(const inbound_message& message, instant received_at)
{
    const auto kind = kind_of(message);
    if (!kind)
        return std::nullopt;
    mo_message out;
    out.via = channel_type::whatsapp;
    out.account = message.to.phone_number_id;
    out.sender = sender_of(message);
    out.phone = phone_of(out.sender);
    out.destination = message.to.display_phone_number;
    out.kind = *kind;
    if (*kind != mo_kind::person_changed)
        out.text = message.text.value_or(std::string{});
    out.reply_id = message.reply_id.value_or(std::string{});
    out.provider_id = message.id;
    // A time ahead of ours would hold the 24 hours open too long.
    out.sent_at = std::min(message.sent.at.value_or(received_at), received_at);
    out.received_at = received_at;
    out.place = message.place;
    carry_all(out, message);
    return out;
}

std::optional<revocation> to_revocation(const inbound_message& message)
{
    if (message.what != message_class::revoke || !message.target_id)
        return std::nullopt;
    revocation out;
    out.via = channel_type::whatsapp;
    out.account = message.to.phone_number_id;
    out.sender = sender_of(message);
    out.message_id = *message.target_id;
    return out;
}

std::optional<delivery_report> to_report(const message_status& status, instant received_at)
{
    delivery_report report;
    switch (status.what) {
        case status_kind::sent:
            report.what = delivery_report::state::sent;
            break;
        case status_kind::delivered:
            report.what = delivery_report::state::delivered;
            break;
        case status_kind::read:
        case status_kind::played:
            report.what = delivery_report::state::read;
            break;
        case status_kind::failed:
            report.what = delivery_report::state::failed;
            break;
        case status_kind::unknown:
        case status_kind::deleted:
        case status_kind::warning:
            return std::nullopt;
    }
    report.via = channel_type::whatsapp;
    report.account = status.by.phone_number_id;
    report.message_id = status.id;
    report.reference = status.reference;
    if (!status.error_codes.empty())
        report.code = std::to_string(status.error_codes.front());
    report.at = status.changed.at.value_or(received_at);
    return report;
}

std::optional<failure> why_failed(const message_status& status, bool window_open)
{
    if (status.what != status_kind::failed || status.error_codes.empty())
        return std::nullopt;
    const auto outcome = to_outcome(answer_of_code(status.error_codes.front()), milliseconds(0), window_open);
    const auto* told = std::get_if<refused>(&outcome);
    return told ? std::optional(told->why) : std::nullopt;
}

mo_message person_changed(const std::string& account, const std::string& sender, std::string provider_id,
                          instant at)
{
    mo_message out;
    out.via = channel_type::whatsapp;
    out.account = account;
    out.sender = normal_sender(sender);
    out.phone = phone_of(out.sender);
    out.kind = mo_kind::person_changed;
    out.provider_id = std::move(provider_id);
    out.sent_at = out.received_at = at;
    return out;
}

}  // namespace sapa::whatsapp
