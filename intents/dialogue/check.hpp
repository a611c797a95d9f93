// The whole check of a configuration folder: what `sapa check` and the console show.
#pragma once
#include <filesystem>
#include <memory>
#include <vector>
#include "intents/dialogue/lint.hpp"

namespace sapa {

struct conf_check
{
    std::shared_ptr<const bundle> made{};          // nullptr: it cannot be used
    std::shared_ptr<const bundle::parts> parts{};  // also then
    std::vector<finding> findings{};
    std::vector<sms_proof> proofs{};
    std::size_t states{}, steps{};  // of the dialogue that were walked through

    bool good() const;  // no error among the findings
};

// `cache`: of learnt models. Findings that are there already are kept.
conf_check check_conf(const std::filesystem::path& conf, const std::filesystem::path& cache, date today,
                      std::vector<finding> already = {});

}  // namespace sapa
