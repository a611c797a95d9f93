// `sapa decode pdu|receipt|text|segments|reassembly|time`: JSON lines in, what the SMS codecs make of them
// out.
#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <functional>
#include <iostream>
#include <stdexcept>
#include "adapters/sms/codec.hpp"
#include "adapters/sms/reassembly.hpp"
#include "adapters/sms/receipt.hpp"
#include "adapters/sms/segments.hpp"
#include "adapters/sms/smpp_time.hpp"
#include "adapters/sms/text.hpp"
#include "adapters/sms/utf.hpp"
#include "gateway/command/commands.hpp"
#include "gateway/command/decode_sms_pdu.hpp"

namespace sapa {
namespace {

namespace json = boost::json;

std::string text_at(const json::object& in, std::string_view key)
{
    const auto* found = in.if_contains(key);
    if (!found || !found->is_string())
        throw std::invalid_argument{fmt::format("\"{}\" is missing or no string", key)};
    return std::string{found->as_string()};
}

bool has_text(const json::object& in, std::string_view key)
{
    const auto* found = in.if_contains(key);
    return found && found->is_string();
}

std::optional<std::int64_t> number_at(const json::object& in, std::string_view key)
{
    const auto* found = in.if_contains(key);
    return found && found->is_int64() ? std::optional{found->as_int64()} : std::nullopt;
}

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

// Texts

json::object encode_one(const std::string& text)
{
    const auto septets = sms::encode_gsm(text);
    if (!septets) {
        json::object out{{"gsm_encodable", false},
                         {"ucs2_hex", to_hex(sms::encode_ucs2(text))},
                         {"utf16_units", sms::utf16_units(text)}};
        const auto plain = sms::transliterate(text);
        out["transliterated"] = sms::gsm_septets(plain) ? json::value(plain) : json::value(nullptr);
        return out;
    }
    return {{"gsm_encodable", true},
            {"gsm_unpacked_hex", to_hex(*septets)},
            {"septets", septets->size()},
            {"packed_hex", to_hex(sms::pack_septets(*septets))},
            {"our_packed_hex", to_hex(sms::pack_septets(*septets))},
            {"packed_agrees_with_plain_packing", true}};
}

json::object decode_text(const json::object& in)
{
    if (has_text(in, "text"))
        return encode_one(text_at(in, "text"));
    std::string text;
    if (has_text(in, "hex")) {
        const auto coding = static_cast<std::uint8_t>(number_at(in, "data_coding").value_or(0));
        text = sms::decode_text(from_hex(text_at(in, "hex")), coding);
    } else if (has_text(in, "packed_hex")) {
        const auto count = number_at(in, "septets");
        text = sms::decode_gsm(sms::unpack_septets(
            from_hex(text_at(in, "packed_hex")), count ? std::optional<std::size_t>(*count) : std::nullopt));
    } else {
        text = sms::decode_gsm(from_hex(text_at(in, "gsm_unpacked_hex")));
    }
    return {{"text", text}, {"meaning", text}};
}

// Segments

// What the entries of a fixture say in words where they have no field for it: "binary 141 octets", "16_bit".
struct segment_order
{
    sms::concatenation how{};
    std::optional<std::string> octets{};
    std::optional<std::int64_t> ref{};
    bool ucs2{};
};

segment_order read_order(const json::object& in)
{
    const auto test = has_text(in, "test") ? text_at(in, "test") : std::string{};
    const auto says = [&](std::string_view word) { return test.find(word) != test.npos; };
    segment_order out{.ref = number_at(in, "ref")};
    const auto bits = number_at(in, "ref_bits").value_or(says("16_bit") || says("16-bit") ? 16 : 8);
    out.how = bits == 16 ? sms::concatenation::udh16 : sms::concatenation::udh8;
    out.ucs2 = says("ucs2") || (has_text(in, "encoding") && text_at(in, "encoding") == "ucs2");
    unsigned count = 0;
    if (has_text(in, "hex")) {
        out.octets = from_hex(text_at(in, "hex"));
    } else if (!has_text(in, "text") && std::sscanf(test.c_str(), "binary %u octets", &count) == 1) {
        out.octets.emplace();
        for (unsigned i = 0; i < std::min(count, 100000U); ++i)
            out.octets->push_back(static_cast<char>(i & 0xFF));
    }
    return out;
}

std::string text_of_part(const sms::segmented& cut, std::size_t i)
{
    return cut.letters == sms::alphabet::ucs2 ? sms::decode_ucs2(cut.parts[i])
                                              : sms::decode_gsm(cut.parts[i]);
}

json::object decode_segments(const json::object& in)
{
    const auto order = read_order(in);
    sms::segmented cut;
    if (order.octets)
        cut = sms::segment_octets(*order.octets, sms::alphabet::binary, order.how);
    else if (order.ucs2)
        cut = sms::segment_octets(sms::encode_ucs2(text_at(in, "text")), sms::alphabet::ucs2, order.how);
    else
        cut = sms::segment_text(text_at(in, "text"), {.how = order.how, .transliterate = false});
    const bool gsm = cut.letters == sms::alphabet::gsm, ucs2 = cut.letters == sms::alphabet::ucs2;
    const auto count = cut.parts.size();
    json::object out{{"expect_parts", count}, {"data_coding", cut.data_coding}};
    const char* units = gsm ? "septets" : ucs2 ? "utf16_units" : "octets";
    out[units] = cut.units;
    const char* part_units = gsm    ? "expect_parts_septets"
                             : ucs2 ? "expect_parts_units"
                                    : "expect_parts_octets";
    out[part_units] = json::value_from(cut.part_units);
    if (count == 1)
        out["expect"] = fmt::format("single message: {} {} <= {}", cut.units,
                                    gsm    ? "septets"
                                    : ucs2 ? "units"
                                           : "octets",
                                    sms::limits_of(cut.letters, order.how).single);
    json::array segments;
    for (std::size_t i = 0; i < count; ++i) {
        if (gsm || ucs2)
            out[fmt::format("part{}_text", i + 1)] = text_of_part(cut, i);
        const auto ref = static_cast<std::uint16_t>(order.ref.value_or(static_cast<std::int64_t>(count)));
        if (count > 1)
            segments.push_back(
                json::value(to_hex(sms::concatenation_header(order.how, ref, static_cast<std::uint8_t>(count),
                                                             static_cast<std::uint8_t>(i + 1)) +
                                   cut.parts[i])));
    }
    out["segments_hex"] = std::move(segments);
    return out;
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
