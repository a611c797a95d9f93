// Counts coverage.
#include "gateway/lab/sandbox_coverage.hpp"

#include <algorithm>
#include <iomanip>
#include <ostream>

#include "gateway/model/core_contract.hpp"

namespace sapa::lab {
namespace {

void print_one(std::ostream& out, const char* what, const std::set<std::string>& all,
               const std::set<std::string>& seen, bool names)
{
    std::vector<std::string> missing;
    std::ranges::set_difference(all, seen, std::back_inserter(missing));
    const auto covered = all.size() - missing.size();
    const double percent =
        all.empty() ? 100 : 100.0 * static_cast<double>(covered) / static_cast<double>(all.size());
    out << what << ": " << covered << " of " << all.size() << " (" << std::fixed << std::setprecision(1)
        << percent << " %)\n";
    if (names || missing.size() <= 10)
        for (const auto& one : missing)
            out << "  not covered: " << one << "\n";
}

}  // namespace

void coverage::add(const chat_result& result)
{
    states.insert(result.states.begin(), result.states.end());
    transitions.insert(result.transitions.begin(), result.transitions.end());
    replies.insert(result.replies.begin(), result.replies.end());
}

std::set<std::string> all_states(const bundle::parts& conf)
{
    std::set<std::string> all;
    for (const auto& flow : conf.flows)
        for (const auto& state : flow.states)
            all.insert(flow.name + "/" + state.name);
    return all;
}

std::set<std::string> all_transitions(const bundle::parts& conf)
{
    std::set<std::string> all;
    const auto branches = [&](const std::string& where, const std::vector<flow_branch>& list) {
        for (std::size_t i = 0; i < list.size(); ++i)
            all.insert(where + " #" + std::to_string(i + 1));
    };
    for (const auto& flow : conf.flows)
        for (const auto& state : flow.states) {
            const auto here = flow.name + "/" + state.name;
            if (state.kind == state_kind::need) {
                for (const auto* what : {"filled", "ask", "give_up"})
                    all.insert(here + " " + what);
                if (!state.example.empty() && state.tries > 2)
                    all.insert(here + " example");
            }
            if (state.kind == state_kind::detect) {
                for (const auto& option : state.options)
                    all.insert(here + " " + option.value);
                all.insert(here + " " + state.otherwise);
            }
            if (state.kind == state_kind::decide)
                branches(here, state.branches);
            for (const auto& [outcome, list] : state.outcomes)
                branches(here + " " + outcome, list);
        }
    return all;
}

std::set<std::string> all_replies(const bundle::parts& conf)
{
    std::set<std::string> all;
    for (const auto& [key, reply] : conf.replies.replies)
        if (!key.starts_with("notice."))  // no conversation brings forth what we start
            all.insert(key);
    for (const auto& entry : conf.knowledge.entries)
        all.insert("answer." + entry.intent);
    return all;
}

void coverage::print(const bundle::parts& conf, std::ostream& out, bool all) const
{
    print_one(out, "states", all_states(conf), states, all);
    print_one(out, "transitions", all_transitions(conf), transitions, all);
    print_one(out, "replies", all_replies(conf), replies, all);
}

}  // namespace sapa::lab
