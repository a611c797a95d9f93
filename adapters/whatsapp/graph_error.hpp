// What an answer of the Graph API means: reference/whatsapp.md section 2.4. Pure.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>
#include "gateway/model/failure.hpp"

namespace sapa::whatsapp {

// Finer than `advice`: also whom it slows or stops and who must look at it.
enum class answer_class : std::uint8_t {
    accepted,
    retry_pair,    // too many to this user: hold them 4^X s, others pass
    retry_number,  // the number's throughput
    retry_app,
    retry_waba,        // calls an hour
    retry,             // temporary
    retry_few,         // a fetch of ours failed
    retry_after_1min,  // the number is being upgraded
    permanent_or_retry_once,
    retry_ambiguous,      // may have been accepted: unknown
    alert_no_fast_retry,  // held back for quality: an operator decides
    template_or_stop,     // the 24 hours are over
    permanent,
    permanent_24h,  // not again within a day
    reverify_user,  // the person behind the number may be another
    auth,           // credentials: pause, keep the queue, reload the token
    stop_account,
    stop_number,  // suspended: pause, keep the queue
};
std::string_view to_string(answer_class what);

struct graph_answer
{
    answer_class what{};
    std::int64_t code{};       // error.code, else the HTTP status
    std::string message_id{};  // wamid, where accepted
    bool alarm{};              // somebody must be told
    std::string_view todo{};   // what follows, in a few words
};

// `status` 0: no answer came.
graph_answer read_answer(int status, std::string_view body);

// The same for an error that came later in a status webhook; 0 where the code is not known: permanent.
graph_answer answer_of_code(std::int64_t code);

// Concerns the number or the account rather than one message or person?
bool is_of_account(answer_class what);

// What the dispatcher is told. `window_open`: our record shows the user wrote within 24 hours.
send_outcome to_outcome(const graph_answer& answer, milliseconds pair_hold, bool window_open);

}  // namespace sapa::whatsapp
