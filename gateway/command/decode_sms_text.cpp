// Shows how texts are encoded, decoded and cut.
#include "gateway/command/decode_sms_text.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>
#include <stdexcept>
#include "adapters/sms/segments.hpp"
#include "adapters/sms/text.hpp"
#include "gateway/command/decode_sms_pdu.hpp"

namespace sapa {

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

namespace {

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

}  // namespace

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

namespace {

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

}  // namespace

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

}  // namespace sapa
