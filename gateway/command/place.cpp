#include "gateway/command/place.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include "gateway/config.hpp"

namespace sapa {

place default_place()
{
    const std::filesystem::path installed = "/etc/sapa";
    if (std::filesystem::exists("conf/gateway.yaml") || !std::filesystem::exists(installed / "conf/gateway.yaml"))
        return {.conf = "conf"};
    place there{.conf = installed / "conf"};
    if (std::filesystem::exists(installed / "gateway.yaml"))
        there.overlays.push_back(installed / "gateway.yaml");
    return there;
}

void add_place(CLI::App& command, const std::shared_ptr<place>& where)
{
    *where = default_place();
    command.add_option("--conf", where->conf, "folder of the configuration")->capture_default_str();
    command.add_option("--with", where->overlays, "overlay of gateway.yaml, may be given again")
        ->check(CLI::ExistingFile);
    command.parse_complete_callback([&command, where] {
        if (command.count("--conf") > 0 && command.count("--with") == 0)
            where->overlays.clear();
    });
}

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

}  // namespace sapa
