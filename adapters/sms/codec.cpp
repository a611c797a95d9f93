// Walks the field tables for decoding and encoding.
#include "adapters/sms/codec.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include "adapters/sms/command_status.hpp"
#include "adapters/sms/fields.hpp"

namespace sapa::smpp {

namespace {

std::string hex(std::string_view octets)
{
    std::string out;
    for (const unsigned char octet : octets)
        out += fmt::format("{:02x}", octet);
    return out;
}

std::string fault_text(const char* field, const reader& in)
{
    switch (in.error()) {
        case read_error::no_nul:
            return fmt::format("{}: no terminating NUL", field);
        case read_error::runs_past:
            return fmt::format("sm_length {} runs past PDU ({} left)", in.sm_length, in.rest().size());
        case read_error::unknown_flag:
            return fmt::format("{}: unknown dest_flag", field);
        default:
            return fmt::format("{}: PDU ends", field);
    }
}

struct walk
{
    std::size_t fields_read{};
    std::string fault{};
};

template <class Body>
walk read_fields(reader& in, Body& body)
{
    walk done;
    auto read = [&](const auto& row) {
        row.get(in, body);
        if (in.error() == read_error::none)
            return ++done.fields_read, true;
        done.fault = fault_text(row.name, in);
        return false;
    };
    static constexpr auto rows = fields_of(table_of<Body>{});
    std::apply([&](const auto&... row) { (void)(... && read(row)); }, rows);
    return done;
}

// Optional parameters to the end; the fault, or nothing.
std::string read_tlvs(std::string_view rest, std::vector<tlv>& out)
{
    if (!rest.empty())
        out.reserve(4);
    while (!rest.empty()) {
        if (rest.size() < 4)
            return fmt::format("TLV header truncated ({} octets left: {})", rest.size(), hex(rest));
        reader in{rest};
        std::uint16_t tag = 0, length = 0;
        in.number(tag);
        in.number(length);
        if (length > in.rest().size())
            return fmt::format("TLV 0x{:04x} length {} runs past PDU ({} left)", tag, length,
                               in.rest().size());
        out.push_back({tag, std::string{in.rest().substr(0, length)}});
        rest = in.rest().substr(length);
    }
    return {};
}

// The outcome is built where the caller gets it: a PDU is read without being moved.
template <class Body>
decode_outcome read_pdu(const pdu_header& header, std::string_view octets)
{
    decode_outcome outcome{std::in_place_type<decoded>};
    auto& out = std::get<decoded>(outcome);
    out.header = header;
    out.consumed = header.command_length;
    out.value.command_status = header.command_status;
    out.value.sequence_number = header.sequence_number;
    auto& body = out.value.body.template emplace<Body>();
    octets.remove_prefix(header_octets);
    // A response without a body is legal with an error, and occurs without one.
    if (octets.empty() && is_response(Body::id))
        return outcome;
    reader in{octets};
    auto [fields_read, fault] = read_fields(in, body);
    out.fields_read = fields_read;
    if (fault.empty()) {
        out.fault = read_tlvs(in.rest(), out.value.tlvs);
    } else if (is_response(Body::id)) {
        out.fault = std::move(fault);
    } else {
        const auto why = in.error() == read_error::runs_past ? status::rinvmsglen : status::rinvcmdlen;
        unparsed broken{header,      why,         false, out.consumed, std::move(fault), std::move(out.value),
                        fields_read, in.sm_length};
        outcome = std::move(broken);
    }
    return outcome;
}

struct reader_row
{
    command_id id;
    decode_outcome (*read)(const pdu_header&, std::string_view);
};

template <std::size_t... I>
constexpr auto make_readers(std::index_sequence<I...>)
{
    return std::array{reader_row{std::variant_alternative_t<I, pdu_body>::id,
                                 read_pdu<std::variant_alternative_t<I, pdu_body>>}...};
}

using every_body = std::make_index_sequence<std::variant_size_v<pdu_body>>;
constexpr auto readers = make_readers(every_body{});

}  // namespace

pdu_header read_header(std::string_view bytes)
{
    pdu_header out;
    reader in{bytes};
    std::uint32_t command = 0;
    in.number(out.command_length);
    in.number(command);
    in.number(out.command_status);
    in.number(out.sequence_number);
    out.command = static_cast<command_id>(command);
    return out;
}

decode_outcome decode(std::string_view bytes, std::size_t octets_max)
{
    if (bytes.size() < header_octets)
        return need_more{header_octets};
    const auto header = read_header(bytes);
    if (header.command_length < header_octets || header.command_length > octets_max)
        return unparsed{header,
                        status::rinvcmdlen,
                        true,
                        bytes.size(),
                        fmt::format("command_length {}", header.command_length),
                        {},
                        0,
                        0};
    if (bytes.size() < header.command_length)
        return need_more{header.command_length};
    const auto known = std::ranges::find(readers, header.command, &reader_row::id);
    if (known == readers.end())
        return unparsed{header, status::rinvcmdid, false, header.command_length, "unknown command_id", {}, 0,
                        0};
    return known->read(header, bytes.substr(0, header.command_length));
}

namespace {

template <class Body>
encode_fault write_fields(writer& out, const Body& body)
{
    encode_fault fault;
    auto write = [&](const auto& row) {
        if (row.put(out, body))
            return true;
        fault = {row.name, row.max};
        return false;
    };
    static constexpr auto rows = fields_of(table_of<Body>{});
    std::apply([&](const auto&... row) { (void)(... && write(row)); }, rows);
    return fault;
}

// Refused requests get a response without a body (chapter 4), but deliver_sm_resp and data_sm_resp keep their
// NUL.
template <class Body>
bool without_body(const pdu& value, const Body& body)
{
    return value.command_status != 0 && is_response(Body::id) && Body::id != command_id::deliver_sm_resp &&
           Body::id != command_id::data_sm_resp && value.tlvs.empty() && body == Body{};
}

template <class Body>
encode_fault write_body(const pdu& value, const Body& body, writer& out)
{
    if (without_body(value, body))
        return {};
    if (auto fault = write_fields(out, body))
        return fault;
    for (const auto& one : value.tlvs) {
        if (one.value.size() > 0xFFFF)
            return {"TLV", 0xFFFF};
        out.number(one.tag);
        out.number(static_cast<std::uint16_t>(one.value.size()));
        out.octets(one.value);
    }
    // 3.2.3: one of short_message and message_payload.
    if constexpr (requires { body.short_message; })
        if (!body.short_message.empty() && value.find(tag::message_payload))
            return {"short_message beside message_payload", 0};
    return {};
}

}  // namespace

encode_fault encode(const pdu& value, std::string& out)
{
    const auto start = out.size();
    writer to{out};
    to.number(std::uint32_t{0});
    to.number(static_cast<std::uint32_t>(value.id()));
    to.number(value.command_status);
    to.number(value.sequence_number);
    auto fault = std::visit([&](const auto& body) { return write_body(value, body, to); }, value.body);
    const auto length = out.size() - start;
    if (!fault && length > pdu_octets_max)
        fault = {"command_length", pdu_octets_max};
    if (fault) {
        out.resize(start);
        return fault;
    }
    for (std::size_t i = 0; i < 4; ++i)
        out[start + i] = static_cast<char>(length >> (24 - 8 * i) & 0xFF);
    return {};
}

namespace {

template <std::size_t... I>
pdu_body body_of(command_id id, std::index_sequence<I...>)
{
    pdu_body out;
    auto try_one = [&]<class Body>(std::type_identity<Body>) {
        return Body::id == id && (out.emplace<Body>(), true);
    };
    (void)(... || try_one(std::type_identity<std::variant_alternative_t<I, pdu_body>>{}));
    return out;
}

}  // namespace

pdu response(command_id request, std::uint32_t sequence_number, std::uint32_t command_status)
{
    return {command_status, sequence_number, body_of(response_to(request), every_body{}), {}};
}

}  // namespace sapa::smpp
