// One table of Meta's error codes.
#include "adapters/whatsapp/graph_error.hpp"

#include <algorithm>
#include "adapters/whatsapp/json_body.hpp"
#include "adapters/whatsapp/json_reading.hpp"

namespace sapa::whatsapp {
namespace {

using enum answer_class;

struct code_row
{
    std::int64_t first, last;
    answer_class what;
    bool alarm;
    std::string_view todo;
};
// clang-format off
constexpr code_row codes[]{
    {131056, 131056, retry_pair,              false, "hold this user 4^X s; others pass"},
    {130429, 130429, retry_number,            false, "slow the number, with jitter"},
    {4,      4,      retry_app,               false, "slow the app until its hour is over"},
    {613,    613,    retry_app,               false, "slow the app until its hour is over"},
    {80007,  80007,  retry_waba,              false, "slow the business account until its hour is over"},
    {1,      1,      permanent_or_retry_once, false, "once more, then fail"},
    {2,      2,      retry,                   false, "again with backoff"},
    {131000, 131000, retry,                   false, "again with backoff"},
    {131016, 131016, retry,                   false, "again with backoff"},
    {133004, 133004, retry,                   false, "again with backoff"},
    {131057, 131057, retry_after_1min,        false, "again after a minute"},
    {131053, 131053, retry_few,               false, "a few times more"},
    {131048, 131048, alert_no_fast_retry,     true,  "stop campaigns, tell an operator"},
    {131064, 131064, alert_no_fast_retry,     true,  "stop campaigns, tell an operator"},
    {131047, 131047, template_or_stop,        false, "a template, or wait for the user"},
    {131026, 131026, permanent,               false, "SMS where the phone is known"},
    {131049, 131049, permanent_24h,           false, "not within a day"},
    {131050, 131050, permanent,               false, "keep the opt-out"},
    {131062, 131062, permanent,               false, "needs the phone number"},
    {131063, 131063, permanent,               false, "needs the phone number"},
    {131021, 131021, permanent,               true,  "our own number"},
    {131030, 131030, permanent,               true,  "not on the test number's list"},
    {130472, 130472, permanent,               false, "part of an experiment of Meta"},
    {130497, 130497, permanent,               true,  "this country is closed to us"},
    {100,    100,    permanent,               true,  "a fault of ours"},
    {131008, 131009, permanent,               true,  "a fault of ours"},
    {131051, 131052, permanent,               true,  "a fault of ours"},
    {132000, 132999, permanent,               true,  "look at the template"},
    {135000, 135000, permanent,               true,  "a fault of ours"},
    {33,     33,     permanent,               true,  "the number was deleted"},
    {137000, 137000, reverify_user,           false, "end the verified session"},
    {0,      0,      auth,                    true,  "pause, keep the queue, reload the token"},
    {3,      3,      auth,                    true,  "pause, keep the queue, reload the token"},
    {10,     10,     auth,                    true,  "pause, keep the queue, reload the token"},
    {190,    190,    auth,                    true,  "pause, keep the queue, reload the token"},
    {200,    299,    auth,                    true,  "pause, keep the queue, reload the token"},
    {131005, 131005, auth,                    true,  "pause, keep the queue, reload the token"},
    {368,    368,    stop_account,            true,  "pause the account, keep the queue"},
    {131031, 131031, stop_account,            true,  "pause the account, keep the queue"},
    {131042, 131042, stop_account,            true,  "pause the account, keep the queue"},
    {131045, 131045, stop_number,             true,  "pause the number, keep the queue"},
    {133010, 133010, stop_number,             true,  "pause the number, keep the queue"},
};

struct class_row
{
    std::string_view name;
    advice what;
    milliseconds after;
};
// In the order of answer_class.
constexpr class_row classes[]{
    {"accepted",                advice::retry,          milliseconds(0)},
    {"retry_pair",              advice::hold_recipient, milliseconds(0)},
    {"retry_number",            advice::slow_account,   milliseconds(0)},
    {"retry_app",               advice::slow_account,   std::chrono::minutes(1)},
    {"retry_waba",              advice::slow_account,   std::chrono::minutes(1)},
    {"retry",                   advice::retry,          milliseconds(0)},
    {"retry_few",               advice::retry_few,          milliseconds(0)},
    {"retry_after_1min",        advice::retry,          std::chrono::minutes(1)},
    {"permanent_or_retry_once", advice::retry_once,     milliseconds(0)},
    {"retry_ambiguous",         advice::retry,          milliseconds(0)},
    {"alert_no_fast_retry",     advice::retry,          std::chrono::minutes(15)},
    {"template_or_stop",        advice::needs_template, milliseconds(0)},
    {"permanent",               advice::give_up,        milliseconds(0)},
    {"permanent_24h",           advice::give_up,        milliseconds(0)},
    {"reverify_user",           advice::give_up,        milliseconds(0)},
    {"auth",                    advice::pause_account,  milliseconds(0)},
    {"stop_account",            advice::pause_account,  milliseconds(0)},
    {"stop_number",             advice::pause_account,  milliseconds(0)},
};
// clang-format on

constexpr std::int64_t undeliverable = 131026;

const class_row& row_of(answer_class what) { return classes[static_cast<std::size_t>(what)]; }

const code_row* find_code(std::int64_t code)
{
    const auto* at = std::ranges::find_if(
        codes, [&](const code_row& row) { return row.first <= code && code <= row.last; });
    return at == std::end(codes) ? nullptr : at;
}

graph_answer ambiguous(int status)
{
    return {retry_ambiguous, status, {}, false, "perhaps accepted; settle by the status webhook"};
}

// A code decides before the HTTP status; a status decides where the code says nothing better.
graph_answer read_error(int status, std::optional<std::int64_t> code)
{
    const auto* row = code ? find_code(*code) : nullptr;
    if (status == 429 && (!row || row->what == permanent))
        return {retry_app, code.value_or(status), {}, false, "slow the app until its hour is over"};
    if (row)
        return answer_of_code(*code);
    if (status >= 500)
        return {retry, code.value_or(status), {}, false, "again with backoff"};
    return {permanent, code.value_or(status), {}, true, "an error that we do not know"};
}

}  // namespace

std::string_view to_string(answer_class what) { return row_of(what).name; }

bool is_of_account(answer_class what)
{
    const auto then = row_of(what).what;
    return then == advice::slow_account || then == advice::pause_account;
}

graph_answer answer_of_code(std::int64_t code)
{
    if (const auto* row = find_code(code))
        return {row->what, code, {}, row->alarm, row->todo};
    return {permanent, code, {}, true, "an error that we do not know"};
}

graph_answer read_answer(int status, std::string_view body)
{
    json::monotonic_resource memory;
    const auto value = read_json(body, memory);
    const auto* root = value ? value->if_object() : nullptr;
    if (const auto* error = find_object(root, "error"))
        return read_error(status, whole_number(find(error, "code")));
    if (status == 429)
        return read_error(status, std::nullopt);
    if (!root || status < 200 || status > 299)
        return ambiguous(status);
    const auto messages = elements(find_array(root, "messages"));
    auto id = messages.empty() ? std::string{} : text_or_empty(messages.front().if_object(), "id");
    if (id.empty() && !find_flag(root, "success"))
        return ambiguous(status);
    return {accepted, 0, std::move(id), false, "wait for its statuses"};
}

send_outcome to_outcome(const graph_answer& answer, milliseconds pair_hold, bool window_open)
{
    if (answer.what == accepted)
        return sapa::accepted{{answer.message_id}};
    if (answer.what == retry_ambiguous)
        return unknown_outcome{answer.code ? "http_" + std::to_string(answer.code) : "no_answer"};
    const auto& row = row_of(answer.what);
    failure why{row.what, answer.alarm, std::to_string(answer.code), row.after};
    if (answer.what == retry_pair)
        why.after = pair_hold;
    // Meta refuses now and then although the window is open.
    if (answer.what == template_or_stop && window_open)
        why.what = advice::retry_once;
    if (answer.code == undeliverable)
        why.what = advice::fall_back_to_sms;
    return refused{std::move(why), {}};
}

}  // namespace sapa::whatsapp
