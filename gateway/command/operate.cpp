// The operators' commands. They ask the running server's API on this machine; the ledger is also read from the
// store itself where no server runs.
#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <optional>
#include "gateway/app_parts.hpp"
#include "gateway/command/commands.hpp"
#include "gateway/command/place.hpp"
#include "gateway/http/client.hpp"

namespace sapa {
namespace {

constexpr milliseconds patience{30'000}, copy_patience{3'600'000};  // a large store takes its time to copy

// One command that is one request: METHOD path[/argument][/verb]. `group` empty: of its own.
struct request_command
{
    std::string_view group, name, help, method, path, argument, verb;
};
// clang-format off
constexpr request_command request_commands[] = {
    {"links",  "list",    "all binds and their state",                       "GET",  "/api/links",       "",      ""},
    {"links",  "suspend", "unbind and stay away",                            "POST", "/api/links",       "link",  "suspend"},
    {"links",  "resume",  "bind again, send again",                          "POST", "/api/links",       "link",  "resume"},
    {"links",  "drain",   "stay bound, send nothing new",                    "POST", "/api/links",       "link",  "drain"},
    {"outbox", "list",    "what waits and what ended without success",       "GET",  "/api/outbox",      "",      ""},
    {"outbox", "release", "send a dead letter again",                        "POST", "/api/outbox",      "id",    "release"},
    {"outbox", "drop",    "give a dead letter up",                           "POST", "/api/outbox",      "id",    "drop"},
    {"",       "message", "the timeline of one message, masked",             "GET",  "/api/messages",    "id",    ""},
    {"",       "purge",   "forget what is older than its retention, now",    "POST", "/api/purge",       "",      ""},
    {"",       "reload",  "load conf/ and secrets from files anew, or refuse", "POST", "/api/conf/reload", "",    ""},
    {"",       "log-level", "write debug, info, warning or error from now on", "POST", "/api/log-level",  "level", ""},
    {"",       "audit",   "who changed what, the newest first",              "GET",  "/api/audit",       "",      ""},
};
struct command_group { std::string_view name, help; };
constexpr command_group groups[] = {
    {"links",  "the SMPP binds"},
    {"outbox", "replies that wait and dead letters"},
};
// clang-format on

struct local_server
{
    std::string token{}, address{};
};

// What a server on this machine left for us.
local_server find_server(const settings& with)
{
    const auto file = local_word_file(with.store);
    std::ifstream word(file);
    local_server found;
    if (!std::getline(word, found.token) || !std::getline(word, found.address)) {
        fmt::print(stderr, "no server runs here: {} cannot be read (as the user of the service?)\n", file.string());
        throw CLI::RuntimeError(1);
    }
    return found;
}

// Who asks, for the audit log.
std::string operator_name()
{
    for (const char* name : {"SUDO_USER", "LOGNAME", "USER"})
        if (const char* set = std::getenv(name); set && *set)
            return set;
    return {};
}

// The server's answer; nullopt where none runs here.
std::optional<http_response> ask(const local_server& server, http_request request, milliseconds limit = patience)
{
    asio::io_context io;
    http_client_options options;
    options.base_url = "http://" + server.address;
    options.timeout = limit;
    options.body_max = 64 << 20;
    http_client client(io.get_executor(), options);
    std::optional<http_response> answer;
    auto send = [&]() -> async<void> {
        request.fields.emplace_back("Authorization", "Bearer " + server.token);
        request.fields.emplace_back("X-Operator", operator_name());
        auto got = co_await client.send(std::move(request), false);
        if (got)
            answer = std::move(*got);
        io.stop();
    };
    asio::co_spawn(io, send(), [](std::exception_ptr failure) {
        if (failure)
            std::rethrow_exception(failure);
    });
    io.run();
    return answer;
}

void print_or_fail(const local_server& server, http_request request, milliseconds limit = patience)
{
    const auto answer = ask(server, std::move(request), limit);
    if (!answer) {
        fmt::print(stderr, "no server answers at {}\n", server.address);
        throw CLI::RuntimeError(1);
    }
    fmt::print("{}\n", answer->body);
    if (answer->status != 200)
        throw CLI::RuntimeError(1);
}

void show_ledger(const place& where)
{
    const auto with = settings_of(where);
    std::ifstream word(local_word_file(with.store));
    local_server server;
    if (std::getline(word, server.token) && std::getline(word, server.address)) {
        const auto answer = ask(server, {.method = "GET", .target = "/api/ledger"});
        if (answer && answer->status == 200) {
            fmt::print("{}\n", answer->body);
            return;
        }
    }
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

void add_request(CLI::App& app, const request_command& row)
{
    auto where = std::make_shared<place>();
    auto argument = std::make_shared<std::string>();
    auto& group = row.group.empty() ? app : *app.get_subcommand(std::string(row.group));
    auto& command = *group.add_subcommand(std::string(row.name), std::string(row.help));
    add_place(command, where);
    if (!row.argument.empty())
        command.add_option(std::string(row.argument), *argument, "as listed")->required();
    command.callback([&row, where, argument] {
        auto target = std::string(row.path);
        if (!row.argument.empty())
            target += "/" + percent_encode(*argument);
        if (!row.verb.empty())
            target += "/" + std::string(row.verb);
        print_or_fail(find_server(settings_of(*where)), {.method = std::string(row.method), .target = target});
    });
}

http_request post_json(std::string target, const boost::json::object& body)
{
    http_request request{.method = "POST", .target = std::move(target), .body = boost::json::serialize(body)};
    request.fields.emplace_back("Content-Type", "application/json");
    return request;
}

void add_backup(CLI::App& app)
{
    auto where = std::make_shared<place>();
    auto file = std::make_shared<std::string>();
    auto& command = *app.add_subcommand("backup", "a consistent copy of the store while the server runs; without the keys");
    add_place(command, where);
    command.add_option("FILE", *file, "to be made; the server writes it")->required();
    command.callback([=] {
        boost::json::object body;
        body["file"] = std::filesystem::absolute(*file).lexically_normal().string();
        print_or_fail(find_server(settings_of(*where)), post_json("/api/backup", body), copy_patience);
    });
}

// The timeline with its texts, or whom a leak of a day touched: the reason is recorded before anything is
// shown.
void add_with_reason(CLI::App& group, std::string name, std::string help, std::string argument,
                     std::function<std::pair<std::string, boost::json::object>(const std::string&)> request)
{
    auto where = std::make_shared<place>();
    auto about = std::make_shared<std::string>(), reason = std::make_shared<std::string>();
    auto& command = *group.add_subcommand(name, help);
    add_place(command, where);
    command.add_option(argument, *about, "which one")->required();
    command.add_option("--reason", *reason, "why; kept in the audit log")->required();
    command.callback([=] {
        auto [target, body] = request(*about);
        body["reason"] = *reason;
        print_or_fail(find_server(settings_of(*where)), post_json(target, body));
    });
}

}  // namespace

void add_operate(CLI::App& app)
{
    auto where = std::make_shared<place>();
    auto& ledger = *app.add_subcommand("ledger", "accepted = answered + in work + promised + dead-lettered");
    add_place(ledger, where);
    ledger.callback([where] { show_ledger(*where); });
    for (const auto& group : groups)
        app.add_subcommand(std::string(group.name), std::string(group.help))->require_subcommand(1);
    for (const auto& row : request_commands)
        add_request(app, row);
    add_with_reason(app, "unmask", "the timeline of one message with its texts", "id", [](const auto& id) {
        return std::pair("/api/messages/" + percent_encode(id) + "/unmask", boost::json::object());
    });
    add_with_reason(app, "breach", "whom a leak of a day touched (2026-11-25, WIB)", "day",
                    [](const auto& day) {
                        boost::json::object body;
                        body["day"] = day;
                        return std::pair(std::string("/api/breach"), std::move(body));
                    });
    add_backup(app);
}

}  // namespace sapa
