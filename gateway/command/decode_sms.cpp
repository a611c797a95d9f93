// `sapa decode pdu|receipt|text|segments|reassembly|time`: JSON lines in, what the SMS codecs make of them
// out.
#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <iostream>
#include <stdexcept>
#include "adapters/sms/codec.hpp"
#include "adapters/sms/reassembly.hpp"
#include "adapters/sms/receipt.hpp"
#include "adapters/sms/segments.hpp"
#include "adapters/sms/smpp_time.hpp"
#include "gateway/command/commands.hpp"
#include "gateway/command/decode_sms_pdu.hpp"
#include "gateway/command/decode_sms_text.hpp"

namespace sapa {
namespace {

namespace json = boost::json;

json::object decode_pdu(const json::object& in)
{
    return {{"expect", show_pdu(from_hex(text_at(in, "hex")))}};
}

// Receipts

template <class T>
json::value or_null(const std::optional<T>& value)
{
    return value ? json::value(*value) : json::value(nullptr);
}

json::value show_date(const std::optional<sms::receipt_date>& at)
{
    if (!at)
        return nullptr;
    return json::value(fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", at->year, at->month, at->day,
                                   at->hour, at->minute, at->second));
}

// Two ids of one message: equal as numbers, or already as strings (null), or not at all.
json::object decode_id_pair(const json::object& in)
{
    using sms::id_match;
    const auto how = sms::match_ids(text_at(in, "submit_sm_resp"), text_at(in, "receipt"));
    const bool by_number =
        how == id_match::hex_resp || how == id_match::hex_receipt || how == id_match::zeros;
    json::object out{{"match", how != id_match::none}};
    if (by_number || how == id_match::none)
        out["equal_numeric"] = by_number;
    else
        out["equal_numeric"] = nullptr;
    return out;
}

sms::receipt read_receipt_line(const json::object& in)
{
    if (!has_text(in, "text") && has_text(in, "hex")) {
        auto octets = from_hex(text_at(in, "hex"));
        auto outcome = smpp::decode(octets);
        const auto* whole = std::get_if<smpp::decoded>(&outcome);
        if (whole && whole->consumed == octets.size())
            if (const auto* mo = std::get_if<smpp::deliver_sm>(&whole->value.body))
                return sms::read_receipt(*mo, whole->value);
        smpp::deliver_sm mo{.short_message = std::move(octets)};
        return sms::read_receipt(mo, smpp::pdu{.body = mo});
    }
    sms::receipt_tlvs tlvs;
    if (has_text(in, "tlv_receipted_message_id"))
        tlvs.receipted_message_id = text_at(in, "tlv_receipted_message_id");
    if (const auto state = number_at(in, "tlv_message_state"))
        tlvs.message_state = static_cast<std::uint8_t>(*state);
    return sms::read_receipt(text_at(in, "text"), tlvs);
}

json::object decode_receipt(const json::object& in)
{
    if (has_text(in, "submit_sm_resp"))
        return decode_id_pair(in);
    const auto read = read_receipt_line(in);
    const auto utf8 = [](const std::optional<std::string>& text) {
        return text ? json::value(as_utf8(*text)) : json::value(nullptr);
    };
    json::object out{{"id", utf8(read.id)},          {"sub", or_null(read.sub)},
                     {"dlvrd", or_null(read.dlvrd)}, {"submit", show_date(read.submit)},
                     {"done", show_date(read.done)}, {"stat", utf8(read.stat)},
                     {"err", utf8(read.err)},        {"text", as_utf8(read.text)}};
    out["message_state"] = read.state ? json::value(static_cast<int>(*read.state)) : json::value(nullptr);
    return {{"expect", std::move(out)}};
}

// Reassembly

std::optional<sms::part_in> part_of(const smpp::pdu& read)
{
    if (const auto* deliver = std::get_if<smpp::deliver_sm>(&read.body))
        return sms::to_part(*deliver, read);
    if (const auto* data = std::get_if<smpp::data_sm>(&read.body))
        return sms::to_part(*data, read);
    return std::nullopt;
}

// A capture of which only the beginning is known, and not every octet: what its user data header says.
json::object decode_part_prefix(std::string_view octets)
{
    const auto at = std::min(octets.find(std::string_view{"\x05\0\x03", 3}), octets.find("\x06\x08\x04"));
    if (at == octets.npos)
        throw std::invalid_argument{"no part of a long message"};
    const auto data = sms::read_user_data(octets.substr(at), true);
    if (!data.concatenated)
        throw std::invalid_argument{"no part of a long message"};
    const bool wide = data.text.starts_with('\0');
    const auto text = wide ? sms::decode_ucs2(data.text.substr(0, data.text.size() & ~std::size_t{1}))
                           : sms::decode_gsm(data.text);
    return {{"expect", json::object{{"ref", data.concatenated->ref},
                                    {"total", data.concatenated->total},
                                    {"part", data.concatenated->part},
                                    {"text_prefix", text}}}};
}

json::object decode_reassembly(const json::object& in)
{
    if (has_text(in, "pdu_prefix_hex"))
        return decode_part_prefix(from_hex(text_at(in, "pdu_prefix_hex")));
    sms::reassembly joiner;
    json::array out;
    const auto show = [&](const std::vector<sms::joined_message>& messages) {
        for (const auto& one : messages) {
            json::object message{{"source_addr", sms::decode_latin1(one.source)}, {"text", one.text}};
            if (one.incomplete)
                message["incomplete"] = true;
            out.push_back(std::move(message));
        }
    };
    instant now{};
    for (const auto& line : in.at("pdus").as_array()) {
        if (const auto* timed = line.if_object())
            now += seconds{number_at(*timed, "after_s").value_or(0)};
        const auto octets =
            from_hex(line.is_object() ? text_at(line.as_object(), "hex") : std::string{line.as_string()});
        auto outcome = smpp::decode(octets);
        if (const auto* whole = std::get_if<smpp::decoded>(&outcome))
            if (auto part = part_of(whole->value))
                show(joiner.add(*std::move(part), now).messages);
    }
    // The end of the line is the end of all waiting.
    show(joiner.expire(instant::max()));
    return {{"expect", std::move(out)}};
}

// Times

std::string show_length(std::chrono::seconds length)
{
    const auto total = length.count();
    const auto hours = total / 3600, minutes = total / 60 % 60, secs = total % 60;
    std::string out = hours ? fmt::format("{}h", hours) : "";
    if (minutes || (hours && secs))
        out += fmt::format(fmt::runtime(hours ? "{:02}m" : "{}m"), minutes);
    if (secs || total == 0)
        out += fmt::format(fmt::runtime(out.empty() ? "{}s" : "{:02}s"), secs);
    return out;
}

std::string show_absolute(const smpp::absolute_time& at)
{
    const auto day = std::chrono::floor<std::chrono::days>(at.local);
    const date ymd{day};
    const std::chrono::hh_mm_ss clock{at.local - day};
    const auto offset = std::abs(at.offset.count());
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{}{}{:02}:{:02}", static_cast<int>(ymd.year()),
                       static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                       clock.subseconds().count() / 100, at.offset.count() < 0 ? '-' : '+', offset / 60,
                       offset % 60);
}

json::object decode_time(const json::object& in)
{
    const auto read = smpp::read_time(text_at(in, "text"));
    if (const auto* at = std::get_if<smpp::absolute_time>(&read))
        return {{"absolute", show_absolute(*at)}};
    if (const auto* after = std::get_if<smpp::relative_time>(&read))
        return {{"relative", show_length(after->length)}};
    if (const auto* wrong = std::get_if<smpp::time_error>(&read))
        return {{"error", wrong->why}};
    return {{"meaning", "no value (SMSC default)"}};
}

using decoder = json::object (*)(const json::object&);

json::object decode_line(const std::string& line, decoder decode)
{
    try {
        return decode(json::parse(line).as_object());
    } catch (const std::exception& wrong) {
        return {{"error", wrong.what()}};
    }
}

void decode_lines(decoder decode)
{
    for (std::string line; std::getline(std::cin, line);)
        if (!line.empty())
            std::cout << json::serialize(decode_line(line, decode)) << '\n' << std::flush;
}

}  // namespace

void add_decode_sms(CLI::App& decode)
{
    struct row
    {
        const char* name;
        const char* help;
        decoder decode;
    };
    static constexpr row rows[]{
        {"pdu", "SMPP PDUs", decode_pdu},
        {"receipt", "delivery receipts, and pairs of message ids", decode_receipt},
        {"text", "texts to GSM 03.38 and back", decode_text},
        {"segments", "texts cut into parts", decode_segments},
        {"reassembly", "parts joined to texts", decode_reassembly},
        {"time", "SMPP times", decode_time},
    };
    for (const auto& one : rows)
        decode.add_subcommand(one.name, one.help)->callback([&one] { decode_lines(one.decode); });
}

}  // namespace sapa
