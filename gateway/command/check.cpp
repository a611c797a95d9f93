// sapa check: the lint of all configuration. DESIGN.md section 7.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json.hpp>
#include <iostream>

#include "gateway/command/commands.hpp"
#include "gateway/command/conversation_conf.hpp"
#include "gateway/config.hpp"
#include "gateway/model/cache_folder.hpp"
#include "intents/dialogue/explore.hpp"
#include "intents/dialogue/lint.hpp"

namespace sapa {
namespace {

namespace json = boost::json;

struct check_result
{
    std::vector<finding> findings{};
    std::vector<sms_proof> proofs{};
    std::size_t states{}, steps{};
};

check_result check_all(const std::string& conf, const std::vector<std::string>& overlays)
{
    check_result result;
    std::vector<config_fault> faults;
    load_settings(conf, {overlays.begin(), overlays.end()}, faults);
    for (const auto& fault : faults)
        result.findings.push_back({finding::level::error, fault.file, fault.line, "settings", fault.what,
                                   "see `sapa serve --help-settings`"});
    const auto loaded = bundle::load(conf, cache_folder(), result.findings);
    std::vector<finding> ignored;
    const auto parts = load_parts(conf, ignored);
    lint_validity(*parts, wib_date(std::chrono::floor<milliseconds>(std::chrono::system_clock::now())),
                  result.findings);
    lint_commands(*parts, conf, result.findings);
    result.proofs = prove_sms(*parts);
    if (!loaded)
        return result;
    auto walked = explore(*loaded);
    result.states = walked.states;
    result.steps = walked.steps;
    for (auto& one : walked.findings)
        result.findings.push_back(std::move(one));
    return result;
}

void print_json(const check_result& result, bool ok)
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

void print_plain(const check_result& result, bool ok)
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
    auto conf = std::make_shared<std::string>("conf");
    auto overlays = std::make_shared<std::vector<std::string>>();
    auto as_json = std::make_shared<bool>(false);
    auto* command = app.add_subcommand("check", "check all configuration; exit status 1 on an error");
    command->add_option("--conf", *conf, "folder of the configuration")->capture_default_str();
    command->add_option("--with", *overlays, "overlay of the settings");
    command->add_flag("--json", *as_json, "one JSON object");
    command->callback([conf, overlays, as_json] {
        const auto result = check_all(*conf, *overlays);
        const bool ok = std::ranges::none_of(
            result.findings, [](const auto& one) { return one.weight == finding::level::error; });
        *as_json ? print_json(result, ok) : print_plain(result, ok);
        if (!ok)
            throw CLI::RuntimeError(1);
    });
}

}  // namespace sapa
