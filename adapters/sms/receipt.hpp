// Delivery receipts: recognised, read by their labels, matched with the id of submit_sm_resp (smpp.md 1.8).
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>
#include "adapters/sms/pdu.hpp"

namespace sapa::sms {

enum class message_state : std::uint8_t {
    scheduled,
    enroute,
    delivered,
    expired,
    deleted,
    undeliverable,
    accepted,
    unknown,
    rejected,
    skipped,
};

// SCHEDULED, ENROUTE and ACCEPTED do not end a message; the others do.
bool is_final(message_state state);
// The word of the specification's appendix B: "DELIVRD".
std::string_view state_word(message_state state);
// DELIVRD and its kin, vendors' words, numbers "0" to "9"; any case.
std::optional<message_state> state_from_word(std::string_view word);
// What is known after `next` was heard in state `now`: a final state stays (UNKNOWN gives way to a definite
// one), and ACCEPTED does not become ENROUTE.
message_state advance_state(message_state now, message_state next);

// A date of a receipt as it reads; its zone is the account's.
struct receipt_date
{
    int year{};
    unsigned month{}, day{}, hour{}, minute{}, second{};
    bool operator==(const receipt_date&) const = default;
};

struct receipt
{
    std::optional<std::string> id{};
    std::string other_id{};  // the text's id where it is another than the TLV's, for matching
    std::optional<std::uint32_t> sub{}, dlvrd{};
    std::optional<receipt_date> submit{}, done{};
    std::optional<std::string> stat{}, err{};
    std::string text{};
    std::optional<message_state> state{};
    bool by_label{};  // at least id: or stat: was found in the text
};

// What the optional parameters say; they win over the text.
struct receipt_tlvs
{
    std::optional<std::string> receipted_message_id{};
    std::optional<std::uint8_t> message_state{};
};

// Reads the text by its labels, in any order and any case; what is missing stays empty. Never fails.
receipt read_receipt(std::string_view text, const receipt_tlvs& tlvs = {});
// The same from a PDU's parts: short_message or message_payload, UTF-16BE where every other octet is 0.
receipt read_receipt(const smpp::deliver_sm& mo, const smpp::pdu& whole);
receipt read_receipt(const smpp::data_sm& mo, const smpp::pdu& whole);

// Whether a PDU is a receipt: by esm_class, or by its TLVs, or (accounts that need it) by "id:... stat:".
bool is_receipt(const smpp::pdu& mo, bool trust_text = false);

enum class id_match : std::uint8_t {
    none,
    exact,
    ignoring_case,
    hex_resp,     // hex in submit_sm_resp, decimal in the receipt
    hex_receipt,  // decimal in submit_sm_resp, hex in the receipt
    zeros,        // the same number, other leading zeros
};

// How the id of a submit_sm_resp and the id of a receipt are the same, in the order in which to try.
id_match match_ids(std::string_view submit_sm_resp, std::string_view receipt);
// Keys under which a receipt's id is to be looked up, best first: as it is, in lower case, as a number.
std::vector<std::string> lookup_keys(std::string_view receipt_id);
// The keys under which an id of submit_sm_resp is stored, so that any of lookup_keys() finds it.
std::vector<std::string> stored_keys(std::string_view message_id);

}  // namespace sapa::sms
