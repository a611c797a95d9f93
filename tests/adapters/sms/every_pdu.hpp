// One PDU of every kind with all its fields filled, for round trips and for other implementations to read.
#pragma once
#include <utility>
#include <vector>
#include "adapters/sms/pdu.hpp"
#include "adapters/sms/segments.hpp"

namespace sapa::smpp {

template <class Request>
Request a_message()
{
    Request out;
    out.service_type = "CMT";
    out.source_addr_ton = 1;
    out.source_addr_npi = 1;
    out.source_addr = "6281200000001";
    if constexpr (requires { out.dest_addr_ton; }) {
        out.dest_addr_ton = 1;
        out.dest_addr_npi = 1;
        out.destination_addr = "2757";
    }
    out.registered_delivery = 1;
    if constexpr (requires { out.priority_flag; })
        out.priority_flag = 1;
    if constexpr (requires { out.validity_period; } &&
                  Request::id != command_id::deliver_sm)  // unused there, 4.6.1
        out.validity_period = "000001000000000R";
    if constexpr (requires { out.short_message; })
        out.short_message = "SALDO 3171234567890001";
    return out;
}

template <class Bind>
Bind a_bind()
{
    return {.system_id = "sapa",
            .password = "secret",
            .system_type = "VMA",
            .addr_ton = 1,
            .addr_npi = 1,
            .address_range = "2757"};
}

inline std::vector<pdu> every_pdu()
{
    submit_multi many = a_message<submit_multi>();
    many.dest_addresses = {{1, 1, "6281200000002", {}}, {0, 0, "", "branches"}};
    replace_sm replaced{.message_id = "0a1b",
                        .source_addr_ton = 1,
                        .source_addr_npi = 1,
                        .source_addr = "2757",
                        .validity_period = "261120170000028+",
                        .registered_delivery = 1,
                        .short_message = "Halo"};
    std::vector<pdu_body> bodies{
        generic_nack{},
        a_message<deliver_sm>(),
        a_message<submit_sm>(),
        deliver_sm_resp{},
        submit_sm_resp{"0a1b2c3d"},
        enquire_link{},
        enquire_link_resp{},
        a_bind<bind_transceiver>(),
        bind_transceiver_resp{"SMSC"},
        a_bind<bind_transmitter>(),
        bind_transmitter_resp{"SMSC"},
        a_bind<bind_receiver>(),
        bind_receiver_resp{"SMSC"},
        unbind{},
        unbind_resp{},
        a_message<data_sm>(),
        data_sm_resp{"77"},
        alert_notification{1, 1, "6281200000001", 1, 1, "2757"},
        outbind{"SMSC", "secret"},
        query_sm{"0a1b", 1, 1, "2757"},
        query_sm_resp{"0a1b", "261120170000028+", 2, 0},
        cancel_sm{"CMT", "0a1b", 1, 1, "2757", 1, 1, "6281200000001"},
        cancel_sm_resp{},
        replaced,
        replace_sm_resp{},
        many,
        submit_multi_resp{"0a1b", {{1, 1, "6281200000002", 0x0B}}},
    };
    std::vector<pdu> out;
    std::uint32_t sequence = 0;
    for (auto& body : bodies)
        out.push_back({.sequence_number = ++sequence, .body = std::move(body)});
    out[0].command_status = 3;
    out[1].tlvs = {two_octet_tlv(tag::user_message_reference, 513)};
    out[8].tlvs = {octet_tlv(tag::sc_interface_version, 0x34)};
    out[15].tlvs = {{tag::message_payload, "INFO"}};
    out[17].tlvs = {octet_tlv(tag::ms_availability_status, 0)};
    return out;
}

// submit_sm as they leave: texts of every alphabet and length, their parts sent in every way.
inline std::vector<pdu> every_submit()
{
    using sms::concatenation;
    std::vector<pdu> out;
    std::uint32_t sequence = 100;
    const auto send = [&](const std::string& text, concatenation how) {
        const auto cut = sms::segment_text(text, {.how = how});
        for (std::size_t i = 0; i < cut.parts.size(); ++i) {
            auto one = a_message<submit_sm>();
            one.data_coding = cut.data_coding;
            const auto total = static_cast<std::uint8_t>(cut.parts.size()),
                       part = static_cast<std::uint8_t>(i + 1);
            const auto header =
                total > 1 ? sms::concatenation_header(how, 0x1234, total, part) : std::string{};
            one.esm_class = header.empty() ? 0 : esm::udhi;
            one.short_message = header + cut.parts[i];
            pdu whole{.sequence_number = ++sequence};
            if (how == concatenation::payload)
                whole.tlvs.push_back({tag::message_payload, std::exchange(one.short_message, {})});
            if (how == concatenation::sar && total > 1)
                whole.tlvs = {two_octet_tlv(tag::sar_msg_ref_num, 0x1234),
                              octet_tlv(tag::sar_total_segments, total),
                              octet_tlv(tag::sar_segment_seqnum, part)};
            whole.body = std::move(one);
            out.push_back(std::move(whole));
        }
    };
    for (const auto how :
         {concatenation::udh8, concatenation::udh16, concatenation::sar, concatenation::payload}) {
        send("Saldo JHT Rp12.345.678", how);
        send("Halo \U0001F600 apa kabar", how);
        send(std::string(152, 'A') + "€ [1] @_$" + std::string(200, 'B'), how);
        send(std::string(66, 'A') + "\U0001F600" + std::string(80, 'B'), how);
    }
    return out;
}

}  // namespace sapa::smpp
