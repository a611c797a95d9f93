// A message from a participant (mobile originated), as every adapter hands it over.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>
#include "gateway/model/channel_type.hpp"
#include "gateway/model/msisdn.hpp"
#include "gateway/model/time.hpp"

namespace sapa {

enum class mo_kind : std::uint8_t {
    text,    // typed words
    button,  // a button or list row: reply_id says which, text is its title
    image,
    audio,
    video,
    document,
    sticker,
    contact,
    location,        // see `place`
    unsupported,     // a type that the provider could not hand over
    person_changed,  // the number or account may belong to somebody else now: ends a verified session
};

struct geo_point
{
    double latitude{}, longitude{};
};

struct mo_message
{
    channel_type via{};
    std::string account{};  // SMPP or HTTP account by its name in conf/, or the phone_number_id
    std::string sender{};   // identity within the channel: E.164 digits, or a WhatsApp user id (BSUID)
    std::optional<msisdn> phone{};  // absent where a WhatsApp user shows no phone number
    std::string destination{};      // short code or display number that was written to
    mo_kind kind{};
    std::string text{};         // UTF-8; caption of media
    std::string reply_id{};     // of the button or row that was pressed
    std::string provider_id{};  // wamid or transaction id; empty on SMPP
    instant sent_at{};          // by the provider's clock, else received_at
    instant received_at{};
    bool incomplete{};  // parts of a long SMS are missing
    std::optional<geo_point> place{};
    // To be returned with the reply: transaction ids, vendor TLVs, identity hash. (name, value)
    std::vector<std::pair<std::string, std::string>> carried{};
};

}  // namespace sapa
