// What becomes of a message after an attempt: the one place that reads a failure's advice. Pure.
#pragma once
#include <optional>
#include "gateway/model/failure.hpp"
#include "gateway/model/mt_message.hpp"
#include "gateway/pipeline/conversation_store.hpp"

namespace sapa {

struct retry_settings
{
    int attempts_max{12};  // of one message, throttling not counted
    int few_attempts{3};   // of one that time hardly mends
    seconds first_wait{2}, longest_wait{900};
    seconds account_pause{60};  // credentials refused, account suspended
    int unknown_max{3};         // second sendings after unknown outcomes
    seconds status_wait{10};    // before one on WhatsApp: a status may tell what became of the first
};

struct attempts_so_far
{
    int failed{};     // attempts that ended refused and count
    int throttled{};  // attempts that ended with slow_account or hold_recipient
    int unknown{};    // attempts whose outcome is unknown
};

// What goes out in place of a reply that this failure ends, or that a status calls failed afterwards: the
// same words by SMS (`sms_account` absent: the channel is off), or the same once more where only the moment
// was wrong. nullopt: nothing.
std::optional<mt_message> instead_of(const mt_message& failed, const failure& why,
                                     const std::optional<std::string>& sms_account, instant now);

struct verdict
{
    std::optional<outbox_end> ended{};  // absent: again at `retry_at`
    instant retry_at{};
    bool was_unknown{};
    bool dead_letter{};
    milliseconds hold_recipient{};  // its conversation waits so long
    std::string code{};
};

// `before`: attempts before this one. `chance`: 0 to 1, spreads retries. Replies are sent again after an
// unknown outcome, notices are not. Nothing is tried after expires_at.
verdict judge(const send_outcome& outcome, const mt_message& message, attempts_so_far before, instant now,
              double chance, const retry_settings& settings = {});

}  // namespace sapa
