// From a signed body to admitted messages.
#include "adapters/whatsapp/webhook_handler.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include "adapters/whatsapp/arrival.hpp"
#include "adapters/whatsapp/signature.hpp"
#include "adapters/whatsapp/webhook.hpp"
#include "gateway/async/task_group.hpp"
#include "gateway/http/secret.hpp"
#include "gateway/observe/log.hpp"
#include "gateway/observe/stages.hpp"

namespace sapa::whatsapp {

// What the items of one body share while they are being kept.
struct webhook_handler::batch
{
    explicit batch(asio::any_io_executor executor) : done(std::move(executor), timer::time_point::max()) {}

    std::vector<ticket> tickets{};  // distinct, in order
    bool refused{};                 // at least one item was not taken
    std::size_t left{};
    timer done;

    void keep(ticket committed)
    {
        if (std::ranges::find(tickets, committed) == tickets.end())
            tickets.push_back(committed);
    }
};

webhook_handler::webhook_handler(std::vector<account> accounts, conversation_store& store, beginning begin,
                                 room_check has_room, clock_source now, customer_windows& windows,
                                 metrics& seen)
    : store_(store),
      begin_(std::move(begin)),
      has_room_(std::move(has_room)),
      now_(std::move(now)),
      windows_(windows),
      requests_seen_(seen, "sapa_webhook_requests_total", "webhooks of WhatsApp, by outcome", "outcome"),
      items_seen_(seen, "sapa_webhook_items_total", "updates in webhooks, by kind", "kind"),
      receive_seconds_(stage_seconds(seen, "receive", channel_type::whatsapp))
{
    renew(std::move(accounts));
}

void webhook_handler::renew(std::vector<account> accounts)
{
    accounts_ = std::move(accounts);
    secrets_.clear();
    for (const auto& settings : accounts_)
        for (const auto& secret : settings.app_secrets)
            if (std::ranges::find(secrets_, secret) == secrets_.end())
                secrets_.push_back(secret);
}

void webhook_handler::add_routes(http_router& router, const std::string& path)
{
    router.on("GET", path,
              [this](http_request request) -> async<http_response> { co_return verify(request); });
    router.on("POST", path, [this](http_request request) { return receive(std::move(request)); });
}

http_response webhook_handler::verify(const http_request& request) const
{
    const auto asked = parse_query(query_of(request.target));
    const auto mode = find_field(asked, "hub.mode"), token = find_field(asked, "hub.verify_token");
    bool fits = false;
    for (const auto& settings : accounts_)
        fits |= !settings.verify_token.empty() && equal_in_constant_time(token, settings.verify_token);
    if (mode != "subscribe" || !fits)
        return answer(403, "verification_refused");
    auto confirmed = answer(200, "verified");
    confirmed.fields.emplace_back("Content-Type", "text/plain");
    confirmed.body = std::string(find_field(asked, "hub.challenge"));
    return confirmed;
}

async<http_response> webhook_handler::receive(http_request request)
{
    const auto begun = steady_clock::now();
    if (request.body.size() > webhook_body_max)
        co_return answer(413, "too_large");
    if (!signature_fits(request.body, find_field(request.fields, "X-Hub-Signature-256"), secrets_)) {
        log_event(log_level::warning, "webhook_signature_refused", {{"octets", request.body.size()}});
        co_return answer(401, "signature_refused");
    }
    if (!has_room_())
        co_return answer(503, "overloaded");
    const auto told = read_webhook(request.body);
    if (!told.is_json)
        co_return answer(400, "not_json");
    count_ignored(told);
    auto jobs = jobs_of(told, now_());
    const bool kept = co_await keep(std::move(jobs));
    if (kept)
        observe_since(receive_seconds_, begun);
    co_return kept ? answer(200, outcome_of(told)) : answer(503, "not_stored");
}

http_response webhook_handler::answer(int status, std::string_view outcome) const
{
    requests_seen_.of(outcome).add();
    http_response response;
    response.status = status;
    if (status == 503)
        response.fields.emplace_back("Retry-After", "5");
    return response;
}

void webhook_handler::count_item(std::string_view kind, std::size_t items) const
{
    if (items > 0)
        items_seen_.of(kind).add(items);
}

void webhook_handler::count_ignored(const webhook& told) const
{
    count_item("rejected", told.rejected);
    count_item("account_error", told.errors.size());
    count_item("preference", told.preferences.size());
    count_item("ignored_field", told.ignored_fields.size());
    for (const auto code : told.errors)
        log_event(log_level::warning, "webhook_account_error", {{"code", code}});
    for (const auto& field : told.ignored_fields)
        log_event(log_level::info, "webhook_field_ignored", {{"field", field.substr(0, 64)}});
}

const account* webhook_handler::find_account(const own_number& number) const
{
    const auto at = std::ranges::find(accounts_, number.phone_number_id, &account::phone_number_id);
    return at == accounts_.end() ? nullptr : &*at;
}

async<void> webhook_handler::learn(std::string account, std::string person, std::int64_t code)
{
    const auto now = now_();
    std::vector<job> jobs;
    add_person_news(jobs, account, person, code,
                    fmt::format("{}/{}/{}", code, person, now.time_since_epoch().count()), now);
    co_await keep(std::move(jobs));
}

// All items are handed over at once and in order, so that they share a commit. false: not all of it is on
// disk.
async<bool> webhook_handler::keep(std::vector<job> jobs)
{
    // The items refer to `all`: it stays until the last of them has ended.
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    const auto executor = co_await asio::this_coro::executor;
    batch all(executor);
    all.left = jobs.size();
    if (jobs.size() == 1) {
        co_await keep_one(std::move(jobs.front()), all);
    } else {
        for (auto& item : jobs)
            asio::co_spawn(executor, keep_one(std::move(item), all), [](std::exception_ptr failure) {
                if (failure)  // keep_one reports all that a store may throw
                    std::rethrow_exception(failure);
            });
        while (all.left > 0) {
            boost::system::error_code woken;
            co_await all.done.async_wait(asio::redirect_error(asio::use_awaitable, woken));
        }
    }
    bool kept = !all.refused;
    for (const auto committed : all.tickets) {
        const bool held = co_await store_.durable(committed);
        kept = kept && held;
    }
    co_return kept;
}

async<void> webhook_handler::keep_one(job item, batch& all)
{
    try {
        co_await take(std::move(item), all);
    } catch (const std::exception& trouble) {
        log_event(log_level::warning, "webhook_item_not_stored", {{"why", trouble.what()}});
        all.refused = true;
    }
    if (--all.left == 0)
        all.done.cancel();
}

async<void> webhook_handler::take(job item, batch& all)
{
    if (auto* message = std::get_if<mo_message>(&item)) {
        auto admitted = co_await store_.admit(*message, std::nullopt, joined_parts());
        all.keep(admitted.committed);
        if (admitted.duplicate)
            count_item("duplicate");
        else
            begin_(std::move(admitted), std::move(*message));
    } else if (auto* news = std::get_if<status_news>(&item)) {
        all.keep(co_await store_.note_report(news->report));
        if (on_status_)
            co_await on_status_(std::move(news->report), std::move(news->why));
    } else if (auto* wanted = std::get_if<wish>(&item)) {
        if (const auto committed = co_await keep_wish(std::move(*wanted)))
            all.keep(*committed);
    } else if (auto* gone = std::get_if<revocation>(&item)) {
        all.keep(co_await store_.take_back(std::move(*gone), now_()));
    } else {
        auto& order = std::get<mute_order>(item);
        all.keep(co_await store_.mute(channel_type::whatsapp, std::move(order.sender), order.until));
    }
}

// Who never wrote gets nothing that we start, and needs no wish.
async<std::optional<ticket>> webhook_handler::keep_wish(wish wanted)
{
    const auto whose = co_await store_.find_addressee(channel_type::whatsapp, wanted.sender);
    if (whose.conversation == 0)
        co_return std::nullopt;
    turn change;
    change.conversation = whose.conversation;
    change.preferences.push_back({std::move(wanted.category), std::move(wanted.value)});
    change.now = now_();
    const auto kept = co_await store_.commit_turn(std::move(change));
    co_return kept.committed;
}

}  // namespace sapa::whatsapp
