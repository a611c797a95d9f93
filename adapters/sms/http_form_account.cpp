// Requests in, requests out.
#include "adapters/sms/http_form_account.hpp"
#include <algorithm>
#include <stdexcept>
#include "gateway/async/clock.hpp"
#include "gateway/model/msisdn.hpp"
#include "gateway/observe/log.hpp"

namespace sapa::sms {
namespace {

using clock = steady_clock;

http_form checked(http_form form)
{
    if (const auto faults = check_form(form); !faults.empty())
        throw std::invalid_argument("HTTP form " + form.name + ": " + faults.front());
    return form;
}

http_client_options client_options(const http_form& form)
{
    const auto& url = form.out.url;
    const auto scheme = url.find("://");
    const auto path = scheme == url.npos ? url.npos : url.find('/', scheme + 3);
    http_client_options options;
    options.base_url = url.substr(0, path);
    options.connections = form.out.connections;
    options.timeout = form.out.timeout;
    options.ca_file = form.out.ca_file;
    return options;
}

smpp::throttle_limits pace_of(const http_form& form)
{
    smpp::throttle_limits limits;
    limits.max_per_second = form.out.max_per_second;
    return limits;
}

const std::string* find_value(const http_fields& all, const std::vector<std::string>& names)
{
    for (const auto& name : names)
        for (const auto& [key, value] : all)
            if (key == name)
                return &value;
    return nullptr;
}

http_response plain(int status, std::string body)
{
    http_response answer;
    answer.status = status;
    answer.fields.emplace_back("Content-Type", "text/plain");
    answer.body = std::move(body);
    return answer;
}

}  // namespace

http_form_account::http_form_account(asio::any_io_executor executor, http_form form, mo_sink sink)
    : form_(checked(std::move(form))),
      sink_(std::move(sink)),
      client_(executor, client_options(form_)),
      throttle_(pace_of(form_))
{
}

async<http_response> http_form_account::receive(http_request request)
{
    const auto& in = form_.in;
    if (!address_allowed(request.remote, in.allowed))
        co_return plain(403, "forbidden");
    if (request.method != in.method)
        co_return plain(405, "method");
    const auto values = form_parameters(request);
    const auto* source = find_value(values, in.source);
    const auto* text = find_value(values, in.text);
    const bool as_required = std::ranges::all_of(in.required, [&](const named_value& one) {
        return std::ranges::find(values, std::pair(one.name, one.value)) != values.end();
    });
    if (!source || source->empty() || !text || !as_required)
        co_return plain(in.error_status, in.error_body);
    if (sink_.has_room && !sink_.has_room())
        co_return plain(503, "busy");

    mo_message asked;
    asked.via = channel_type::sms;
    asked.account = form_.name;
    asked.phone = parse_msisdn(*source);
    asked.sender = asked.phone ? asked.phone->digits() : *source;
    const auto* destination = find_value(values, in.destination);
    asked.destination = destination ? *destination : form_.short_code;
    asked.text = read_charset(*text, in.charset);
    asked.received_at = asked.sent_at = sink_.now ? sink_.now() : system_now();
    std::vector<named_value> told;
    if (const auto* transaction = find_value(values, in.transaction); transaction && !transaction->empty()) {
        asked.provider_id = *transaction;
        asked.carried.emplace_back(carried_transaction, *transaction);
        told.push_back({"transaction", *transaction});
    } else {
        told.push_back({"transaction", ""});
    }
    bool stored = false;
    try {
        auto got = co_await sink_.store.admit(asked, std::nullopt, joined_parts());
        if (!got.duplicate && sink_.begin_work)
            sink_.begin_work(got, std::move(asked));
        stored = co_await sink_.store.durable(got.committed);
    } catch (const std::exception& failed) {
        log_event(log_level::error, "sms_form_not_stored", {{"account", form_.name}, {"why", failed.what()}});
    }
    if (!stored)
        co_return plain(503, "try again");
    auto answer =
        plain(in.status, fill(in.body, told, [](std::string_view raw) { return std::string(raw); }));
    answer.fields[0].second = in.content_type;
    co_return answer;
}

std::size_t http_form_account::room(std::string_view account) const
{
    if (account != form_.name || !may_send_())
        return 0;
    const auto slots = form_.out.connections > in_flight_ ? form_.out.connections - in_flight_ : 0;
    return std::min(slots, throttle_.room(clock::now()));
}

async<send_outcome> http_form_account::send(mt_message message, std::string reference, std::size_t)
{
    auto request = make_form_request(form_, message, reference);
    const auto sent_at = clock::now();
    ++in_flight_;
    throttle_.sent(sent_at);
    const auto answer = co_await client_.send(std::move(request), false);
    --in_flight_;
    if (!answer) {
        // Where nothing was connected nothing was sent; anything else may have arrived.
        if (answer.error() == boost::system::errc::connection_refused ||
            answer.error() == boost::system::errc::resource_unavailable_try_again) {
            refused outcome;
            outcome.why.code = answer.error().message();
            co_return outcome;
        }
        unknown_outcome outcome;
        outcome.code = answer.error().message();
        co_return outcome;
    }
    auto outcome = read_form_answer(form_.out, *answer);
    if (auto* no = std::get_if<refused>(&outcome); no && no->why.what == advice::slow_account) {
        throttle_.throttled(sent_at, clock::now());
        no->why.after = std::chrono::ceil<milliseconds>(throttle_.paused_until() - clock::now());
    } else if (std::holds_alternative<accepted>(outcome)) {
        throttle_.accepted();
    }
    co_return outcome;
}

}  // namespace sapa::sms
