// `sapa serve`: the gateway.
#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include "gateway/app.hpp"
#include "gateway/command/commands.hpp"

namespace sapa {
namespace {

struct serve_options
{
    std::string conf{"conf"};
    std::vector<std::string> overlays{};
    bool help_settings{};
};

int serve(const serve_options& options)
{
    if (options.help_settings) {
        std::fputs(settings_help().c_str(), stdout);
        return 0;
    }
    std::vector<config_fault> faults;
    auto with = load_settings(options.conf, {options.overlays.begin(), options.overlays.end()}, faults);
    for (const auto& fault : faults)
        fmt::print(stderr, "{}\n", to_string(fault));
    if (!faults.empty())
        return 1;
    try {
        app(std::move(with)).run();
    } catch (const std::exception& trouble) {
        fmt::print(stderr, "sapa serve: {}\n", trouble.what());
        return 1;
    }
    return 0;
}

}  // namespace

void add_serve(CLI::App& app)
{
    auto options = std::make_shared<serve_options>();
    auto& command = *app.add_subcommand("serve", "run the gateway until SIGTERM; SIGHUP loads conf/ anew");
    command.add_option("--conf", options->conf, "folder of the configuration")->capture_default_str();
    command.add_option("--with", options->overlays, "overlay of gateway.yaml, may be given again")
        ->check(CLI::ExistingFile);
    command.add_flag("--help-settings", options->help_settings, "list every setting and end");
    command.callback([options] {
        if (const int status = serve(*options))
            throw CLI::RuntimeError(status);
    });
}

}  // namespace sapa
