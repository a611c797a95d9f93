// Core as a conversation test writes it: "core balance 3171234567890001 -> 12345678".
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>
#include "gateway/model/core_contract.hpp"
#include "gateway/model/time.hpp"

namespace sapa::lab {

// OPERATION [ARGUMENT] -> [OUTCOME] [name=value ...]. Values are read by the contract's kinds; a list is
// written name=a,b (its first field) or name=a/b;c/d (its fields in order). A bare number after `->` is the
// balance.
struct core_line
{
    std::string operation{}, argument{}, outcome{};
    std::string total{};
    std::vector<std::pair<std::string, std::string>> values{};
};

// nullopt, and `fault`, where the line cannot be read.
std::optional<core_line> parse_core_line(std::string_view text, std::string& fault);

// The answer that the lines give to a question; nullopt where the scene does not know the call. The numbers
// registered for a phone are none where nothing is said.
std::optional<core_answer> answer_from(const std::vector<core_line>& lines, const core_question& question,
                                       instant now);

}  // namespace sapa::lab
