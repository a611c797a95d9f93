// The settings of one WhatsApp number.
#pragma once
#include <functional>
#include <string>
#include <vector>
#include "gateway/model/time.hpp"

namespace sapa::whatsapp {

struct account
{
    std::string phone_number_id{};
    std::vector<std::string> app_secrets{};  // several while they are rotated, or for several apps
    std::string verify_token{};
    std::function<std::string()>
        access_token{};  // asked again after a refusal and now and then; may read a file
    std::string graph_url{"https://graph.facebook.com/v25.0"};
    std::string ca_file{};                       // https: trust this instead of the system's
    double max_per_second{60};                   // 0: no limit
    double user_per_minute{10}, user_burst{10};  // Meta's pair rate; 0: no limit
    milliseconds timeout{10'000};                // of one request to the Graph API
    std::size_t connections{32};
    seconds mute_after_echo{4 * 3600};  // a person answered from our number: the bot is silent so long
};

}  // namespace sapa::whatsapp
