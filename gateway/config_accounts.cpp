// The adapters' accounts as the settings have them.
#include "gateway/config.hpp"

namespace sapa {
namespace {

std::uint16_t hex_tag(const std::string& text)
{
    return static_cast<std::uint16_t>(std::stoul(text, nullptr, 16));
}

sms::alphabet alphabet_of(const std::string& word)
{
    if (word == "latin1")
        return sms::alphabet::latin1;
    return word == "ascii" ? sms::alphabet::ascii : sms::alphabet::gsm;
}

}  // namespace

sms::smpp_account make_account(const smpp_section& from, const std::string& short_code)
{
    sms::smpp_account to;
    to.name = from.name;
    to.hosts.clear();
    for (const auto& host : from.host) {
        const auto colon = host.rfind(':');
        const bool has_port =
            colon != host.npos && host.find_first_not_of("0123456789", colon + 1) == host.npos;
        to.hosts.push_back(has_port
                               ? sms::smpp_host{host.substr(0, colon),
                                                static_cast<std::uint16_t>(std::stoi(host.substr(colon + 1)))}
                               : sms::smpp_host{host, static_cast<std::uint16_t>(from.port)});
    }
    to.tls = {.on = from.tls,
              .ca_file = from.ca_file,
              .pinned_sha256 = from.pinned_sha256,
              .certificate = from.certificate,
              .key = from.key};
    to.bind = from.bind == "transmitter" ? sms::bind_type::transmitter
              : from.bind == "receiver"  ? sms::bind_type::receiver
                                         : sms::bind_type::transceiver;
    to.binds = from.binds;
    to.receiver_binds = from.receiver_binds;
    to.transmitter_binds = from.transmitter_binds;
    to.system_id = from.system_id;
    to.password = from.password.value();
    to.system_type = from.system_type;
    to.window = static_cast<std::size_t>(from.window);
    to.max_per_second = from.max_per_second;
    to.timers.enquire_link = from.enquire_link;
    to.timers.submit_resp = from.submit_resp;
    to.smsc_response_timer = from.smsc_response_timer;
    to.short_code = short_code;
    to.source_addr = from.source_addr;
    to.source = {static_cast<std::uint8_t>(from.source_ton), static_cast<std::uint8_t>(from.source_npi)};
    to.destination = {static_cast<std::uint8_t>(from.destination_ton),
                      static_cast<std::uint8_t>(from.destination_npi)};
    to.destination_as = from.destination_form == "plus"          ? sms::destination_form::plus
                        : from.destination_form == "national"    ? sms::destination_form::national
                        : from.destination_form == "as_received" ? sms::destination_form::as_received
                                                                 : sms::destination_form::international;
    to.service_type = from.service_type;
    to.registered_delivery = static_cast<std::uint8_t>(from.registered_delivery);
    to.validity = seconds(from.validity_seconds);
    to.mo_text.default_alphabet = alphabet_of(from.mo_alphabet);
    to.mt_alphabet = alphabet_of(from.mt_alphabet);
    to.mo_text.gsm_as_ia5 = from.gsm_as_ia5;
    to.long_message = from.long_message == "sar"       ? sms::concatenation::sar
                      : from.long_message == "payload" ? sms::concatenation::payload
                      : from.long_message == "udh16"   ? sms::concatenation::udh16
                                                       : sms::concatenation::udh8;
    for (const auto& tag : from.carried_tlvs) {
        const auto colon = tag.find(':');
        to.carried.push_back(
            {hex_tag(tag), colon == tag.npos ? std::uint16_t{} : hex_tag(tag.substr(colon + 1))});
    }
    to.unacknowledged_max = static_cast<std::size_t>(from.unacknowledged_max);
    to.parts_timeout = from.parts_timeout;
    to.receipts_by_text = from.receipts_by_text;
    return to;
}

whatsapp::account make_account(const whatsapp_section& from)
{
    whatsapp::account to;
    to.phone_number_id = from.phone_number_id;
    for (const auto& one : from.app_secret)
        to.app_secrets.push_back(one.value());
    to.verify_token = from.verify_token.value();
    to.access_token = [token = from.access_token] { return token.value(); };
    to.graph_url = from.graph_url;
    to.ca_file = from.ca_file;
    to.max_per_second = from.max_per_second;
    return to;
}

}  // namespace sapa
