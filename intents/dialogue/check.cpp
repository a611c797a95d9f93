// Checks all that can be known of a configuration before it is used.
#include "intents/dialogue/check.hpp"

#include <algorithm>
#include "intents/dialogue/explore.hpp"

namespace sapa {

bool conf_check::good() const
{
    return made && std::ranges::none_of(
                       findings, [](const finding& one) { return one.weight == finding::level::error; });
}

conf_check check_conf(const std::filesystem::path& conf, const std::filesystem::path& cache, date today,
                      std::vector<finding> already)
{
    conf_check result{.findings = std::move(already)};
    result.made = bundle::load(conf, cache, result.findings);
    std::vector<finding> ignored;
    result.parts = load_parts(conf, ignored);
    lint_validity(*result.parts, today, result.findings);
    lint_commands(*result.parts, conf, result.findings);
    result.proofs = prove_sms(*result.parts);
    if (!result.made)
        return result;
    auto walked = explore(*result.made);
    result.states = walked.states;
    result.steps = walked.steps;
    std::ranges::move(walked.findings, std::back_inserter(result.findings));
    return result;
}

}  // namespace sapa
