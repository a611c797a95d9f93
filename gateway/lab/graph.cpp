// Meta's own route of the lab's Graph API, and the webhooks that follow. The desk's routes: graph_desk.cpp.
#include "gateway/lab/graph.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include "adapters/whatsapp/signature.hpp"
#include "gateway/async/task_group.hpp"
#include "gateway/async/within.hpp"
#include "gateway/lab/graph_bodies.hpp"
#include "gateway/observe/log.hpp"

namespace sapa::lab {
namespace {

namespace json = boost::json;

constexpr std::size_t messages_max = 100'000;

std::pair<std::string, std::string> split_url(const std::string& url)
{
    const auto host = url.find("://");
    const auto path = host == url.npos ? url.npos : url.find('/', host + 3);
    return path == url.npos ? std::pair(url, std::string("/"))
                            : std::pair(url.substr(0, path), url.substr(path));
}

}  // namespace

graph_api::graph_api(asio::any_io_executor executor, graph_options options, clock_source now)
    : executor_(executor),
      options_(std::move(options)),
      now_(std::move(now)),
      started_at_(now_()),
      server_(executor, http_server_options{.listen = options_.listen}, routes())
{
    if (!options_.webhook_url.empty())
        set_webhook(options_.webhook_url, options_.app_secret);
}

void graph_api::set_webhook(std::string url, std::string app_secret)
{
    auto [base, path] = split_url(url);
    options_.webhook_url = std::move(url);
    options_.app_secret = std::move(app_secret);
    webhook_path_ = std::move(path);
    http_client_options to;
    to.base_url = std::move(base);
    to.timeout = seconds(10);
    webhooks_ = std::make_unique<http_client>(executor_, std::move(to));
}

std::string graph_api::base_url() const
{
    return fmt::format("http://127.0.0.1:{}/v25.0", endpoint().port());
}

// Its own after each start: a gateway knows an id for eight days.
std::string graph_api::next_wamid()
{
    return fmt::format("wamid.LAB{:X}{:08}", started_at_.time_since_epoch().count(), ++wamids_);
}

http_router graph_api::routes()
{
    http_router router;
    router.on("POST", "/{version}/{phone_number_id}/messages",
              [this](http_request request) { return receive(std::move(request)); });
    router.on("GET", "/lab/messages",
              [this](http_request request) { return list_messages(std::move(request)); });
    router.on("POST", "/lab/answers",
              [this](http_request request) { return add_script(std::move(request)); });
    router.on("POST", "/lab/say", [this](http_request request) { return say_it(std::move(request)); });
    router.on("POST", "/lab/status", [this](http_request request) { return tell_it(std::move(request)); });
    router.on("POST", "/lab/webhook", [this](http_request request) { return post_it(std::move(request)); });
    return router;
}

void graph_api::script_error(int status, int code)
{
    graph_script answer;
    answer.status = status;
    answer.body = json::serialize(error_body(code, "scripted"));
    script(std::move(answer));
}

async<http_response> graph_api::receive(http_request request)
{
    constexpr int no_token = 190;
    const auto given = find_field(request.fields, "Authorization");
    bool known = options_.tokens.empty() && given.starts_with("Bearer ");
    for (const auto& token : options_.tokens)
        known |= given == "Bearer " + token;
    if (!known)
        co_return json_response(401, error_body(no_token, "Invalid OAuth access token."));
    auto reading = read_graph_message(request.body);
    if (reading.code != 0)
        co_return json_response(400, error_body(reading.code, reading.details));
    reading.message.phone_number_id = std::string(find_field(request.captured, "phone_number_id"));
    const auto at = std::ranges::find_if(scripts_, [&](const graph_script& one) {
        return one.to.empty() || one.to == reading.message.recipient;
    });
    if (at == scripts_.end())
        co_return accept(std::move(reading.message), 0);
    const auto next = *at;
    if (--at->times <= 0)
        scripts_.erase(at);
    if (next.delay.count() > 0)
        co_await pause_for(next.delay);
    if (next.fails_later != 0)
        co_return accept(std::move(reading.message), next.fails_later);
    if (next.keep)
        accept(std::move(reading.message), 0);
    http_response response;
    response.status = next.status ? next.status : 500;
    response.body = next.body;
    response.fields.emplace_back("Content-Type", "application/json");
    co_return response;
}

http_response graph_api::accept(graph_message message, int fails_later)
{
    if (message.type == "read") {
        json::object done;
        done["success"] = true;
        messages_.push_back(message);
        if (heard_)
            heard_(message);
        return json_response(200, done);
    }
    message.wamid = next_wamid();
    const auto response = json_response(200, accepted_body(message));
    messages_.push_back(message);
    if (messages_.size() > messages_max) {
        messages_.pop_front();
        ++forgotten_;
    }
    if (heard_)
        heard_(message);
    if ((options_.statuses || fails_later != 0) && webhooks_)
        asio::co_spawn(
            executor_, tell_statuses(std::move(message), fails_later), [](std::exception_ptr failure) {
                if (failure)
                    log_event(log_level::warning, "lab_statuses_failed", {{"why", describe(failure)}});
            });
    return response;
}

async<void> graph_api::tell_statuses(graph_message message, int fails_later)
{
    if (fails_later != 0) {
        co_await tell_status(message, "failed", fails_later);
        co_return;
    }
    for (const auto* status : {"sent", "delivered", "read"})
        co_await tell_status(message, status, 0);
}

async<int> graph_api::tell_status(const graph_message& of, std::string_view status, int error)
{
    std::vector<std::string> updates;
    updates.push_back(status_update(of.recipient, of.wamid, status, of.reference, error, now_()));
    auto body =
        webhook_body(options_.number, std::vector<graph_person>{}, std::vector<std::string>{}, updates);
    co_return co_await post_webhook(std::move(body));
}

async<int> graph_api::post_webhook(std::string body)
{
    if (!webhooks_)
        co_return 0;
    http_request request;
    request.method = "POST";
    request.target = webhook_path_;
    request.fields.emplace_back("Content-Type", "application/json");
    request.fields.emplace_back("X-Hub-Signature-256", whatsapp::sign(body, options_.app_secret));
    request.body = std::move(body);
    const auto response = co_await webhooks_->send(std::move(request), true);
    co_return response ? response->status : 0;
}

async<int> graph_api::say(graph_person from, std::string text)
{
    std::vector<std::string> updates;
    updates.push_back(text_update(from, next_wamid(), text, now_()));
    std::vector<graph_person> contacts;
    contacts.push_back(std::move(from));
    co_return co_await post_webhook(webhook_body(options_.number, contacts, updates));
}

async<int> graph_api::press(graph_person from, std::string id, std::string title, bool list)
{
    std::string offered;
    for (const auto& message : messages_)
        for (const auto& [choice, shown] : message.buttons)
            if (choice == id)
                offered = message.wamid;
    std::vector<std::string> updates;
    updates.push_back(press_update(from, next_wamid(), id, title, list, offered, now_()));
    std::vector<graph_person> contacts;
    contacts.push_back(std::move(from));
    co_return co_await post_webhook(webhook_body(options_.number, contacts, updates));
}

}  // namespace sapa::lab
