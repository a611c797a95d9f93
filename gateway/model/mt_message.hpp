// A message to a participant (mobile terminated), worded for its channel.
#pragma once
#include <string>
#include <utility>
#include <vector>
#include "gateway/model/channel_type.hpp"
#include "gateway/model/language.hpp"
#include "gateway/model/time.hpp"

namespace sapa {

// One thing that can be picked. On SMS it is already part of the text as a number.
struct choice
{
    std::string id{};           // comes back as mo_message::reply_id
    std::string title{};        // at most 20 characters
    std::string description{};  // list rows only, at most 72
    bool operator==(const choice&) const = default;
};

// What a person gets to read; wording makes it, adapters turn it into PDUs or JSON.
struct mt_content
{
    std::string key{};  // the reply's name in conf/replies, for tests and the console
    language spoken{};
    std::string text{};             // UTF-8, final
    std::vector<choice> buttons{};  // at most 3; WhatsApp only
    std::vector<choice> rows{};     // at most 10; WhatsApp only
    std::string list_title{};       // label of the list's button
    std::string template_name{};    // WhatsApp template, for messages that we start outside the window
    std::vector<std::string> template_values{};
    bool operator==(const mt_content&) const = default;
};

enum class mt_purpose : std::uint8_t {
    reply,   // answers a question: at least once
    notice,  // we start it: at most once
};

struct mt_message
{
    channel_type via{};
    std::string account{};    // a reply leaves by the account on which its question came
    std::string recipient{};  // mo_message::sender of the question
    mt_purpose purpose{};
    mt_content content{};
    instant expires_at{};       // too late to be of use after this
    std::string in_reply_to{};  // provider_id of the question
    std::vector<std::pair<std::string, std::string>> carried{};
};

}  // namespace sapa
