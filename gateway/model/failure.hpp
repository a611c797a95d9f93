// Why a send did not succeed, and what that means for the next try. Only dispatcher and retry act on it.
#pragma once
#include <cstdint>
#include <string>
#include <variant>
#include <vector>
#include "gateway/model/time.hpp"

namespace sapa {

enum class advice : std::uint8_t {
    retry,             // this message again, later
    retry_once,        // again, but only once
    retry_few,         // again, but only a few times
    hold_recipient,    // this recipient waits (pair rate, full inbox); others pass
    slow_account,      // halve the account's rate, then this message again
    pause_account,     // stop the account and keep its queue: credentials, suspension
    give_up,           // permanent
    fall_back_to_sms,  // permanent on this channel; SMS where phone and flow allow
    needs_template,    // outside WhatsApp's window
};

struct failure
{
    advice what{advice::retry};
    bool our_fault{};      // a bug or a wrong setting of ours: alarm
    std::string code{};    // "ESME_RTHROTTLED", "131056": the provider's word
    milliseconds after{};  // not before this has passed; 0: the retry schedule decides
};

struct accepted
{
    std::vector<std::string> message_ids{};  // the provider's, one a segment
};
struct refused
{
    failure why{};
    std::vector<std::string> message_ids{};  // segments accepted before the refusal
};
// Link cut, time-out: perhaps it arrived, perhaps not.
struct unknown_outcome
{
    std::string code{};
};

using send_outcome = std::variant<accepted, refused, unknown_outcome>;

}  // namespace sapa
