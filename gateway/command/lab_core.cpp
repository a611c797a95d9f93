// `sapa lab core`: the core service with invented participants, until it is told to end.
#include <CLI/CLI.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <cstdio>
#include "gateway/command/lab.hpp"
#include "gateway/lab/core.hpp"

namespace sapa {
namespace {

struct lab_core_options
{
    int port{};
    std::string address{"127.0.0.1"}, people{}, conf{"conf"};
    std::uint64_t seed{1};
    int delay_ms{}, fail_percent{};
};

int run_lab_core(const lab_core_options& options)
{
    asio::io_context io{1};
    lab::lab_core core(
        options.people.empty() ? lab::people::invent(options.seed) : lab::people::read(options.people),
        options.conf, options.seed);
    core.faults.delay = milliseconds(options.delay_ms);
    core.faults.fail_percent = options.fail_percent;
    http_router router;
    core.add_routes(router, system_now);
    http_server_options listening;
    listening.listen = options.address + ":" + std::to_string(options.port);
    http_server server(io.get_executor(), listening, std::move(router));
    std::printf("lab core listens on http://%s:%u with %zu participants\n", options.address.c_str(),
                server.endpoint().port(), core.known().all().size());
    std::fflush(stdout);
    asio::signal_set stop(io, SIGINT, SIGTERM);
    stop.async_wait([&](boost::system::error_code, int) { server.stop(); });
    asio::co_spawn(io, server.run(), [&](std::exception_ptr) { stop.cancel(); });
    io.run();
    return 0;
}

}  // namespace

void add_lab_core(CLI::App& lab)
{
    auto options = std::make_shared<lab_core_options>();
    auto& command = *lab.add_subcommand("core", "the core service, with invented participants");
    command.add_option("--port", options->port, "port to listen on; 0: any free one")
        ->required()
        ->check(CLI::Range(0, 65535));
    command.add_option("--address", options->address, "address to listen on")->capture_default_str();
    command.add_option("--people", options->people,
                       "JSON list of participants in place of the invented ones");
    command.add_option("--conf", options->conf, "folder with branches/")->capture_default_str();
    command.add_option("--seed", options->seed, "of the invented participants")->capture_default_str();
    command.add_option("--delay-ms", options->delay_ms, "answer so much later");
    command.add_option("--fail-percent", options->fail_percent, "answer 500 that often")
        ->check(CLI::Range(0, 100));
    command.callback([options] {
        int status = 1;
        try {
            status = run_lab_core(*options);
        } catch (const std::exception& failed) {
            std::fprintf(stderr, "sapa lab core: %s\n", failed.what());
        }
        throw CLI::RuntimeError(status);
    });
}

}  // namespace sapa
