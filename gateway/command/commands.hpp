// The commands of `sapa`, one file each; run_command parses the line and calls the one that was named.
#pragma once
#include <string>

namespace CLI {
class App;
}

namespace sapa {

// Parses the command line and runs it. Returns the exit status: 0, 1 (the command found fault), 2 (wrong usage).
int run_command(int argc, char** argv);

// All commands, as the line is parsed and as --help and the manual tell them.
void add_commands(CLI::App& app);
// The manual pages sapa(1) and sapa.yaml(5), in roff.
std::string command_manual(const CLI::App& app);
std::string settings_manual();

// Each adds its subcommand with its options to the app; run when chosen (CLI callback, exit status by throwing
// CLI::RuntimeError).
void add_decode_sms(CLI::App& decode);       // decode pdu|receipt|text|segments|reassembly|time
void add_decode_whatsapp(CLI::App& decode);  // decode webhook|graph
void add_parse(CLI::App& app);
void add_talk(CLI::App& app);
void add_test(CLI::App& app);
void add_check(CLI::App& app);
void add_serve(CLI::App& app);
void add_lab(CLI::App& app);
void add_account(CLI::App& app);  // account add, list, reset, disable
void add_operate(CLI::App& app);  // ledger, links, outbox, message, purge, reload, log-level, audit, backup
void add_man(CLI::App& app);

}  // namespace sapa
