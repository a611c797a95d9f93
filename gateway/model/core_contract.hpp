// The contract with the core service as one table: DESIGN.md section 6. The client, the lab's core, the
// flows' lint and the templates' lint all read it; gateway/core/openapi.yaml says the same for others.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
#include "gateway/model/channel_type.hpp"
#include "gateway/model/facts.hpp"
#include "gateway/model/msisdn.hpp"

namespace sapa {

// A value of a 200 or 201 answer: its name in facts, where it stands in the JSON (RFC 6901), its kind.
struct core_field
{
    std::string_view name, pointer;
    value_kind kind{};
    bool required{};  // an answer without it is no answer
};
// An array of the answer: each element becomes one facts.
struct core_list
{
    std::string_view name, pointer;
    std::span<const core_field> fields;
};
// Status and, where several share it, the `code` of problem+json or the member `told_by` of the body ->
// outcome.
struct core_outcome
{
    std::string_view name;  // "ok", "phone_not_registered", ...: what flows branch on
    int status{};
    std::string_view code;  // "" = any
};
struct core_operation
{
    std::string_view name;    // "balance"
    std::string_view method;  // "GET"
    std::string_view
        path;  // "/v1/participants/{participant_no}/balance": a template; traces carry this, never the number
    std::span<const std::string_view> query;  // optional query parameters, from the arguments
    std::span<const std::string_view> body;   // members of the JSON body, from the arguments
    std::span<const core_field> fields;
    std::span<const core_list> lists;
    std::span<const core_outcome> outcomes;  // besides `unavailable`, which every operation has
    std::string_view told_by{};              // the member that tells answers of one 2xx status apart
    bool write() const { return method != "GET"; }
};

// Outcome where core could not be asked or did not answer properly: time-out, 429, 5xx, broken body.
inline constexpr std::string_view outcome_unavailable = "unavailable";

// All operations. find_operation: nullptr where the name is not of the contract.
std::span<const core_operation> core_operations();
const core_operation* find_operation(std::string_view name);

// One question to core.
struct core_question
{
    std::string operation{};
    std::vector<std::pair<std::string, std::string>> arguments{};  // by name: path, query or body
    channel_type via{};
    std::optional<msisdn> phone{};
    std::string request_id{};
    std::string idempotency_key{};  // writes only: inbox id and effect number
    std::string trace{};            // W3C trace-id, the same for all that one message asks; empty: a new one
    bool operator==(const core_question&) const = default;
};

struct core_answer
{
    std::string outcome{};  // of the operation's table, or outcome_unavailable
    facts told{};
    int status{};  // HTTP; 0 where none came
    milliseconds took{};
};

}  // namespace sapa
