// `sapa decode webhook|graph`: a line of JSON in, a line of JSON out, in the form of the WhatsApp fixtures.
#include <openssl/evp.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json.hpp>
#include <iostream>
#include <stdexcept>
#include "adapters/whatsapp/graph_error.hpp"
#include "adapters/whatsapp/signature.hpp"
#include "adapters/whatsapp/webhook.hpp"
#include "gateway/command/commands.hpp"
#include "gateway/model/hex.hpp"

namespace sapa {
namespace {

namespace json = boost::json;
namespace wa = whatsapp;

std::string base64_octets(std::string_view coded)
{
    std::string packed;
    for (char c : coded)
        if (c != '\n' && c != '\r' && c != ' ')
            packed += c;
    if (packed.size() % 4 != 0)
        throw std::runtime_error("body_base64: not a multiple of four characters");
    std::string octets(packed.size() / 4 * 3, '\0');
    const int length = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(octets.data()),
                                       reinterpret_cast<const unsigned char*>(packed.data()),
                                       static_cast<int>(packed.size()));
    if (length < 0)
        throw std::runtime_error("body_base64: no base64");
    const auto padding = packed.ends_with("==") ? 2U : packed.ends_with("=") ? 1U : 0U;
    octets.resize(static_cast<std::size_t>(length) - padding);
    return octets;
}

// A member that is a string or a list of strings.
std::vector<std::string> strings_of(const json::object& in, std::string_view name)
{
    std::vector<std::string> all;
    const auto* found = in.if_contains(name);
    if (found && found->is_string())
        all.emplace_back(found->get_string());
    if (found && found->is_array())
        for (const auto& one : found->get_array())
            all.emplace_back(one.as_string());
    return all;
}

std::string string_of(const json::object& in, std::string_view name)
{
    const auto* found = in.if_contains(name);
    return found && found->is_string() ? std::string(found->get_string()) : std::string{};
}

json::value or_null(const std::optional<std::string>& text)
{
    return text ? json::value(*text) : json::value(nullptr);
}

json::value spelled(const wa::stamp& when)
{
    if (when.spelled.empty())
        return nullptr;
    return when.is_number ? json::value(std::stoll(when.spelled)) : json::value(when.spelled);
}

json::array numbers(const std::vector<std::int64_t>& codes)
{
    return json::array(codes.begin(), codes.end());
}

void add(json::object& to, std::string_view name, const std::optional<std::string>& text)
{
    if (text)
        to[name] = *text;
}

json::object expected_message(const wa::inbound_message& message)
{
    json::object out;
    out["id"] = message.id;
    out["from"] = message.from.empty() ? json::value(nullptr) : json::value(message.from);
    out["type"] = or_null(message.type);
    out["text"] = or_null(message.text);
    out["timestamp"] = spelled(message.sent);
    out["class"] = std::string(wa::to_string(message.what));
    if (!message.from_user_id.empty())
        out["from_user_id"] = message.from_user_id;
    if (!message.subtype.empty())
        out["subtype"] = message.subtype;
    add(out, "reply_id", message.reply_id);
    add(out, "response_json", message.response_json);
    add(out, "media_id", message.media_id);
    add(out, "mime_type", message.mime_type);
    add(out, "target_id", message.target_id);
    add(out, "system_type", message.system_type);
    add(out, "new_wa_id", message.new_wa_id);
    add(out, "context_id", message.context_id);
    add(out, "referral_source_id", message.referral_source_id);
    if (message.place)
        out["location"] = json::array{message.place->latitude, message.place->longitude};
    if (message.forwarded)
        out["forwarded"] = true;
    if (!message.error_codes.empty())
        out["error_codes"] = numbers(message.error_codes);
    return out;
}

json::object expected_status(const wa::message_status& status)
{
    json::object out;
    out["id"] = status.id;
    out["status"] = status.spelled;
    out["recipient"] = status.recipient.empty() ? json::value(nullptr) : json::value(status.recipient);
    out["errors"] = numbers(status.error_codes);
    out["known"] = status.what != wa::status_kind::unknown;
    return out;
}

json::object expected_echo(const wa::message_echo& echo)
{
    json::object out;
    out["id"] = echo.id;
    out["to"] = echo.to;
    out["type"] = or_null(echo.type);
    out["text"] = or_null(echo.text);
    return out;
}

json::object expected_preference(const wa::user_preference& preference)
{
    json::object out;
    out["wa_id"] = preference.wa_id;
    out["category"] = preference.category;
    out["value"] = preference.value;
    return out;
}

template <class Item, class Write>
json::array each(const std::vector<Item>& items, Write write)
{
    json::array out;
    for (const auto& item : items)
        out.push_back(write(item));
    return out;
}

json::object refusal(int status)
{
    json::object out;
    out["http"] = status;
    out["outcome"] = "error";
    for (const auto* name : {"messages", "statuses", "errors"})
        out[name] = json::array{};
    return out;
}

// Items of numbers that are not ours are acknowledged and left alone. An empty list: every number is ours.
void keep_numbers(wa::webhook& told, const std::vector<std::string>& ours)
{
    const auto foreign = [&](const wa::own_number& number) {
        return !ours.empty() && !number.phone_number_id.empty() &&
               std::ranges::find(ours, number.phone_number_id) == ours.end();
    };
    std::erase_if(told.messages, [&](const auto& item) { return foreign(item.to); });
    std::erase_if(told.statuses, [&](const auto& item) { return foreign(item.by); });
    std::erase_if(told.echoes, [&](const auto& item) { return foreign(item.by); });
    std::erase_if(told.preferences, [&](const auto& item) { return foreign(item.of); });
}

json::object expected_webhook(const json::object& line)
{
    const auto body = base64_octets(string_of(line, "body_base64"));
    if (!wa::signature_fits(body, string_of(line, "signature"), strings_of(line, "app_secret")))
        return refusal(401);
    if (body.size() > wa::webhook_body_max)
        return refusal(413);
    auto told = wa::read_webhook(body);
    if (!told.is_json)
        return refusal(400);
    keep_numbers(told, strings_of(line, "phone_number_ids"));
    json::object out;
    out["http"] = 200;
    out["outcome"] = std::string(wa::outcome_of(told));
    out["messages"] = each(told.messages, expected_message);
    out["statuses"] = each(told.statuses, expected_status);
    out["errors"] = numbers(told.errors);
    out["echoes"] = each(told.echoes, expected_echo);
    out["preferences"] = each(told.preferences, expected_preference);
    out["ignored_fields"] = json::array(told.ignored_fields.begin(), told.ignored_fields.end());
    return out;
}

json::object decode_webhook(const json::object& line)
{
    json::object out;
    for (const auto* name : {"id", "file", "name"})
        if (const auto* given = line.if_contains(name))
            out[name] = *given;
    out["expected"] = expected_webhook(line);
    return out;
}

json::object decode_graph(const json::object& line)
{
    std::string body = string_of(line, "body_text");
    if (const auto* given = line.if_contains("body"))
        body = given->is_string() ? std::string(given->get_string()) : json::serialize(*given);
    const auto* status = line.if_contains("http");
    if (!status || !status->is_int64())
        throw std::runtime_error("http: a whole number is missing");
    const auto answer = wa::read_answer(static_cast<int>(status->get_int64()), body);
    json::object out;
    for (const auto* name : {"id", "name"})
        if (const auto* given = line.if_contains(name))
            out[name] = *given;
    out["class"] = std::string(wa::to_string(answer.what));
    out["action"] = std::string(answer.todo);
    out["alarm"] = answer.alarm;
    return out;
}

void append_escaped(std::string& out, char32_t point)
{
    const auto unit = [&](unsigned value) {
        out += "\\u" + hex16(value).substr(12);
    };
    if (point < 0x10000)
        return unit(point);
    unit(0xD800 + ((point - 0x10000) >> 10));
    unit(0xDC00 + ((point - 0x10000) & 0x3FF));
}

// JSON in ASCII alone: texts may hold line separators that readers of lines would take for a line's end.
std::string ascii_line(const json::object& line)
{
    const std::string utf8 = json::serialize(line);
    std::string out;
    out.reserve(utf8.size());
    for (std::size_t at = 0; at < utf8.size();) {
        const auto lead = static_cast<unsigned char>(utf8[at]);
        const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        if (length == 1) {
            out += utf8[at++];
            continue;
        }
        char32_t point = lead & (0x7F >> length);
        for (std::size_t i = 1; i < length && at + i < utf8.size(); ++i)
            point = (point << 6) | (static_cast<unsigned char>(utf8[at + i]) & 0x3F);
        append_escaped(out, point);
        at += length;
    }
    return out;
}

using decoder = json::object (*)(const json::object&);

// One answer a line; a line that cannot be read is answered with an error, and the next one is read.
void decode_lines(decoder decode)
{
    std::ios::sync_with_stdio(false);
    for (std::string line; std::getline(std::cin, line);) {
        if (line.find_first_not_of(" \t\r") == line.npos)
            continue;
        json::object out;
        try {
            json::parse_options options;
            options.max_depth = 512;
            out = decode(json::parse(line, {}, options).as_object());
        } catch (const std::exception& wrong) {
            out = json::object{};
            out["error"] = wrong.what();
        }
        std::cout << ascii_line(out) << '\n';
    }
    std::cout.flush();
}

}  // namespace

void add_decode_whatsapp(CLI::App& decode)
{
    decode.add_subcommand("webhook", "a signed webhook of WhatsApp -> what is in it")->callback([] {
        decode_lines(decode_webhook);
    });
    decode.add_subcommand("graph", "an answer of the Graph API -> its class")->callback([] {
        decode_lines(decode_graph);
    });
}

}  // namespace sapa
