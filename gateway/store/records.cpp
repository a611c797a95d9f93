// The model's nouns as bytes and back.
#include "gateway/store/records.hpp"
#include <bit>
#include "gateway/model/carried.hpp"
#include "gateway/store/bytes.hpp"

namespace sapa::store {
namespace {

constexpr int record_version = 1;

void check_version(byte_reader& in)
{
    if (in.number() != record_version)
        throw std::runtime_error("store: a record of a later version");
}

void write_phone(byte_writer& out, const std::optional<msisdn>& phone)
{
    out.text(phone ? phone->digits() : "");
}

std::optional<msisdn> read_phone(byte_reader& in)
{
    auto digits = in.text();
    return digits.empty() ? std::nullopt : std::optional<msisdn>(msisdn(std::move(digits)));
}

void write_choices(byte_writer& out, const std::vector<choice>& list)
{
    out.number(static_cast<std::int64_t>(list.size()));
    for (const auto& one : list)
        out.text(one.id).text(one.title).text(one.description);
}

std::vector<choice> read_choices(byte_reader& in)
{
    std::vector<choice> list;
    for (auto left = in.number(); left > 0; --left) {
        choice one;
        one.id = in.text();
        one.title = in.text();
        one.description = in.text();
        list.push_back(std::move(one));
    }
    return list;
}

void write_question(byte_writer& out, const core_question& question)
{
    out.text(question.operation).pairs(question.arguments).number(static_cast<int>(question.via));
    write_phone(out, question.phone);
    out.text(question.request_id).text(question.idempotency_key);
}

core_question read_question(byte_reader& in)
{
    core_question question;
    question.operation = in.text();
    question.arguments = in.pairs();
    question.via = in.word<channel_type>();
    question.phone = read_phone(in);
    question.request_id = in.text();
    question.idempotency_key = in.text();
    return question;
}

std::int64_t bits(double value) { return std::bit_cast<std::int64_t>(value); }

}  // namespace

std::string pack(const mo_message& m)
{
    byte_writer out;
    out.number(record_version).number(static_cast<int>(m.via)).text(m.account).text(m.sender);
    write_phone(out, m.phone);
    out.text(m.destination)
        .number(static_cast<int>(m.kind))
        .text(m.text)
        .text(m.reply_id)
        .text(m.provider_id);
    out.at(m.sent_at).at(m.received_at).number(m.incomplete).number(m.place.has_value());
    if (m.place)
        out.number(bits(m.place->latitude)).number(bits(m.place->longitude));
    return out.pairs(m.carried).take();
}

mo_message unpack_mo_message(std::string_view bytes)
{
    byte_reader in(bytes);
    check_version(in);
    mo_message m;
    m.via = in.word<channel_type>();
    m.account = in.text();
    m.sender = in.text();
    m.phone = read_phone(in);
    m.destination = in.text();
    m.kind = in.word<mo_kind>();
    m.text = in.text();
    m.reply_id = in.text();
    m.provider_id = in.text();
    m.sent_at = in.at();
    m.received_at = in.at();
    m.incomplete = in.number() != 0;
    if (in.number() != 0) {
        geo_point place;
        place.latitude = std::bit_cast<double>(in.number());
        place.longitude = std::bit_cast<double>(in.number());
        m.place = place;
    }
    m.carried = in.pairs();
    return m;
}

std::string pack(const mt_message& m)
{
    byte_writer out;
    out.number(record_version).number(static_cast<int>(m.via)).text(m.account).text(m.recipient);
    out.number(static_cast<int>(m.purpose)).text(m.content.key).number(static_cast<int>(m.content.spoken));
    out.text(m.content.text);
    write_choices(out, m.content.buttons);
    write_choices(out, m.content.rows);
    out.text(m.content.list_title).text(m.content.template_name);
    out.number(static_cast<std::int64_t>(m.content.template_values.size()));
    for (const auto& value : m.content.template_values)
        out.text(value);
    return out.at(m.expires_at).text(m.in_reply_to).pairs(m.carried).take();
}

mt_message unpack_mt_message(std::string_view bytes)
{
    byte_reader in(bytes);
    check_version(in);
    mt_message m;
    m.via = in.word<channel_type>();
    m.account = in.text();
    m.recipient = in.text();
    m.purpose = in.word<mt_purpose>();
    m.content.key = in.text();
    m.content.spoken = in.word<language>();
    m.content.text = in.text();
    m.content.buttons = read_choices(in);
    m.content.rows = read_choices(in);
    m.content.list_title = in.text();
    m.content.template_name = in.text();
    for (auto left = in.number(); left > 0; --left)
        m.content.template_values.push_back(in.text());
    m.expires_at = in.at();
    m.in_reply_to = in.text();
    m.carried = in.pairs();
    return m;
}

void blank(mo_message& message)
{
    message.text.clear();
    message.reply_id.clear();
    message.place.reset();
    std::erase_if(message.carried,
                  [](const auto& one) { return one.first == response_json || one.first == shared_phone; });
}

std::string pack(const core_question& question)
{
    byte_writer out;
    out.number(record_version);
    write_question(out, question);
    return out.take();
}

core_question unpack_core_question(std::string_view bytes)
{
    byte_reader in(bytes);
    check_version(in);
    return read_question(in);
}

std::string pack(const promise& made)
{
    byte_writer out;
    out.number(record_version).number(made.id).number(made.inbox).number(made.conversation);
    write_question(out, made.question);
    out.at(made.asked_at).at(made.deadline).number(static_cast<int>(made.via));
    out.text(made.account).text(made.recipient).text(made.in_reply_to);
    write_phone(out, made.phone);
    return out.pairs(made.carried).take();
}

promise unpack_promise(std::string_view bytes)
{
    byte_reader in(bytes);
    check_version(in);
    promise made;
    made.id = in.number();
    made.inbox = in.number();
    made.conversation = in.number();
    made.question = read_question(in);
    made.asked_at = in.at();
    made.deadline = in.at();
    made.via = in.word<channel_type>();
    made.account = in.text();
    made.recipient = in.text();
    made.in_reply_to = in.text();
    made.phone = read_phone(in);
    made.carried = in.pairs();
    return made;
}

// Parts live for minutes: their form has no version.
std::string pack(const sms_part& part)
{
    byte_writer out;
    out.text(part.account)
        .text(part.set)
        .number(part.total)
        .number(part.number)
        .text(part.octets)
        .at(part.received_at);
    return out.take();
}

sms_part unpack_sms_part(std::string_view bytes)
{
    byte_reader in(bytes);
    sms_part part;
    part.account = in.text();
    part.set = in.text();
    part.total = static_cast<int>(in.number());
    part.number = static_cast<int>(in.number());
    part.octets = in.text();
    part.received_at = in.at();
    return part;
}

}  // namespace sapa::store
