// The lab's Graph API: takes messages as Meta does, answers by script, sends signed webhooks.
#pragma once
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>
#include "gateway/async/clock.hpp"
#include "gateway/http/client.hpp"
#include "gateway/http/server.hpp"
#include "gateway/lab/graph_schema.hpp"
#include "gateway/lab/graph_webhooks.hpp"

namespace sapa::lab {

struct graph_options
{
    std::string listen{"127.0.0.1:0"};
    std::vector<std::string> tokens{};  // accepted; empty: any
    std::string webhook_url{};          // http(s)://host:port/webhooks/whatsapp; empty: no webhooks
    std::string app_secret{};
    graph_number number{"106540352242922", "622150811000"};
    bool statuses{};  // tell sent, delivered and read of each accepted message by webhook
};

// An answer to give instead of acceptance.
struct graph_script
{
    int status{400};
    std::string
        body{};   // as it is; empty with status 0: the connection's request is left unanswered for `delay`
    bool keep{};  // collect the message all the same, as if only its answer was lost
    milliseconds delay{};
    std::string to{};   // only for this recipient; empty: for any
    int times{1};       // as many requests
    int fails_later{};  // not 0: accept, and tell by webhook that it failed with this code
};

class graph_api
{
public:
    using listener = std::function<void(const graph_message&)>;

    graph_api(asio::any_io_executor executor, graph_options options, clock_source now = system_now);

    asio::ip::tcp::endpoint endpoint() const { return server_.endpoint(); }
    std::string base_url() const;  // http://127.0.0.1:PORT/v25.0: graph_url of the gateway
    async<void> run() { return server_.run(); }
    void stop() { server_.stop(); }

    // Accepted messages, in order, read marks among them; the oldest go beyond 100,000.
    const std::deque<graph_message>& messages() const { return messages_; }
    void on_message(listener heard) { heard_ = std::move(heard); }
    void clear() { messages_.clear(); }

    // Given to the next requests that it is for; then messages are accepted again.
    void script(graph_script answer) { scripts_.push_back(std::move(answer)); }
    // An error of Meta's form.
    void script_error(int status, int code);

    // Signed and posted. The HTTP status, or 0 where none came.
    async<int> post_webhook(std::string body);
    async<int> say(graph_person from, std::string text);
    async<int> press(graph_person from, std::string id, std::string title, bool list);
    void set_webhook(std::string url, std::string app_secret);
    std::string next_wamid();

private:
    http_router routes();
    async<http_response> receive(http_request request);
    async<http_response> list_messages(http_request request) const;
    async<http_response> add_script(http_request request);
    async<http_response> say_it(http_request request);
    async<http_response> tell_it(http_request request);
    async<http_response> post_it(http_request request);
    async<void> tell_statuses(graph_message message, int fails_later);
    async<int> tell_status(const graph_message& of, std::string_view status, int error);
    http_response accept(graph_message message, int fails_later);

    asio::any_io_executor executor_;
    graph_options options_;
    clock_source now_;
    instant started_at_;
    std::deque<graph_message> messages_{};
    std::size_t forgotten_{};  // messages that went
    std::deque<graph_script> scripts_{};
    listener heard_{};
    std::uint64_t wamids_{};
    std::string webhook_path_{};
    std::unique_ptr<http_client> webhooks_{};
    http_server server_;
};

}  // namespace sapa::lab
