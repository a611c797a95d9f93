// The simulators of `sapa lab`, one file each.
#pragma once

namespace CLI {
class App;
}

namespace sapa {

void add_lab_core(CLI::App& lab);   // lab core --port N [--people FILE]
void add_lab_smsc(CLI::App& lab);   // lab smsc --port N
void add_lab_graph(CLI::App& lab);  // lab graph --port N [--webhook URL --app-secret S]
void add_lab_demo(CLI::App& lab);   // lab demo [--once]: what ./run shows

}  // namespace sapa
