// What an operator's account sheet says: the settings of one SMPP account, filled from conf/ by the
// configuration.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>
#include "adapters/sms/segments.hpp"
#include "adapters/sms/text.hpp"
#include "adapters/sms/timers.hpp"
#include "gateway/async/backoff.hpp"

namespace sapa::sms {

enum class bind_type : std::uint8_t { transceiver, transmitter, receiver };

// A participant's number as the account wants it in destination_addr.
enum class destination_form : std::uint8_t {
    international,  // 62812...
    plus,           // +62812...
    national,       // 0812...
    as_received,    // as the question's source_addr had it
};

struct smpp_host
{
    std::string host{"127.0.0.1"};
    std::uint16_t port{2775};
};

struct tls_settings
{
    bool on{};
    std::string ca_file{};             // trust this instead of the system's certificates
    std::string pinned_sha256{};       // hex of the certificate's SHA-256: trust exactly this one
    std::string certificate{}, key{};  // ours, where the SMSC asks for one
    std::string server_name{};         // where it differs from the host
};

struct address_form
{
    std::uint8_t ton{}, npi{};
};

// A TLV of deliver_sm that the reply returns. It travels as ("tlv:<tag hex>", octets in hex).
struct carried_tlv
{
    std::uint16_t from{};  // tag in deliver_sm
    std::uint16_t to{};    // tag in submit_sm; 0: the same
};

struct smpp_account
{
    std::string name{"smpp"};
    std::vector<smpp_host> hosts{smpp_host{}};  // in order of preference
    tls_settings tls{};
    bind_type bind{bind_type::transceiver};
    int binds{1};
    // With bind transmitter or receiver: how many of the other kind are made too; 0: only the kind named.
    int receiver_binds{}, transmitter_binds{};
    std::string system_id{"sapa"}, password{}, system_type{};
    std::uint8_t interface_version{0x34};
    address_form bind_address{};
    std::string address_range{};

    std::size_t window{10};   // a bind
    double max_per_second{};  // segments of the whole account; 0: no limit
    smpp::timer_limits timers{};
    std::chrono::seconds smsc_response_timer{
        10};  // after this the SMSC takes a deliver_sm for unacknowledged
    backoff reconnect{};

    std::string short_code{"2757"};
    std::vector<std::string> prefixes{};  // "62811": messages that we start to these numbers leave here
    std::string source_addr{};            // empty: the short code
    address_form source{3, 0}, destination{1, 1};
    destination_form destination_as{destination_form::international};
    std::string service_type{};
    std::uint8_t registered_delivery{1};
    std::uint8_t protocol_id{}, priority{};
    std::chrono::seconds validity{0};  // relative validity_period at most this; 0: none sent
    bool validity_from_expiry{};       // a reply's expires_at becomes validity_period

    text_settings mo_text{};              // what the octets of deliver_sm mean
    alphabet mt_alphabet{alphabet::gsm};  // of data_coding 0 in submit_sm: gsm, latin1 or ascii
    bool transliterate{true};             // before UCS-2 is taken
    bool basic_only{};                    // no extension table: for operators that lose it
    concatenation long_message{concatenation::udh8};
    std::size_t segments_max{10};
    bool user_message_reference{};  // TLV 0x0204 on each submit_sm
    bool receipts_by_text{};        // "id:... stat:" without esm_class counts as a receipt

    std::vector<carried_tlv> carried{};
    std::vector<std::pair<std::uint16_t, std::string>> constant_tlvs{};  // on each submit_sm: tag, octets

    std::size_t unacknowledged_max{5000};  // deliver_sm in work; beyond: ESME_RMSGQFUL
    std::uint32_t refusal_status{0x64};    // what a deliver_sm gets that could not be stored
    std::chrono::seconds parts_timeout{480};
    unsigned parts_max{20};
    std::size_t parts_per_sender{60};
};

}  // namespace sapa::sms
