// Questions to core and its answers on the wire: pure, walked by the contract's table.
#pragma once
#include <optional>
#include <string_view>
#include "gateway/http/message.hpp"
#include "gateway/model/core_contract.hpp"

namespace sapa {

// Path, query, body and the headers that come from the question. nullopt where an argument of the path is
// missing.
std::optional<http_request> write_question(const core_operation& operation, const core_question& question);

// Why an answer is none. The word is the metrics' label.
enum class core_trouble : std::uint8_t { none, refused, busy, server_error, broken_body, other_number };
std::string_view to_string(core_trouble trouble);

struct read_result
{
    core_answer answer{};  // outcome_unavailable where there is trouble
    core_trouble trouble{};
};

// An answer about another number than the one that was asked for is trouble: it is nobody's to read.
read_result read_answer(const core_operation& operation, const core_question& question,
                        const http_response& got);

}  // namespace sapa
