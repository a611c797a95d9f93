// The PDUs of SMPP 3.4 that a client meets, as structs with the specification's field names.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace sapa::smpp {

enum class command_id : std::uint32_t {
    bind_receiver = 0x00000001,
    bind_transmitter = 0x00000002,
    query_sm = 0x00000003,
    submit_sm = 0x00000004,
    deliver_sm = 0x00000005,
    unbind = 0x00000006,
    replace_sm = 0x00000007,
    cancel_sm = 0x00000008,
    bind_transceiver = 0x00000009,
    outbind = 0x0000000B,
    enquire_link = 0x00000015,
    submit_multi = 0x00000021,
    alert_notification = 0x00000102,
    data_sm = 0x00000103,
    generic_nack = 0x80000000,
    bind_receiver_resp = 0x80000001,
    bind_transmitter_resp = 0x80000002,
    query_sm_resp = 0x80000003,
    submit_sm_resp = 0x80000004,
    deliver_sm_resp = 0x80000005,
    unbind_resp = 0x80000006,
    replace_sm_resp = 0x80000007,
    cancel_sm_resp = 0x80000008,
    bind_transceiver_resp = 0x80000009,
    enquire_link_resp = 0x80000015,
    submit_multi_resp = 0x80000021,
    data_sm_resp = 0x80000103,
};

constexpr std::uint32_t response_bit = 0x80000000;
constexpr bool is_response(command_id id) { return (static_cast<std::uint32_t>(id) & response_bit) != 0; }
// The response's id of a request.
constexpr command_id response_to(command_id id)
{
    return static_cast<command_id>(static_cast<std::uint32_t>(id) | response_bit);
}

// esm_class (5.2.12)
namespace esm {
constexpr std::uint8_t type_mask = 0x3C, receipt = 0x04, sme_ack = 0x08, user_ack = 0x10, intermediate = 0x20;
constexpr std::uint8_t udhi = 0x40, reply_path = 0x80;
}  // namespace esm

// Tags of optional parameters that Sapa itself reads or writes; all names: tlv_name().
namespace tag {
constexpr std::uint16_t receipted_message_id = 0x001E, user_message_reference = 0x0204, source_port = 0x020A,
                        destination_port = 0x020B, sar_msg_ref_num = 0x020C, sar_total_segments = 0x020E,
                        sar_segment_seqnum = 0x020F, sc_interface_version = 0x0210,
                        ms_availability_status = 0x0422, network_error_code = 0x0423,
                        message_payload = 0x0424, more_messages_to_send = 0x0426, message_state = 0x0427;
}  // namespace tag

// An optional parameter: its octets as they came, known or not.
struct tlv
{
    std::uint16_t tag{};
    std::string value{};
    bool operator==(const tlv&) const = default;
};

template <command_id Id>
struct bare_pdu
{
    static constexpr command_id id = Id;
    bool operator==(const bare_pdu&) const = default;
};

template <command_id Id>
struct bind_request
{
    static constexpr command_id id = Id;
    std::string system_id{}, password{}, system_type{};
    std::uint8_t interface_version{0x34}, addr_ton{}, addr_npi{};
    std::string address_range{};
    bool operator==(const bind_request&) const = default;
};

template <command_id Id>
struct bind_response
{
    static constexpr command_id id = Id;
    std::string system_id{};
    bool operator==(const bind_response&) const = default;
};

template <command_id Id>
struct message_response
{
    static constexpr command_id id = Id;
    std::string message_id{};
    bool operator==(const message_response&) const = default;
};

template <command_id Id>
struct message_request
{
    static constexpr command_id id = Id;
    std::string service_type{};
    std::uint8_t source_addr_ton{}, source_addr_npi{};
    std::string source_addr{};
    std::uint8_t dest_addr_ton{}, dest_addr_npi{};
    std::string destination_addr{};
    std::uint8_t esm_class{}, protocol_id{}, priority_flag{};
    std::string schedule_delivery_time{}, validity_period{};
    std::uint8_t registered_delivery{}, replace_if_present_flag{}, data_coding{}, sm_default_msg_id{};
    std::string short_message{};  // octets, UDH included; sm_length is its size
    bool operator==(const message_request&) const = default;
};

using bind_receiver = bind_request<command_id::bind_receiver>;
using bind_transmitter = bind_request<command_id::bind_transmitter>;
using bind_transceiver = bind_request<command_id::bind_transceiver>;
using bind_receiver_resp = bind_response<command_id::bind_receiver_resp>;
using bind_transmitter_resp = bind_response<command_id::bind_transmitter_resp>;
using bind_transceiver_resp = bind_response<command_id::bind_transceiver_resp>;
using submit_sm = message_request<command_id::submit_sm>;
using deliver_sm = message_request<command_id::deliver_sm>;
using submit_sm_resp = message_response<command_id::submit_sm_resp>;
using deliver_sm_resp = message_response<command_id::deliver_sm_resp>;
using data_sm_resp = message_response<command_id::data_sm_resp>;
using unbind = bare_pdu<command_id::unbind>;
using unbind_resp = bare_pdu<command_id::unbind_resp>;
using enquire_link = bare_pdu<command_id::enquire_link>;
using enquire_link_resp = bare_pdu<command_id::enquire_link_resp>;
using generic_nack = bare_pdu<command_id::generic_nack>;
using cancel_sm_resp = bare_pdu<command_id::cancel_sm_resp>;
using replace_sm_resp = bare_pdu<command_id::replace_sm_resp>;

struct outbind
{
    static constexpr command_id id = command_id::outbind;
    std::string system_id{}, password{};
    bool operator==(const outbind&) const = default;
};

struct data_sm
{
    static constexpr command_id id = command_id::data_sm;
    std::string service_type{};
    std::uint8_t source_addr_ton{}, source_addr_npi{};
    std::string source_addr{};
    std::uint8_t dest_addr_ton{}, dest_addr_npi{};
    std::string destination_addr{};
    std::uint8_t esm_class{}, registered_delivery{}, data_coding{};
    bool operator==(const data_sm&) const = default;
};

// One destination of submit_multi: an address, or the name of a distribution list where dl_name is set.
struct dest_address
{
    std::uint8_t ton{}, npi{};
    std::string addr{};
    std::optional<std::string> dl_name{};
    bool operator==(const dest_address&) const = default;
};

struct submit_multi
{
    static constexpr command_id id = command_id::submit_multi;
    std::string service_type{};
    std::uint8_t source_addr_ton{}, source_addr_npi{};
    std::string source_addr{};
    std::vector<dest_address> dest_addresses{};
    std::uint8_t esm_class{}, protocol_id{}, priority_flag{};
    std::string schedule_delivery_time{}, validity_period{};
    std::uint8_t registered_delivery{}, replace_if_present_flag{}, data_coding{}, sm_default_msg_id{};
    std::string short_message{};
    bool operator==(const submit_multi&) const = default;
};

struct unsuccess_sme
{
    std::uint8_t ton{}, npi{};
    std::string addr{};
    std::uint32_t error_status_code{};
    bool operator==(const unsuccess_sme&) const = default;
};

struct submit_multi_resp
{
    static constexpr command_id id = command_id::submit_multi_resp;
    std::string message_id{};
    std::vector<unsuccess_sme> unsuccess{};
    bool operator==(const submit_multi_resp&) const = default;
};

struct query_sm
{
    static constexpr command_id id = command_id::query_sm;
    std::string message_id{};
    std::uint8_t source_addr_ton{}, source_addr_npi{};
    std::string source_addr{};
    bool operator==(const query_sm&) const = default;
};

struct query_sm_resp
{
    static constexpr command_id id = command_id::query_sm_resp;
    std::string message_id{}, final_date{};
    std::uint8_t message_state{}, error_code{};
    bool operator==(const query_sm_resp&) const = default;
};

struct cancel_sm
{
    static constexpr command_id id = command_id::cancel_sm;
    std::string service_type{}, message_id{};
    std::uint8_t source_addr_ton{}, source_addr_npi{};
    std::string source_addr{};
    std::uint8_t dest_addr_ton{}, dest_addr_npi{};
    std::string destination_addr{};
    bool operator==(const cancel_sm&) const = default;
};

struct replace_sm
{
    static constexpr command_id id = command_id::replace_sm;
    std::string message_id{};
    std::uint8_t source_addr_ton{}, source_addr_npi{};
    std::string source_addr{}, schedule_delivery_time{}, validity_period{};
    std::uint8_t registered_delivery{}, sm_default_msg_id{};
    std::string short_message{};
    bool operator==(const replace_sm&) const = default;
};

struct alert_notification
{
    static constexpr command_id id = command_id::alert_notification;
    std::uint8_t source_addr_ton{}, source_addr_npi{};
    std::string source_addr{};
    std::uint8_t esme_addr_ton{}, esme_addr_npi{};
    std::string esme_addr{};
    bool operator==(const alert_notification&) const = default;
};

using pdu_body =
    std::variant<generic_nack, deliver_sm, submit_sm, deliver_sm_resp, submit_sm_resp, enquire_link,
                 enquire_link_resp, bind_transceiver, bind_transceiver_resp, bind_transmitter,
                 bind_transmitter_resp, bind_receiver, bind_receiver_resp, unbind, unbind_resp, data_sm,
                 data_sm_resp, alert_notification, outbind, query_sm, query_sm_resp, cancel_sm,
                 cancel_sm_resp, replace_sm, replace_sm_resp, submit_multi, submit_multi_resp>;

// One PDU: what the header says beyond length and id, the mandatory fields, the optional parameters in order.
struct pdu
{
    std::uint32_t command_status{};
    std::uint32_t sequence_number{};
    pdu_body body{};
    std::vector<tlv> tlvs{};
    bool operator==(const pdu&) const = default;

    command_id id() const;
    // The first optional parameter with this tag, or nullptr.
    const tlv* find(std::uint16_t tag) const;
    // The big-endian number in it (1 to 4 octets); nullopt where it is absent or has another size.
    std::optional<std::uint32_t> number(std::uint16_t tag) const;
};

tlv octet_tlv(std::uint16_t tag, std::uint8_t value);
tlv two_octet_tlv(std::uint16_t tag, std::uint16_t value);

// The specification's name, "deliver_sm"; empty for an unknown id.
std::string_view command_name(command_id id);
// The specification's name of an optional parameter, "message_payload"; empty for an unknown tag.
std::string_view tlv_name(std::uint16_t tag);

}  // namespace sapa::smpp
