// Names of commands and optional parameters, and access to the latter.
#include "adapters/sms/pdu.hpp"

#include <algorithm>
#include <array>

namespace sapa::smpp {
namespace {

struct command_row
{
    command_id id;
    std::string_view name;
};

struct tlv_row
{
    std::uint16_t tag;
    std::string_view name;
};

// clang-format off
constexpr command_row commands[]{
    {command_id::bind_receiver,         "bind_receiver"},
    {command_id::bind_transmitter,      "bind_transmitter"},
    {command_id::query_sm,              "query_sm"},
    {command_id::submit_sm,             "submit_sm"},
    {command_id::deliver_sm,            "deliver_sm"},
    {command_id::unbind,                "unbind"},
    {command_id::replace_sm,            "replace_sm"},
    {command_id::cancel_sm,             "cancel_sm"},
    {command_id::bind_transceiver,      "bind_transceiver"},
    {command_id::outbind,               "outbind"},
    {command_id::enquire_link,          "enquire_link"},
    {command_id::submit_multi,          "submit_multi"},
    {command_id::alert_notification,    "alert_notification"},
    {command_id::data_sm,               "data_sm"},
    {command_id::generic_nack,          "generic_nack"},
    {command_id::bind_receiver_resp,    "bind_receiver_resp"},
    {command_id::bind_transmitter_resp, "bind_transmitter_resp"},
    {command_id::query_sm_resp,         "query_sm_resp"},
    {command_id::submit_sm_resp,        "submit_sm_resp"},
    {command_id::deliver_sm_resp,       "deliver_sm_resp"},
    {command_id::unbind_resp,           "unbind_resp"},
    {command_id::replace_sm_resp,       "replace_sm_resp"},
    {command_id::cancel_sm_resp,        "cancel_sm_resp"},
    {command_id::bind_transceiver_resp, "bind_transceiver_resp"},
    {command_id::enquire_link_resp,     "enquire_link_resp"},
    {command_id::submit_multi_resp,     "submit_multi_resp"},
    {command_id::data_sm_resp,          "data_sm_resp"},
};

// 5.3.2
constexpr tlv_row tags[]{
    {0x0005, "dest_addr_subunit"},         {0x0006, "dest_network_type"},
    {0x0007, "dest_bearer_type"},          {0x0008, "dest_telematics_id"},
    {0x000D, "source_addr_subunit"},       {0x000E, "source_network_type"},
    {0x000F, "source_bearer_type"},        {0x0010, "source_telematics_id"},
    {0x0017, "qos_time_to_live"},          {0x0019, "payload_type"},
    {0x001D, "additional_status_info_text"}, {0x001E, "receipted_message_id"},
    {0x0030, "ms_msg_wait_facilities"},    {0x0201, "privacy_indicator"},
    {0x0202, "source_subaddress"},         {0x0203, "dest_subaddress"},
    {0x0204, "user_message_reference"},    {0x0205, "user_response_code"},
    {0x020A, "source_port"},               {0x020B, "destination_port"},
    {0x020C, "sar_msg_ref_num"},           {0x020D, "language_indicator"},
    {0x020E, "sar_total_segments"},        {0x020F, "sar_segment_seqnum"},
    {0x0210, "sc_interface_version"},      {0x0302, "callback_num_pres_ind"},
    {0x0303, "callback_num_atag"},         {0x0304, "number_of_messages"},
    {0x0381, "callback_num"},              {0x0420, "dpf_result"},
    {0x0421, "set_dpf"},                   {0x0422, "ms_availability_status"},
    {0x0423, "network_error_code"},        {0x0424, "message_payload"},
    {0x0425, "delivery_failure_reason"},   {0x0426, "more_messages_to_send"},
    {0x0427, "message_state"},             {0x0501, "ussd_service_op"},
    {0x1201, "display_time"},              {0x1203, "sms_signal"},
    {0x1204, "ms_validity"},               {0x130C, "alert_on_message_delivery"},
    {0x1380, "its_reply_type"},            {0x1383, "its_session_info"},
};
// clang-format on

}  // namespace

command_id pdu::id() const
{
    return std::visit([](const auto& one) { return one.id; }, body);
}

const tlv* pdu::find(std::uint16_t tag) const
{
    const auto found = std::ranges::find(tlvs, tag, &tlv::tag);
    return found == tlvs.end() ? nullptr : &*found;
}

std::optional<std::uint32_t> pdu::number(std::uint16_t tag) const
{
    const auto* found = find(tag);
    if (!found || found->value.empty() || found->value.size() > 4)
        return std::nullopt;
    std::uint32_t value = 0;
    for (const unsigned char octet : found->value)
        value = value << 8 | octet;
    return value;
}

tlv octet_tlv(std::uint16_t tag, std::uint8_t value)
{
    return {tag, std::string(1, static_cast<char>(value))};
}

tlv two_octet_tlv(std::uint16_t tag, std::uint16_t value)
{
    return {tag, {static_cast<char>(value >> 8), static_cast<char>(value & 0xFF)}};
}

std::string_view command_name(command_id id)
{
    const auto found = std::ranges::find(commands, id, &command_row::id);
    return found == std::end(commands) ? std::string_view{} : found->name;
}

std::string_view tlv_name(std::uint16_t tag)
{
    const auto found = std::ranges::find(tags, tag, &tlv_row::tag);
    return found == std::end(tags) ? std::string_view{} : found->name;
}

}  // namespace sapa::smpp
