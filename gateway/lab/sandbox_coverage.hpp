// Which states, transitions and replies of conf/ the conversations have shown.
#pragma once
#include <iosfwd>
#include <set>
#include <string>
#include "gateway/lab/sandbox_play.hpp"
#include "intents/dialogue/bundle_parts.hpp"

namespace sapa::lab {

struct coverage
{
    std::set<std::string> states{}, transitions{}, replies{};

    void add(const chat_result& result);
    // "states 42 of 43 (97.7 %)", and by name what is missing where `all` or where it is little.
    void print(const bundle::parts& conf, std::ostream& out, bool all) const;
};

std::set<std::string> all_states(const bundle::parts& conf);
std::set<std::string> all_transitions(const bundle::parts& conf);
std::set<std::string> all_replies(const bundle::parts& conf);

}  // namespace sapa::lab
