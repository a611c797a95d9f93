// Routes of the lab's Graph API: Meta's own, and /lab/... for whoever drives it from outside.
#include "gateway/lab/graph.hpp"

#include <fmt/format.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <stdexcept>
#include "adapters/whatsapp/signature.hpp"
#include "gateway/async/task_group.hpp"
#include "gateway/async/within.hpp"
#include "gateway/lab/graph_bodies.hpp"
#include "gateway/observe/log.hpp"

namespace sapa::lab {
namespace {

namespace json = boost::json;

constexpr std::size_t messages_max = 100'000;

http_response json_response(int status, const json::value& body)
{
    http_response response;
    response.status = status;
    response.fields.emplace_back("Content-Type", "application/json");
    response.body = json::serialize(body);
    return response;
}

std::string string_of(const json::object& in, std::string_view name)
{
    const auto* found = in.if_contains(name);
    return found && found->is_string() ? std::string(found->get_string()) : std::string{};
}

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

std::string graph_api::next_wamid() { return fmt::format("wamid.LAB{:08}", ++wamids_); }

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
    if (scripts_.empty())
        co_return accept(std::move(reading.message));
    const auto next = std::move(scripts_.front());
    scripts_.pop_front();
    if (next.delay.count() > 0)
        co_await pause_for(next.delay);
    if (next.keep)
        accept(std::move(reading.message));
    http_response response;
    response.status = next.status ? next.status : 500;
    response.body = next.body;
    response.fields.emplace_back("Content-Type", "application/json");
    co_return response;
}

http_response graph_api::accept(graph_message message)
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
    if (options_.statuses && webhooks_)
        asio::co_spawn(executor_, tell_statuses(std::move(message)), [](std::exception_ptr failure) {
            if (failure)
                log_event(log_level::warning, "lab_statuses_failed", {{"why", describe(failure)}});
        });
    return response;
}

async<void> graph_api::tell_statuses(graph_message message)
{
    for (const auto* status : {"sent", "delivered", "read"}) {
        std::vector<std::string> updates;
        updates.push_back(
            status_update(message.recipient, message.wamid, status, message.reference, 0, now_()));
        auto body =
            webhook_body(options_.number, std::vector<graph_person>{}, std::vector<std::string>{}, updates);
        co_await post_webhook(std::move(body));
    }
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

// ?after=N: those behind the first N.
async<http_response> graph_api::list_messages(http_request request) const
{
    const auto query = parse_query(query_of(request.target));
    const auto after = find_field(query, "after");
    std::size_t skip = 0;
    for (char c : after.substr(0, 9))
        skip = c >= '0' && c <= '9' ? skip * 10 + static_cast<std::size_t>(c - '0') : skip;
    json::array all;
    for (std::size_t at = skip > forgotten_ ? skip - forgotten_ : 0; at < messages_.size(); ++at)
        all.push_back(described(messages_[at]));
    co_return json_response(200, all);
}

// A list of {"http", "body"} as in graph_answers.json: given to the next requests.
async<http_response> graph_api::add_script(http_request request)
{
    json::error_code trouble;
    const auto value = json::parse(request.body, trouble);
    if (trouble || !value.is_array())
        co_return json_response(400, error_body(100, "a list is wanted"));
    for (const auto& entry : value.get_array()) {
        const auto* answer = entry.if_object();
        const auto* status = answer ? answer->if_contains("http") : nullptr;
        if (!status || !status->is_int64())
            co_return json_response(400, error_body(100, "http is missing"));
        graph_script next;
        next.status = static_cast<int>(status->get_int64());
        const auto* body = answer->if_contains("body");
        next.body = body ? json::serialize(*body) : string_of(*answer, "body_text");
        script(std::move(next));
    }
    co_return json_response(200, json::object{});
}

// {"from", "name"?, "text"} or {"from", "id", "title", "list"?}: a signed webhook to the gateway.
async<http_response> graph_api::say_it(http_request request)
{
    json::error_code trouble;
    const auto value = json::parse(request.body, trouble);
    if (trouble || !value.is_object())
        co_return json_response(400, error_body(100, "an object is wanted"));
    const auto& asked = value.get_object();
    graph_person from;
    from.number = string_of(asked, "from");
    from.name = string_of(asked, "name");
    const auto id = string_of(asked, "id");
    int status = 0;
    if (id.empty())
        status = co_await say(std::move(from), string_of(asked, "text"));
    else
        status = co_await press(std::move(from), id, string_of(asked, "title"), asked.contains("list"));
    json::object done;
    done["http"] = status;
    co_return json_response(200, done);
}

}  // namespace sapa::lab
