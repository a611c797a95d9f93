// The operators' commands: ledger, links, outbox, purge, message. They ask the running server's API on this
// machine; the ledger is also read from the store itself where no server runs.
#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include "gateway/app_parts.hpp"
#include "gateway/command/commands.hpp"
#include "gateway/http/client.hpp"

namespace sapa {
namespace {

struct place
{
    std::string conf{"conf"};
    std::vector<std::string> overlays{};
};

settings settings_of(const place& where)
{
    std::vector<config_fault> faults;
    auto with = load_settings(where.conf, {where.overlays.begin(), where.overlays.end()}, faults);
    for (const auto& fault : faults)
        fmt::print(stderr, "{}\n", to_string(fault));
    if (!faults.empty())
        throw CLI::RuntimeError(1);
    return with;
}

std::string read_token(const settings& with)
{
    std::ifstream file(local_token_file(with.store));
    return {std::istreambuf_iterator<char>(file), {}};
}

// The server's answer; nullopt where none runs here.
std::optional<http_response> ask_server(const settings& with, std::string method, std::string target,
                                        std::string body = {})
{
    asio::io_context io;
    http_client client(io.get_executor(), {.base_url = "http://" + with.http.admin_listen});
    std::optional<http_response> answer;
    auto ask = [&]() -> async<void> {
        http_request request{
            .method = std::move(method), .target = std::move(target), .body = std::move(body)};
        request.fields.emplace_back("Authorization", "Bearer " + read_token(with));
        auto got = co_await client.send(std::move(request), false);
        if (got)
            answer = std::move(*got);
        io.stop();
    };
    asio::co_spawn(io, ask(), [](std::exception_ptr failure) {
        if (failure)
            std::rethrow_exception(failure);
    });
    io.run();
    return answer;
}

void print_or_fail(const std::optional<http_response>& answer)
{
    if (!answer) {
        fmt::print(stderr, "no server answers at the configured http.admin_listen\n");
        throw CLI::RuntimeError(1);
    }
    fmt::print("{}\n", answer->body);
    if (answer->status != 200)
        throw CLI::RuntimeError(1);
}

void show_ledger(const place& where)
{
    const auto with = settings_of(where);
    if (const auto answer = ask_server(with, "GET", "/api/ledger"); answer && answer->status == 200)
        return print_or_fail(answer);
    try {
        const auto sums = read_stored_ledger(with.store);
        fmt::print(
            R"({{"accepted":{},"answered":{},"in_work":{},"promised":{},"dead_lettered":{},"balanced":{}}})"
            "\n",
            sums.accepted, sums.answered, sums.in_work, sums.promised, sums.dead_lettered, sums.balanced());
    } catch (const std::exception& trouble) {
        fmt::print(stderr, "sapa ledger: {}\n", trouble.what());
        throw CLI::RuntimeError(1);
    }
}

CLI::App& with_place(CLI::App& command, const std::shared_ptr<place>& where)
{
    command.add_option("--conf", where->conf, "folder of the configuration")->capture_default_str();
    command.add_option("--with", where->overlays, "overlay of gateway.yaml")->check(CLI::ExistingFile);
    return command;
}

// One command that is one request.
void add_request(CLI::App& group, std::string name, std::string help, std::string method, std::string path,
                 std::string argument, std::string verb)
{
    auto where = std::make_shared<place>();
    auto id = std::make_shared<std::string>();
    auto& command = with_place(*group.add_subcommand(name, help), where);
    if (!argument.empty())
        command.add_option(argument, *id)->required();
    command.callback([=] {
        auto target = path;
        if (!argument.empty())
            target += "/" + percent_encode(*id);
        if (!verb.empty())
            target += "/" + verb;
        print_or_fail(ask_server(settings_of(*where), method, target));
    });
}

// The timeline with its texts, or whom a leak of a day touched: the reason is recorded before anything is
// shown.
void add_with_reason(CLI::App& group, std::string name, std::string help, std::string argument,
                     std::function<std::pair<std::string, boost::json::object>(const std::string&)> request)
{
    auto where = std::make_shared<place>();
    auto about = std::make_shared<std::string>(), reason = std::make_shared<std::string>();
    auto& command = with_place(*group.add_subcommand(name, help), where);
    command.add_option(argument, *about)->required();
    command.add_option("--reason", *reason, "why; kept in the audit log")->required();
    command.callback([=] {
        auto [target, body] = request(*about);
        body["reason"] = *reason;
        print_or_fail(ask_server(settings_of(*where), "POST", target, boost::json::serialize(body)));
    });
}

}  // namespace

void add_operate(CLI::App& app)
{
    auto where = std::make_shared<place>();
    with_place(*app.add_subcommand("ledger", "accepted = answered + in work + promised + dead-lettered"),
               where)
        .callback([where] { show_ledger(*where); });
    auto& links = *app.add_subcommand("links", "the SMPP binds");
    links.require_subcommand(1);
    add_request(links, "list", "all binds and their state", "GET", "/api/links", "", "");
    add_request(links, "suspend", "unbind and stay away", "POST", "/api/links", "link", "suspend");
    add_request(links, "resume", "bind again", "POST", "/api/links", "link", "resume");
    add_request(links, "drain", "stay bound, send nothing new", "POST", "/api/links", "link", "drain");
    auto& outbox = *app.add_subcommand("outbox", "replies that wait and dead letters");
    outbox.require_subcommand(1);
    add_request(outbox, "list", "what waits and what ended without success", "GET", "/api/outbox", "", "");
    add_request(outbox, "release", "send a dead letter again", "POST", "/api/outbox", "id", "release");
    add_request(outbox, "drop", "give a dead letter up", "POST", "/api/outbox", "id", "drop");
    add_request(app, "message", "the timeline of one message, masked", "GET", "/api/messages", "id", "");
    add_with_reason(app, "unmask", "the timeline of one message with its texts", "id", [](const auto& id) {
        return std::pair("/api/messages/" + percent_encode(id) + "/unmask", boost::json::object());
    });
    add_with_reason(app, "breach", "whom a leak of a day touched (2026-11-25, WIB)", "day",
                    [](const auto& day) {
                        boost::json::object body;
                        body["day"] = day;
                        return std::pair(std::string("/api/breach"), std::move(body));
                    });
    add_request(app, "audit", "who looked at what and changed what", "GET", "/api/audit", "", "");
    add_request(app, "purge", "forget what is older than its retention, now", "POST", "/api/purge", "", "");
}

}  // namespace sapa
