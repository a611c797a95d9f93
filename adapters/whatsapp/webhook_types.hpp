// What a webhook of the WhatsApp Cloud API tells, as types: reference/whatsapp.md section 1.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>
#include "gateway/model/mo_message.hpp"
#include "gateway/model/time.hpp"

namespace sapa::whatsapp {

// What is to be done with an inbound message.
enum class message_class : std::uint8_t {
    user,      // for the bot
    reaction,  // never a turn
    system,    // the person behind the number or id may be another
    edit,
    revoke,        // of an earlier message; never a turn
    welcome,       // opened the chat; no content
    group,         // sent in a group; never answered
    unsupported,   // Meta could not hand it over
    unparseable,   // of a known type, but its content is missing or malformed
    unknown_type,  // a type that we do not know
};
std::string_view to_string(message_class what);

// Unix time as it was spelled: Meta sends a string of seconds; numbers and milliseconds were seen.
struct stamp
{
    std::string spelled{};  // empty: absent
    bool is_number{};
    std::optional<instant> at{};  // nullopt: absent or no time
};

// The business number that the update belongs to.
struct own_number
{
    std::string phone_number_id{};
    std::string display_phone_number{};
};

struct inbound_message
{
    own_number to{};
    std::string id{};                   // wamid, never empty
    std::string from{};                 // phone number, else the user id (BSUID); empty: neither was given
    std::string from_user_id{};         // of the message itself
    std::string contact_user_id{};      // of the contact that belongs to this message
    std::string identity_key_hash{};    // of that contact, where the identity check is on
    std::optional<std::string> type{};  // as sent
    message_class what{};
    stamp sent{};
    std::optional<std::string> text{};           // words of the person: body, caption, title
    std::string subtype{};                       // of interactive: button_reply, list_reply, nfm_reply
    std::optional<std::string> reply_id{};       // of the button or row that was pressed
    std::optional<std::string> response_json{};  // of a flow: a string, perhaps no JSON
    std::optional<std::string> media_id{}, mime_type{};
    std::optional<geo_point> place{};
    std::optional<std::string> target_id{};  // of the message that a reaction, edit or revoke is about
    std::optional<std::string> system_type{};
    std::optional<std::string> new_wa_id{};   // after a change of number
    std::optional<std::string> context_id{};  // the message that this one answers
    bool forwarded{};
    std::optional<std::string> referral_source_id{};
    std::vector<std::int64_t> error_codes{};
    std::string shared_phone{};  // of a contact shared on request (origin contact_request); else empty
};

enum class status_kind : std::uint8_t { unknown, sent, delivered, read, played, failed, deleted, warning };

struct message_status
{
    own_number by{};
    std::string id{};       // wamid of our message
    std::string spelled{};  // the status as sent
    status_kind what{};
    std::string recipient{};  // phone number, else user id; may be empty
    stamp changed{};
    std::string reference{};  // biz_opaque_callback_data
    std::vector<std::int64_t> error_codes{};
};

// A person answered from our number in the WhatsApp Business app.
struct message_echo
{
    own_number by{};
    std::string id{};
    std::string to{};  // phone number, else user id
    std::optional<std::string> type{}, text{};
    stamp sent{};
};

// A user's choice about marketing messages.
struct user_preference
{
    own_number of{};
    std::string wa_id{};  // phone number, else user id
    std::string category{}, value{};
};

struct webhook
{
    bool is_json{};  // false: nothing else is set
    std::vector<inbound_message> messages{};
    std::vector<message_status> statuses{};
    std::vector<std::int64_t> errors{};  // of value.errors: about the account
    std::vector<message_echo> echoes{};
    std::vector<user_preference> preferences{};
    std::vector<std::string> ignored_fields{};
    std::size_t rejected{};  // items that could not be understood; their neighbours are here
};

}  // namespace sapa::whatsapp
