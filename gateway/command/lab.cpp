// The group `sapa lab`: simulators alone.
#include "gateway/command/lab.hpp"
#include <CLI/CLI.hpp>
#include "gateway/command/commands.hpp"

namespace sapa {

void add_lab(CLI::App& app)
{
    auto& group = *app.add_subcommand("lab", "simulators of the peers, for demonstrations and tests");
    group.require_subcommand(1);
    add_lab_core(group);
    add_lab_smsc(group);
    add_lab_graph(group);
    add_lab_demo(group);
}

}  // namespace sapa
