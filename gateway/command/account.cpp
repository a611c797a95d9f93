// sapa account: the accounts of the console, also while a gateway runs.
#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include "gateway/async/clock.hpp"
#include "gateway/command/commands.hpp"
#include "gateway/config.hpp"
#include "gateway/console/accounts.hpp"

namespace sapa {
namespace {

using console::account;
using console::account_list;

struct account_options
{
    std::string conf{"conf"}, name{}, role{"agent"};
    std::vector<std::string> overlays{};
};

console::account_file file_of(const account_options& options)
{
    std::vector<config_fault> faults;
    const auto with = load_settings(options.conf, {options.overlays.begin(), options.overlays.end()}, faults);
    for (const auto& fault : faults)
        fmt::print(stderr, "{}\n", to_string(fault));
    if (!faults.empty())
        throw CLI::RuntimeError(1);
    return console::account_file(std::filesystem::path(with.console.folder) / "accounts.json");
}

[[noreturn]] void fail(std::string_view what)
{
    fmt::print(stderr, "sapa account: {}\n", what);
    throw CLI::RuntimeError(1);
}

void add(const account_options& options)
{
    const auto is = console::parse_role(options.role);
    if (!console::fit_name(options.name))
        fail("a name has 2 to 32 lower-case letters, digits, dots or hyphens, a letter first");
    const auto password = console::one_time_password();
    account fresh{.name = options.name,
                  .is = *is,
                  .password_hash = console::hash_password(password, console::hash_cost::interactive()),
                  .one_time = true,
                  .created_at = system_now()};
    const bool made = file_of(options).change([&](account_list& all) {
        if (find_account(all, options.name))
            return false;
        all.push_back(fresh);
        return true;
    });
    if (!made)
        fail("that name is taken");
    fmt::print("{}\n", password);
}

// Changes one account that exists.
void alter(const account_options& options, const std::function<void(account&)>& change)
{
    const bool done = file_of(options).change([&](account_list& all) {
        auto* found = find_account(all, options.name);
        if (found)
            change(*found);
        return found != nullptr;
    });
    if (!done)
        fail("no such account");
}

void reset(const account_options& options)
{
    const auto password = console::one_time_password();
    const auto hash = console::hash_password(password, console::hash_cost::interactive());
    alter(options, [&](account& one) {
        one.password_hash = hash;
        one.one_time = true;
        one.disabled = false;
    });
    fmt::print("{}\n", password);
}

void list(const account_options& options)
{
    auto file = file_of(options);
    for (const auto& one : file.all())
        fmt::print("{:<24} {:<6} {}\n", one.name, console::to_string(one.is),
                   one.disabled   ? "disabled"
                   : one.one_time ? "one-time password"
                                  : "");
}

}  // namespace

void add_account(CLI::App& app)
{
    auto options = std::make_shared<account_options>();
    auto& all = *app.add_subcommand("account", "the accounts of the console");
    all.require_subcommand(1);
    struct row
    {
        const char *name, *help;
        std::function<void(const account_options&)> run;
    };
    const row rows[] = {
        {"add", "make an account; prints its one-time password", add},
        {"reset", "a new one-time password", reset},
        {"disable", "end its sessions and let it in no more",
         [](const account_options& o) { alter(o, [](account& one) { one.disabled = true; }); }},
        {"list", "names, roles and state", list},
    };
    for (const auto& row : rows) {
        auto& command = *all.add_subcommand(row.name, row.help);
        command.add_option("--conf", options->conf, "folder of the configuration")->capture_default_str();
        command.add_option("--with", options->overlays, "overlay of gateway.yaml, may be given again");
        if (std::string_view(row.name) != "list")
            command.add_option("NAME", options->name, "of the account")->required();
        if (std::string_view(row.name) == "add")
            command.add_option("--role", options->role, "agent, lead or admin")
                ->check(CLI::IsMember({"agent", "lead", "admin"}))
                ->capture_default_str();
        command.callback([options, run = row.run] { run(*options); });
    }
}

}  // namespace sapa
