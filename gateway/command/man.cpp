// `sapa man`: the manual pages, from the tables that also print --help and --help-settings.
#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>
#include "gateway/command/commands.hpp"
#include "gateway/config.hpp"
#include "gateway/observe/version.hpp"

namespace sapa {
namespace {

constexpr std::string_view shipped_on = "2026-11-20";

// What roff would take for its own.
std::string roff(std::string_view text)
{
    std::string written;
    for (const char c : text) {
        if (c == '\\')
            written += "\\e";
        else if (c == '-')
            written += "\\-";
        else if (c == '\'')
            written += "\\(aq";
        else if (c == '.' && (written.empty() || written.back() == '\n'))
            written += "\\&.";
        else
            written += c;
    }
    return written;
}

std::string head(std::string_view name, int section, std::string_view title)
{
    return fmt::format(".TH {} {} {} \"sapa {}\" \"{}\"\n", name, section, shipped_on, version(), title);
}

std::string shown_name(const CLI::Option& option)
{
    auto name = option.get_name(option.get_positional());
    if (!option.get_positional() && option.get_items_expected_max() > 0)
        name += " VALUE";
    return name;
}

std::string options_of(const CLI::App& command)
{
    std::string text;
    for (const auto* option : command.get_options()) {
        if (option->get_name() == "--help")
            continue;
        text += fmt::format(".RS\n.TP\n.B {}\n{}", roff(shown_name(*option)), roff(option->get_description()));
        if (!option->get_default_str().empty())
            text += fmt::format(" [{}]", roff(option->get_default_str()));
        text += "\n.RE\n";
    }
    return text;
}

std::string commands_of(const CLI::App& group, const std::string& path)
{
    std::string text;
    for (const auto* command : group.get_subcommands(nullptr)) {
        const auto whole = path + " " + command->get_name();
        if (command->get_subcommands(nullptr).empty())
            text += fmt::format(".TP\n.B {}\n{}\n{}", roff(whole), roff(command->get_description()), options_of(*command));
        text += commands_of(*command, whole);
    }
    return text;
}

constexpr std::string_view after_commands = R"(.SH FILES
.TP
.I /etc/sapa/conf
settings, flows, replies, knowledge, examples, lexicon; used where no folder conf/ is here and no \-\-conf is given
.TP
.I /etc/sapa/gateway.yaml
the installation's overlay of conf/gateway.yaml, see
.BR sapa.yaml (5)
.TP
.I /etc/sapa/secrets
passwords and tokens, a file each, named by ${file:...}
.TP
.I /var/lib/sapa
the store and, beside it, a token for the commands on this machine
.TP
.I /var/lib/sapa/keys
the keyring: without it the store's texts cannot be read
.TP
.I /var/cache/sapa
what was learnt from the examples; may be removed at any time
.SH ENVIRONMENT
.TP
.B SAPA_CACHE
folder of what was learnt
.SH SIGNALS
.TP
.B SIGTERM, SIGINT
take no more questions, finish what is in work, unbind, end; a second one, or ten seconds later: end
.TP
.B SIGHUP
the same as
.B sapa reload
.SH EXIT STATUS
0; 1 where the command found fault; 2 for a wrong command line.
.SH SEE ALSO
.BR sapa.yaml (5),
/usr/share/doc/sapa/operations
)";

}  // namespace

std::string command_manual(const CLI::App& app)
{
    return head("SAPA", 1, "User commands") +
           fmt::format(".SH NAME\nsapa \\- {}\n.SH SYNOPSIS\n.B sapa\n.I command\n[\\fIoption\\fR...]\n"
                       ".SH DESCRIPTION\nSapa answers participants of BPJS Ketenagakerjaan by SMS and WhatsApp.\n"
                       ".B sapa serve\nis the gateway; operators' commands ask the running server's API on this "
                       "machine and print JSON. Every command knows\n.BR \\-\\-help .\n.SH COMMANDS\n",
                       roff(app.get_description())) +
           commands_of(app, "sapa") + std::string(after_commands);
}

std::string settings_manual()
{
    auto text = head("SAPA.YAML", 5, "File formats") +
                ".SH NAME\nsapa.yaml \\- settings of sapa\n.SH DESCRIPTION\n"
                "conf/gateway.yaml and its overlays\n.RB ( \"sapa serve \\-\\-with\" ).\n"
                "YAML; every key is optional and an unknown one is an error. Maps of an overlay merge, its lists "
                "replace. ${NAME} takes a secret from the environment, ${file:PATH} from a file. Paths are relative "
                "to the working directory. [] stands for each element of a list. "
                "In brackets: what is allowed, and the value where the key is not given.\n.SH SETTINGS\n";
    for (const auto& one : all_settings()) {
        text += fmt::format(".TP\n.B {}\n{}", roff(one.key), roff(one.meaning));
        if (!one.allowed.empty())
            text += fmt::format(" ({})", roff(one.allowed));
        if (!one.standard.empty())
            text += fmt::format(" [{}]", roff(one.standard));
        text += '\n';
    }
    return text + ".SH SEE ALSO\n.BR sapa (1)\n";
}

void add_man(CLI::App& app)
{
    auto page = std::make_shared<std::string>("sapa");
    auto& command = *app.add_subcommand("man", "print a manual page: sapa man | man -l -");
    command.add_option("PAGE", *page, "sapa or sapa.yaml")->check(CLI::IsMember({"sapa", "sapa.yaml"}))->capture_default_str();
    command.callback([&app, page] {
        std::fputs((*page == "sapa" ? command_manual(app) : settings_manual()).c_str(), stdout);
    });
}

}  // namespace sapa
