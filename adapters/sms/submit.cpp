// Wording is done before: here a text becomes submit_sm.
#include "adapters/sms/submit.hpp"
#include <algorithm>
#include <charconv>
#include "adapters/sms/smpp_time.hpp"

namespace sapa::sms {
namespace {

constexpr std::size_t short_message_max = 254;

const std::string* find_carried(const mt_message& message, std::string_view name)
{
    for (const auto& [key, value] : message.carried)
        if (key == name)
            return &value;
    return nullptr;
}

smpp::submit_sm addressed(const mt_message& message, const smpp_account& account)
{
    smpp::submit_sm submit;
    submit.service_type = account.service_type;
    submit.source_addr_ton = account.source.ton;
    submit.source_addr_npi = account.source.npi;
    submit.source_addr = account.source_addr.empty() ? account.short_code : account.source_addr;
    submit.dest_addr_ton = account.destination.ton;
    submit.dest_addr_npi = account.destination.npi;
    submit.destination_addr = destination_of(message, account);
    submit.protocol_id = account.protocol_id;
    submit.priority_flag = account.priority;
    submit.registered_delivery = account.registered_delivery;
    return submit;
}

std::string validity_of(const mt_message& message, const smpp_account& account, instant now)
{
    using std::chrono::seconds;
    seconds valid = account.validity;
    if (account.validity_from_expiry && message.expires_at > now) {
        const auto left = std::chrono::ceil<seconds>(message.expires_at - now);
        valid = valid.count() > 0 ? std::min(valid, left) : left;
    }
    return valid.count() > 0 ? smpp::write_relative(valid) : std::string();
}

std::vector<smpp::tlv> extra_tlvs(const mt_message& message, std::uint16_t reference,
                                  const smpp_account& account)
{
    std::vector<smpp::tlv> tlvs;
    if (account.user_message_reference)
        tlvs.push_back(smpp::two_octet_tlv(smpp::tag::user_message_reference, reference));
    for (const auto& [tag, octets] : account.constant_tlvs)
        tlvs.push_back({tag, octets});
    for (const auto& wanted : account.carried)
        if (const auto* hex = find_carried(message, carried_tlv_name(wanted.from)))
            tlvs.push_back({wanted.to ? wanted.to : wanted.from, from_hex(*hex)});
    return tlvs;
}

}  // namespace

std::uint16_t segment_reference(std::string_view reference)
{
    std::uint64_t number = 0;
    const auto [end, fault] = std::from_chars(reference.data(), reference.data() + reference.size(), number);
    if (fault != std::errc() || end != reference.data() + reference.size())
        number = std::hash<std::string_view>()(reference);
    return static_cast<std::uint16_t>(number & 0xFFFF);
}

std::string destination_of(const mt_message& message, const smpp_account& account)
{
    const auto& digits = message.recipient;
    switch (account.destination_as) {
        case destination_form::plus:
            return "+" + digits;
        case destination_form::national:
            return digits.starts_with("62") ? "0" + digits.substr(2) : digits;
        case destination_form::as_received:
            if (const auto* raw = find_carried(message, carried_source))
                return *raw;
            return digits;
        case destination_form::international:
            break;
    }
    return digits;
}

std::vector<smpp::pdu> make_submits(const mt_message& message, std::string_view reference,
                                    const smpp_account& account, instant now)
{
    segment_settings how;
    how.how = account.long_message;
    how.default_alphabet = account.mt_alphabet;
    how.transliterate = account.transliterate;
    how.basic_only = account.basic_only;
    auto cut = segment_text(message.content.text, how);
    if (cut.parts.empty())
        cut.parts.emplace_back();
    const auto total = std::min(cut.parts.size(), std::max<std::size_t>(1, account.segments_max));
    const auto ref = segment_reference(reference);
    auto base = addressed(message, account);
    base.data_coding = cut.data_coding;
    base.validity_period = validity_of(message, account, now);

    std::vector<smpp::pdu> submits(total);
    for (std::size_t i = 0; i < total; ++i) {
        auto submit = base;
        auto& made = submits[i];
        made.tlvs = extra_tlvs(message, ref, account);
        auto octets = std::move(cut.parts[i]);
        if (total > 1 && account.long_message == concatenation::sar) {
            made.tlvs.push_back(smpp::two_octet_tlv(smpp::tag::sar_msg_ref_num, ref));
            made.tlvs.push_back(
                smpp::octet_tlv(smpp::tag::sar_total_segments, static_cast<std::uint8_t>(total)));
            made.tlvs.push_back(
                smpp::octet_tlv(smpp::tag::sar_segment_seqnum, static_cast<std::uint8_t>(i + 1)));
        } else if (total > 1) {
            const auto header =
                concatenation_header(account.long_message, ref, static_cast<std::uint8_t>(total),
                                     static_cast<std::uint8_t>(i + 1));
            if (!header.empty())
                submit.esm_class |= smpp::esm::udhi;
            octets.insert(0, header);
        }
        if (octets.size() > short_message_max)
            made.tlvs.push_back({smpp::tag::message_payload, std::move(octets)});
        else
            submit.short_message = std::move(octets);
        made.body = std::move(submit);
    }
    return submits;
}

std::string to_hex(std::string_view octets)
{
    constexpr char hex[] = "0123456789abcdef";
    std::string text;
    text.reserve(octets.size() * 2);
    for (unsigned char octet : octets)
        text += {hex[octet >> 4], hex[octet & 15]};
    return text;
}

std::string from_hex(std::string_view digits)
{
    std::string octets;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
        unsigned octet = 0;
        std::from_chars(digits.data() + i, digits.data() + i + 2, octet, 16);
        octets += static_cast<char>(octet);
    }
    return octets;
}

std::string carried_tlv_name(std::uint16_t tag)
{
    const char big_endian[]{static_cast<char>(tag >> 8), static_cast<char>(tag & 0xFF)};
    return "smpp:tlv:" + to_hex({big_endian, 2});
}

}  // namespace sapa::sms
