// One message: window, rate of the user, rate of the number, request, what its answer means for all of these.
#include "adapters/whatsapp/graph_client.hpp"

#include <boost/asio/error.hpp>
#include "adapters/whatsapp/arrival.hpp"
#include "adapters/whatsapp/merge.hpp"
#include "adapters/whatsapp/payload.hpp"
#include "gateway/async/within.hpp"
#include "gateway/observe/log.hpp"

namespace sapa::whatsapp {
namespace {

constexpr seconds token_age_max{10};      // a token from a file is read again after this
constexpr seconds pause_credentials{10};  // then one message tries whether the credentials are good again
constexpr seconds pause_suspended{300};
constexpr seconds campaigns_stopped{3600};  // Meta holds messages back for quality: what we start waits

// Nothing left the machine.
bool never_sent(const boost::system::error_code& trouble)
{
    return trouble == asio::error::connection_refused || trouble == asio::error::host_unreachable ||
           trouble == asio::error::network_unreachable || trouble == asio::error::host_not_found ||
           trouble == asio::error::host_not_found_try_again || trouble == asio::error::try_again ||
           trouble == boost::system::errc::resource_unavailable_try_again;
}

http_client_options options_of(const account& settings)
{
    http_client_options options;
    options.base_url = settings.graph_url;
    options.connections = settings.connections;
    options.timeout = settings.timeout;
    options.ca_file = settings.ca_file;
    return options;
}

graph_answer not_connected() { return {answer_class::retry, 0, {}, false, "again with backoff"}; }

}  // namespace

struct whatsapp_channel::line
{
    line(asio::any_io_executor executor, account from)
        : settings(std::move(from)),
          http(std::move(executor), options_of(settings)),
          pace(settings.max_per_second),
          users(settings)
    {
    }

    account settings;
    http_client http;
    number_pace pace;
    user_paces users;
    std::string token{};
    instant token_read_at{};
    bool token_refused{};
    instant no_notices_until{};
};

whatsapp_channel::whatsapp_channel(asio::any_io_executor executor, std::vector<account> accounts,
                                   customer_windows& windows, clock_source now, metrics& seen)
    : windows_(windows),
      now_(std::move(now)),
      answers_seen_(seen, "sapa_graph_answers_total", "answers of the Graph API, by class", "class"),
      pauses_seen_(seen, "sapa_whatsapp_pauses_total", "times a number stopped sending, by class", "class")
{
    for (auto& settings : accounts)
        lines_.push_back(std::make_unique<line>(executor, std::move(settings)));
}

whatsapp_channel::~whatsapp_channel() = default;

whatsapp_channel::line* whatsapp_channel::find(std::string_view account) const
{
    for (const auto& one : lines_)
        if (one->settings.phone_number_id == account)
            return one.get();
    return nullptr;
}

bool whatsapp_channel::serves(channel_type via, std::string_view account) const
{
    return via == channel_type::whatsapp && find(account);
}

std::size_t whatsapp_channel::room(std::string_view account) const
{
    auto* by = find(account);
    const auto room = by && may_send_() ? by->pace.room(now_()) : 0;
    return by && by->token_refused ? std::min<std::size_t>(room, 1) : room;
}

std::optional<mt_message> whatsapp_channel::merged(const mt_message& first, const mt_message& next) const
{
    return whatsapp::merged(first, next);
}

void whatsapp_channel::note_failure(std::string_view account, std::int64_t code)
{
    auto* by = find(account);
    const auto answer = answer_of_code(code);
    mt_message unnamed;
    unnamed.account = account;
    if (by && is_of_account(answer.what))
        consequence(*by, unnamed, answer, false);
}

void whatsapp_channel::share_rate(int nodes)
{
    for (auto& one : lines_)
        one->pace.share(nodes);
}

std::vector<line_state> whatsapp_channel::lines() const
{
    std::vector<line_state> all;
    for (const auto& one : lines_)
        all.push_back({.token_refused = one->token_refused,
                       .paused = one->pace.paused_until() > now_(),
                       .rate = one->pace.rate()});
    return all;
}

async<send_outcome> whatsapp_channel::send(mt_message message, std::string reference,
                                           std::size_t first_segment)
{
    try {
        auto* by = find(message.account);
        const auto open = windows_.is_open(message, now_());
        if (!by)
            co_return refused{failure{advice::give_up, true, "unknown_account", {}}, {}};
        if (open == false && message.content.template_name.empty())
            co_return refused{failure{advice::needs_template, false, "window_closed", {}}, {}};
        if (message.purpose == mt_purpose::notice && now_() < by->no_notices_until)
            co_return refused{
                failure{advice::slow_account, false, "campaigns_stopped", by->no_notices_until - now_()}, {}};
        auto bodies = render(message, reference, open.value_or(message.purpose == mt_purpose::reply));
        if (bodies.empty())
            co_return refused{failure{advice::give_up, true, "empty_message", {}}, {}};
        co_return co_await send_bodies(*by, message, std::move(bodies), first_segment, open.value_or(false));
    } catch (const std::exception& trouble) {
        log_event(log_level::error, "whatsapp_send_failed", {{"why", trouble.what()}});
    }
    co_return unknown_outcome{"exception"};
}

async<send_outcome> whatsapp_channel::send_bodies(line& by, const mt_message& message,
                                                  std::vector<std::string> bodies, std::size_t first,
                                                  bool window_open)
{
    std::vector<std::string> ids;
    for (std::size_t at = first; at < bodies.size(); ++at) {
        if (const auto wait = by.users.take(message.recipient, now_()); wait.count() > 0)
            co_return refused{failure{advice::hold_recipient, false, "pair_rate", wait}, std::move(ids)};
        if (!co_await wait_for_turn(by))
            co_return refused{
                failure{advice::pause_account, false, "paused", by.pace.paused_until() - now_()},
                std::move(ids)};
        auto answer = co_await post(by, std::move(bodies[at]), message.purpose == mt_purpose::reply);
        if (answer.what == answer_class::accepted) {
            by.pace.accepted(now_());
            by.users.accepted(message.recipient);
            ids.push_back(std::move(answer.message_id));
            continue;
        }
        if (answer.what == answer_class::retry_ambiguous)
            co_return to_outcome(answer, milliseconds(0), window_open);
        auto why = consequence(by, message, answer, window_open);
        co_return refused{std::move(why), std::move(ids)};
    }
    co_return accepted{std::move(ids)};
}

// false: the number is paused for longer than a throttle's rest.
async<bool> whatsapp_channel::wait_for_turn(line& by)
{
    constexpr milliseconds patience{2000}, step{5};
    for (milliseconds waited{0}; !by.pace.take(now_()); waited += step) {
        if (waited >= patience || by.pace.paused_until() - now_() > patience)
            co_return false;
        co_await pause_for(step);
    }
    if (by.token_refused)  // this message tries the credentials; the others wait for what becomes of it
        by.pace.pause_until(now_() + pause_credentials);
    co_return true;
}

// A refused token is read again; a new one is tried at once.
async<graph_answer> whatsapp_channel::post(line& by, std::string body, bool again)
{
    auto answer = co_await post_once(by, body, again);
    if (answer.what == answer_class::auth && renew_token(by))
        answer = co_await post_once(by, std::move(body), again);
    const bool refused_now = answer.what == answer_class::auth;
    if (by.token_refused && !refused_now)
        by.pace.resume();
    by.token_refused = refused_now;
    co_return answer;
}

async<graph_answer> whatsapp_channel::post_once(line& by, std::string body, bool again)
{
    if (by.token.empty() || now_() - by.token_read_at > token_age_max)
        renew_token(by);
    if (!may_send_())
        co_return not_connected();
    http_request request;
    request.method = "POST";
    request.target = "/" + percent_encode(by.settings.phone_number_id) + "/messages";
    request.fields.emplace_back("Authorization", "Bearer " + by.token);
    request.fields.emplace_back("Content-Type", "application/json");
    request.fields.emplace_back("User-Agent", "sapa/0.1");
    request.body = std::move(body);
    request.route = "/{phone_number_id}/messages";
    const auto response = co_await by.http.send(std::move(request), again);
    const bool unsent = !response && never_sent(response.error());
    auto answer = unsent     ? not_connected()
                  : response ? read_answer(response->status, response->body)
                             : read_answer(0, {});
    answers_seen_.of(to_string(answer.what)).add();
    co_return answer;
}

bool whatsapp_channel::renew_token(line& by)
{
    auto token = by.settings.access_token ? by.settings.access_token() : std::string{};
    by.token_read_at = now_();
    const bool renewed = token != by.token;
    by.token = std::move(token);
    return renewed;
}

// What a refusal means for the number and the user, besides the message.
failure whatsapp_channel::consequence(line& by, const mt_message& message, const graph_answer& answer,
                                      bool window_open)
{
    const auto now = now_();
    milliseconds hold{};
    if (answer.what == answer_class::retry_pair)
        hold = by.users.hold(message.recipient, now);
    auto why = std::get<refused>(to_outcome(answer, hold, window_open)).why;
    if (why.what == advice::slow_account) {
        const double chance = static_cast<double>(chance_() % 1000) / 1000.0;
        why.after = by.pace.slow_down(now, why.after, chance);
    }
    if (answer.what == answer_class::retry_after_1min)
        by.pace.pause_until(now + why.after);
    if (why.what == advice::pause_account)
        why.after = pause(by, answer);
    if (answer.what == answer_class::alert_no_fast_retry)
        by.no_notices_until = now + campaigns_stopped;
    const bool of_person = answer.code == identity_changed || answer.code == opted_out;
    if (of_person && on_person_)
        on_person_(message.account, message.recipient, answer.code);
    if (answer.alarm)
        log_event(log_level::error, "whatsapp_alarm",
                  {{"account", message.account}, {"class", to_string(answer.what)}, {"code", answer.code}});
    return why;
}

// The queue stays; when the pause is over, one message tries again. Credentials and a suspension are those of
// all numbers with the same token.
milliseconds whatsapp_channel::pause(line& by, const graph_answer& answer)
{
    const milliseconds span = answer.what == answer_class::auth ? pause_credentials : pause_suspended;
    for (const auto& one : lines_)
        if (one.get() == &by || (one->token == by.token && answer.what != answer_class::stop_number))
            one->pace.pause_until(now_() + span);
    pauses_seen_.of(to_string(answer.what)).add();
    return span;
}

async<void> whatsapp_channel::show_typing(std::string account, std::string wamid)
{
    auto* by = find(account);
    if (!by || wamid.empty() || !by->pace.take(now_()))
        co_return;
    try {
        const auto answer = co_await post(*by, render_read_mark(wamid, true), true);
        if (answer.what == answer_class::auth)
            pause(*by, answer);
    } catch (const std::exception& trouble) {
        log_event(log_level::warning, "whatsapp_typing_failed", {{"why", trouble.what()}});
    }
}

}  // namespace sapa::whatsapp
