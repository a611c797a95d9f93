// `sapa lab smsc` and `sapa lab graph`: peers to bind to and to send to by hand.
#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/signal_set.hpp>
#include <unistd.h>
#include <cstdio>
#include <memory>
#include "gateway/async/task_group.hpp"
#include "gateway/command/lab.hpp"
#include "gateway/lab/graph.hpp"
#include "gateway/lab/smsc.hpp"

namespace sapa {
namespace {

struct peer_options
{
    int port{};
    std::string webhook{}, app_secret{};
    std::string token{}, phone_number_id{};
    bool no_statuses{};
};

// "628... text": the first word is the phone.
std::pair<std::string, std::string> split_line(const std::string& line)
{
    const auto space = line.find(' ');
    return {line.substr(0, space), space == line.npos ? std::string{} : line.substr(space + 1)};
}

// Reads lines from standard input until its end; gives each with a phone and a text to `take`.
template <class Take>
async<void> read_lines(asio::io_context& io, Take take)
{
    asio::posix::stream_descriptor input(io, ::dup(0));
    std::string held;
    for (;;) {
        auto [trouble, length] = co_await asio::async_read_until(input, asio::dynamic_buffer(held), '\n',
                                                                 asio::as_tuple(asio::use_awaitable));
        if (trouble)
            co_return;
        auto [phone, text] = split_line(held.substr(0, length - 1));
        held.erase(0, length);
        if (text.empty())
            fmt::print("write: PHONE TEXT\n");
        else
            co_await take(std::move(phone), std::move(text));
    }
}

void run_until_signal(asio::io_context& io)
{
    asio::signal_set signals(io, SIGINT, SIGTERM);
    signals.async_wait([&](boost::system::error_code, int) { io.stop(); });
    io.run();
}

void report(std::exception_ptr failure)
{
    if (failure)
        fmt::print(stderr, "{}\n", describe(failure));
}

void run_smsc(const peer_options& options)
{
    asio::io_context io{1};
    lab::smsc_options settings;
    settings.port = static_cast<std::uint16_t>(options.port);
    settings.receipts = true;
    lab::smsc smsc(io.get_executor(), settings);
    fmt::print("lab smsc listens on 127.0.0.1:{}; write PHONE TEXT to ask\n", smsc.port());
    std::fflush(stdout);
    smsc.when_reply([](const lab::smsc_reply& reply) {
        fmt::print("{} < {} [{} segments]\n", reply.to, reply.text, reply.segments);
        std::fflush(stdout);
    });
    auto ask = [&smsc](std::string phone, std::string text) -> async<void> {
        smsc.ask(std::move(phone), text);
        co_return;
    };
    asio::co_spawn(io, read_lines(io, ask), report);
    run_until_signal(io);
}

void run_graph(const peer_options& options)
{
    asio::io_context io{1};
    lab::graph_options settings;
    settings.listen = fmt::format("127.0.0.1:{}", options.port);
    settings.webhook_url = options.webhook;
    settings.app_secret = options.app_secret;
    settings.statuses = !options.webhook.empty() && !options.no_statuses;
    if (!options.token.empty())
        settings.tokens.push_back(options.token);
    if (!options.phone_number_id.empty())
        settings.number.phone_number_id = options.phone_number_id;
    lab::graph_api graph(io.get_executor(), settings);
    fmt::print("lab graph: graph_url {}; write PHONE TEXT to send a webhook\n", graph.base_url());
    std::fflush(stdout);
    graph.on_message([](const lab::graph_message& message) {
        fmt::print("{} < {}\n", message.recipient, message.text);
        std::fflush(stdout);
    });
    auto say = [&graph](std::string phone, std::string text) -> async<void> {
        lab::graph_person from;
        from.number = std::move(phone);
        const int status = co_await graph.say(std::move(from), std::move(text));
        fmt::print("webhook answered with {}\n", status);
    };
    asio::co_spawn(io, graph.run(), report);
    asio::co_spawn(io, read_lines(io, say), report);
    run_until_signal(io);
}

template <class Run>
void add_peer(CLI::App& lab, std::string name, std::string help, bool webhooks, Run run)
{
    auto options = std::make_shared<peer_options>();
    auto& command = *lab.add_subcommand(name, help);
    command.add_option("--port", options->port, "port to listen on; 0: any free one")
        ->required()
        ->check(CLI::Range(0, 65535));
    if (webhooks) {
        command.add_option("--webhook", options->webhook, "where to post webhooks, http://.../webhooks/whatsapp");
        command.add_option("--app-secret", options->app_secret, "signs the webhooks");
        command.add_option("--token", options->token, "the access token that is accepted; none: any");
        command.add_option("--phone-number-id", options->phone_number_id, "of the webhooks' number");
        command.add_flag("--no-statuses", options->no_statuses,
                         "tell nothing of accepted messages but what /lab/status and scripts say");
    }
    command.callback([=] {
        try {
            run(*options);
        } catch (const std::exception& failed) {
            fmt::print(stderr, "sapa lab {}: {}\n", name, failed.what());
            throw CLI::RuntimeError(1);
        }
    });
}

}  // namespace

void add_lab_smsc(CLI::App& lab) { add_peer(lab, "smsc", "an SMSC to bind to", false, run_smsc); }

void add_lab_graph(CLI::App& lab) { add_peer(lab, "graph", "Meta's Graph API", true, run_graph); }

}  // namespace sapa
