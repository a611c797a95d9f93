// `sapa serve`: the gateway.
#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include "gateway/app.hpp"
#include "gateway/command/commands.hpp"
#include "gateway/command/place.hpp"

namespace sapa {
namespace {

int serve(const place& where)
{
    auto with = settings_of(where);
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
    auto where = std::make_shared<place>();
    auto help_settings = std::make_shared<bool>(false);
    auto& command = *app.add_subcommand("serve", "run the gateway until SIGTERM; SIGHUP loads conf/ anew");
    add_place(command, where);
    command.add_flag("--help-settings", *help_settings, "list every setting and end");
    command.callback([where, help_settings] {
        if (*help_settings) {
            std::fputs(settings_help().c_str(), stdout);
            return;
        }
        if (const int status = serve(*where))
            throw CLI::RuntimeError(status);
    });
}

}  // namespace sapa
