// Shows a PDU by its field table, also where it is cut or broken.
#include "gateway/command/decode_sms_pdu.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>
#include <stdexcept>
#include "adapters/sms/codec.hpp"
#include "adapters/sms/fields.hpp"
#include "adapters/sms/segments.hpp"
#include "adapters/sms/text.hpp"
#include "adapters/sms/utf.hpp"

namespace sapa {

namespace json = boost::json;

std::string from_hex(std::string_view hex)
{
    const auto digit = [](char c) -> int {
        if (c >= '0' && c <= '9')
            return c - '0';
        const char small = static_cast<char>(c | 0x20);
        if (small >= 'a' && small <= 'f')
            return small - 'a' + 10;
        throw std::invalid_argument{"not hexadecimal"};
    };
    if (hex.size() % 2 != 0)
        throw std::invalid_argument{"odd number of hexadecimal digits"};
    std::string out;
    for (std::size_t i = 0; i < hex.size(); i += 2)
        out.push_back(static_cast<char>(digit(hex[i]) << 4 | digit(hex[i + 1])));
    return out;
}

std::string to_hex(std::string_view octets)
{
    std::string out;
    for (const unsigned char octet : octets)
        out += fmt::format("{:02x}", octet);
    return out;
}

std::string as_utf8(std::string_view octets)
{
    return sms::valid_utf8(octets) ? std::string{octets} : sms::decode_latin1(octets);
}

namespace {

using namespace smpp;

json::value name_or_null(std::string_view name)
{
    return name.empty() ? json::value(nullptr) : json::value(name);
}

// One row of a field table as JSON; overloads by the kind of row.
struct field_writer
{
    json::object& out;
    std::uint8_t sm_length{};  // where it could not be obeyed

    template <class P, class N>
    void operator()(const integer<P, N>& row, const P& body) const
    {
        out[row.name] = std::uint64_t{body.*row.member};
    }
    template <class P>
    void operator()(const c_octet_string<P>& row, const P& body) const
    {
        out[row.name] = sms::decode_latin1(body.*row.member);
    }
    template <class P>
    void operator()(const length_octet<P>& row, const P& body) const
    {
        out[row.name] = sm_length != 0 ? std::uint64_t{sm_length} : std::uint64_t{(body.*row.member).size()};
    }
    template <class P>
    void operator()(const counted_octets<P>&, const P& body) const
    {
        out["short_message_hex"] = to_hex(body.short_message);
    }
    void operator()(const destinations& row, const submit_multi& body) const
    {
        json::array list;
        for (const auto& one : body.dest_addresses) {
            if (one.dl_name)
                list.push_back(json::object{{"dl_name", sms::decode_latin1(*one.dl_name)}});
            else
                list.push_back(
                    json::object{{"ton", one.ton}, {"npi", one.npi}, {"addr", sms::decode_latin1(one.addr)}});
        }
        out[row.name] = std::move(list);
    }
    void operator()(const failures& row, const submit_multi_resp& body) const
    {
        json::array list;
        for (const auto& one : body.unsuccess)
            list.push_back(json::object{{"ton", one.ton},
                                        {"npi", one.npi},
                                        {"addr", sms::decode_latin1(one.addr)},
                                        {"error_status_code", one.error_status_code}});
        out[row.name] = std::move(list);
    }
};

// The first `count` rows; returns whether those are all.
bool show_fields(const pdu& value, std::size_t count, std::uint8_t sm_length, json::object& out)
{
    return std::visit(
        [&]<class Body>(const Body& body) {
            constexpr auto rows = fields_of(table_of<Body>{});
            const field_writer write{out, sm_length};
            std::size_t shown = 0;
            std::apply(
                [&](const auto&... row) { (void)(... && (shown < count && (write(row, body), ++shown))); },
                rows);
            return count == std::tuple_size_v<decltype(rows)>;
        },
        value.body);
}

json::array show_tlvs(const pdu& value)
{
    json::array out;
    for (const auto& one : value.tlvs) {
        const auto name = tlv_name(one.tag);
        out.push_back(json::object{{"tag", fmt::format("0x{:04x}", one.tag)},
                                   {"name", name_or_null(name)},
                                   {"length", one.value.size()},
                                   {"value_hex", to_hex(one.value)}});
    }
    return out;
}

void show_user_data(const pdu& value, json::object& out)
{
    std::visit(
        [&](const auto& body) {
            if constexpr (requires { body.short_message, body.esm_class; }) {
                if ((body.esm_class & esm::udhi) == 0 || body.short_message.empty())
                    return;
                const auto data = sms::read_user_data(body.short_message, true);
                out["udh_hex"] = to_hex(data.broken ? data.text : data.header);
                out["text_hex"] = data.broken ? std::string{} : to_hex(data.text);
                json::array elements;
                for (const auto& one : data.elements)
                    elements.push_back(json::object{{"iei", one.iei}, {"data", to_hex(one.data)}});
                out["udh_ies"] = std::move(elements);
            }
        },
        value.body);
}

void show(const decoded& read, json::object& out)
{
    const bool bodyless = read.header.command_length == header_octets && is_response(read.header.command);
    if (!bodyless) {
        json::object fields;
        const bool all = show_fields(read.value, read.fields_read, 0, fields);
        out["fields"] = std::move(fields);
        if (all && (!read.value.tlvs.empty() || !read.fault.empty()))
            out["tlvs"] = show_tlvs(read.value);
        if (all)
            show_user_data(read.value, out);
    }
    if (!read.fault.empty())
        out["malformed"] = read.fault;
}

void show(const unparsed& read, json::object& out)
{
    if (read.lost_framing) {
        out["malformed"] = fmt::format("command_length {} < {}", read.header.command_length, header_octets);
        return;
    }
    if (!command_name(read.header.command).empty()) {
        json::object fields;
        show_fields(read.partial, read.fields_read, read.sm_length, fields);
        out["fields"] = std::move(fields);
    }
    out["malformed"] = read.fault;
}

}  // namespace

json::object show_pdu(std::string_view octets)
{
    json::object out;
    if (octets.size() < header_octets) {
        out["malformed"] = fmt::format("incomplete: header of {}, have {}", header_octets, octets.size());
        return out;
    }
    const auto header = read_header(octets);
    const auto name = command_name(header.command);
    out["command_length"] = header.command_length;
    out["command_id"] = fmt::format("0x{:08x}", static_cast<std::uint32_t>(header.command));
    out["command"] = name_or_null(name);
    out["command_status"] = header.command_status;
    out["sequence_number"] = header.sequence_number;
    const auto read = decode(octets, ~std::uint32_t{0});
    if (std::holds_alternative<need_more>(read)) {
        out["malformed"] =
            fmt::format("incomplete: command_length {}, have {}", header.command_length, octets.size());
        return out;
    }
    if (header.command_length >= header_octets && octets.size() > header.command_length)
        out["trailing_octets"] = to_hex(octets.substr(header.command_length));
    if (const auto* whole = std::get_if<decoded>(&read))
        show(*whole, out);
    else
        show(std::get<unparsed>(read), out);
    return out;
}

}  // namespace sapa
