// An mt_message as submit_sm PDUs of one account: text, segments, addresses, TLVs. Pure.
#pragma once
#include <string>
#include <string_view>
#include <vector>
#include "adapters/sms/account.hpp"
#include "adapters/sms/pdu.hpp"
#include "gateway/model/mt_message.hpp"

namespace sapa::sms {

// The number that tells a message's segments: the same for each try of one message.
std::uint16_t segment_reference(std::string_view reference);

// destination_addr as the account wants it. `carried` of the question knows how its source_addr read.
std::string destination_of(const mt_message& message, const smpp_account& account);

// One PDU a segment, without sequence numbers. More than segments_max: the rest is cut off.
std::vector<smpp::pdu> make_submits(const mt_message& message, std::string_view reference,
                                    const smpp_account& account, instant now);

// Octets as hex digits and back, for what travels in `carried`.
std::string to_hex(std::string_view octets);
std::string from_hex(std::string_view digits);

// Names in mo_message::carried.
inline constexpr std::string_view carried_source = "smpp:source_addr";
std::string carried_tlv_name(std::uint16_t tag);  // "smpp:tlv:1401"

}  // namespace sapa::sms
