// Plays conversation tests and says what differs.
#pragma once
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>
#include "gateway/lab/sandbox.hpp"
#include "gateway/lab/sandbox_chat.hpp"

namespace sapa::lab {

// One run: a conversation on one channel, in one language, with one row of its tables.
struct chat_run
{
    channel_type via{};
    language spoken{};
    std::size_t spelling{};
};

struct chat_failure
{
    std::string file{};
    int line{};
    std::string what{}, expected{}, got{};
    std::vector<std::string> why{};  // the trace of the turn
    bool reply_line{};               // --accept may rewrite this line with `got`
    int last_line{};
};

struct chat_result
{
    std::string title{}, file{};
    chat_run run{};
    std::optional<chat_failure> failure{};
    std::set<std::string> states{}, transitions{}, replies{};  // what was seen
};

std::vector<chat_run> runs_of(const chat& one);

// `lab`: core for scenes that say `core lab`; may be empty.
chat_result play(const chat& one, const chat_run& run, const std::shared_ptr<const bundle>& conf,
                 const core_function& lab);

using captured = std::vector<std::pair<std::string, std::string>>;
std::string folded(std::string_view text);  // runs of blanks become one
std::string with_captures(std::string text, const captured& captures);

// Does the reply fit the pattern, with … for anything and {name} to capture? Captures are read and written.
bool matches(std::string_view pattern, std::string_view text,
             std::vector<std::pair<std::string, std::string>>& captures);

}  // namespace sapa::lab
