// sapa check: the lint of all configuration. DESIGN.md section 7.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json.hpp>
#include <iostream>

#include "gateway/async/clock.hpp"
#include "gateway/command/commands.hpp"
#include "gateway/command/conversation_conf.hpp"
#include "gateway/command/place.hpp"
#include "gateway/config.hpp"
#include "gateway/model/cache_folder.hpp"
#include "intents/dialogue/check.hpp"

namespace sapa {
namespace {

namespace json = boost::json;

conf_check check_all(const std::string& conf, const std::vector<std::string>& overlays)
{
    std::vector<finding> findings;
    std::vector<config_fault> faults;
    load_settings(conf, {overlays.begin(), overlays.end()}, faults);
    for (const auto& fault : faults)
        findings.push_back({finding::level::error, fault.file, fault.line, "settings", fault.what,
                            "see `sapa serve --help-settings`"});
    return check_conf(conf, cache_folder(), wib_date(system_now()), std::move(findings));
}

void print_json(const conf_check& result, bool ok)
{
    json::array findings, proofs;
    for (const auto& one : result.findings)
        findings.push_back(json::object{{"file", one.file},
                                        {"line", one.line},
                                        {"level", one.weight == finding::level::error ? "error" : "warning"},
                                        {"rule", one.rule},
                                        {"what", one.what},
                                        {"instead", one.instead}});
    for (const auto& one : result.proofs)
        proofs.push_back(json::object{{"reply", one.key},
                                      {"language", to_string(one.spoken)},
                                      {"characters", one.characters},
                                      {"segments", one.segments},
                                      {"budget", one.budget},
                                      {"encoding", one.basic ? "gsm7" : "ucs2"},
                                      {"longest", one.longest}});
    std::cout << json::serialize(json::object{
                     {"ok", ok},
                     {"findings", std::move(findings)},
                     {"sms", std::move(proofs)},
                     {"explored", json::object{{"states", result.states}, {"steps", result.steps}}}})
              << std::endl;
}

void print_plain(const conf_check& result, bool ok)
{
    for (const auto& one : result.findings)
        std::cout << to_line(one) << "\n";
    std::size_t longest = 0;
    for (const auto& one : result.proofs)
        if (one.budget == 1)
            longest = std::max(longest, one.characters);
    std::cout << result.proofs.size() << " SMS texts proved, the longest of one segment has " << longest
              << " characters; " << result.states << " states of the dialogue explored in " << result.steps
              << " steps\n"
              << (ok ? "the configuration is good\n" : "the configuration has errors\n");
}

}  // namespace

void add_check(CLI::App& app)
{
    auto where = std::make_shared<place>();
    auto as_json = std::make_shared<bool>(false);
    auto& command = *app.add_subcommand("check", "check all configuration; exit status 1 on an error");
    add_place(command, where);
    command.add_flag("--json", *as_json, "one JSON object");
    command.callback([where, as_json] {
        const auto result = check_all(where->conf, where->overlays);
        const bool ok = result.good();
        *as_json ? print_json(result, ok) : print_plain(result, ok);
        if (!ok)
            throw CLI::RuntimeError(1);
    });
}

}  // namespace sapa
