// Makes single edits to flows and replies and asks the conversation tests whether they notice.
#include "gateway/command/mutate.hpp"

#include <algorithm>
#include <functional>
#include <iomanip>
#include <ostream>
#include <set>

#include "intents/dialogue/lint.hpp"

namespace sapa {
namespace {

using parts_ptr = std::unique_ptr<bundle::parts>;

// One edit: its name, the states and replies whose conversations could notice it, and what it does.
struct edit
{
    std::string kind{}, name{};
    std::string state{}, reply{};
    std::function<void(bundle::parts&)> apply{};
};

flow_state& state_of(bundle::parts& parts, std::size_t form, std::size_t state)
{
    return parts.flows[form].states[state];
}

std::vector<flow_branch>& branches_of(flow_state& state, const std::string& outcome)
{
    return outcome.empty() ? state.branches : state.outcomes.at(outcome);
}

// A reply that reads differently, to be said in place of another.
std::string other_reply(const bundle::parts& parts, const std::string& key)
{
    auto at = parts.replies.replies.upper_bound(key);
    return at == parts.replies.replies.end() ? parts.replies.replies.begin()->first : at->first;
}

void branch_edits(std::vector<edit>& edits, const bundle::parts& parts, std::size_t f, std::size_t s,
                  const std::string& outcome)
{
    const auto& form = parts.flows[f];
    const auto& state = form.states[s];
    const auto& list = outcome.empty() ? state.branches : state.outcomes.at(outcome);
    const auto where = form.name + "/" + state.name;
    for (std::size_t i = 0; i < list.size(); ++i) {
        const auto name = where + (outcome.empty() ? "" : " " + outcome) + " #" + std::to_string(i + 1);
        edits.push_back({"drop a branch", name, where, "", [=](bundle::parts& p) {
                             auto& all = branches_of(state_of(p, f, s), outcome);
                             all.erase(all.begin() + static_cast<std::ptrdiff_t>(i));
                         }});
        if (!list[i].say.empty())
            edits.push_back({"swap a reply", name + " says @" + other_reply(parts, list[i].say), where,
                             list[i].say, [=](bundle::parts& p) {
                                 auto& said = branches_of(state_of(p, f, s), outcome)[i].say;
                                 said = other_reply(p, said);
                             }});
        if (!list[i].when.empty())
            edits.push_back({"widen a condition", name, where, "", [=](bundle::parts& p) {
                                 branches_of(state_of(p, f, s), outcome)[i].when.clear();
                             }});
    }
}

void state_edits(std::vector<edit>& edits, const bundle::parts& parts, std::size_t f, std::size_t s)
{
    const auto& state = parts.flows[f].states[s];
    const auto where = parts.flows[f].name + "/" + state.name;
    branch_edits(edits, parts, f, s, "");
    for (const auto& [outcome, list] : state.outcomes)
        branch_edits(edits, parts, f, s, outcome);
    if (state.kind == state_kind::need) {
        edits.push_back({"change a number of tries", where, where, "",
                         [=](bundle::parts& p) { --state_of(p, f, s).tries; }});
        edits.push_back({"swap a reply", where + " ask", where, state.ask, [=](bundle::parts& p) {
                             auto& said = state_of(p, f, s).ask;
                             said = other_reply(p, said);
                         }});
        edits.push_back({"swap a reply", where + " give_up", where, state.give_up, [=](bundle::parts& p) {
                             auto& said = state_of(p, f, s).give_up;
                             said = other_reply(p, said);
                         }});
    }
    for (std::size_t i = 0; i < state.options.size(); ++i)
        edits.push_back(
            {"widen a pattern", where + " " + state.options[i].value + " by every word of the others", where,
             "", [=](bundle::parts& p) {
                 auto& options = state_of(p, f, s).options;
                 auto wide = std::move(options[i]);
                 options.erase(options.begin() + static_cast<std::ptrdiff_t>(i));
                 for (const auto& other : options)
                     wide.words.insert(wide.words.end(), other.words.begin(), other.words.end());
                 if (options.empty())
                     for (const auto* word : {"stop", "saya", "data", "on", "off", "aduan", "notif"})
                         wide.words.emplace_back(word);
                 options.insert(options.begin(), std::move(wide));
             }});
}

void language_edits(std::vector<edit>& edits, const bundle::parts& parts)
{
    for (const auto& [key, one] : parts.replies.replies)
        for (auto spoken : all_languages) {
            const auto index = static_cast<std::size_t>(spoken);
            if (one.text.by_language[index].empty())
                continue;
            edits.push_back({"drop a language", key + " " + std::string(to_string(spoken)), "", key,
                             [key, index](bundle::parts& p) {
                                 auto& said = p.replies.replies.at(key);
                                 said.text.by_language[index].clear();
                                 said.whatsapp.by_language[index].clear();
                             }});
        }
}

std::vector<edit> edits_of(const bundle::parts& parts)
{
    std::vector<edit> edits;
    for (std::size_t f = 0; f < parts.flows.size(); ++f)
        for (std::size_t s = 0; s < parts.flows[f].states.size(); ++s)
            state_edits(edits, parts, f, s);
    language_edits(edits, parts);
    return edits;
}

bool lint_notices(const bundle::parts& parts, const std::filesystem::path& folder)
{
    std::vector<finding> findings;
    lint_structure(parts, folder, findings);
    return std::ranges::any_of(findings, [](const auto& f) { return f.weight == finding::level::error; });
}

bool tests_notice(const edit& one, const std::shared_ptr<const bundle>& changed,
                  const std::vector<lab::chat>& chats, const std::vector<lab::chat_result>& baseline,
                  const lab::core_function& lab)
{
    for (const auto& result : baseline) {
        const bool concerned = (!one.state.empty() && result.states.contains(one.state)) ||
                               (!one.reply.empty() && result.replies.contains(one.reply));
        if (!concerned)
            continue;
        const auto chat = std::ranges::find_if(
            chats, [&](const auto& c) { return c.file == result.file && c.title == result.title; });
        if (chat != chats.end() && lab::play(*chat, result.run, changed, lab).failure)
            return true;
    }
    return false;
}

}  // namespace

bool mutate(const std::string& conf_folder, const std::shared_ptr<const bundle>& conf,
            const std::vector<lab::chat>& chats, const std::vector<lab::chat_result>& baseline,
            const lab::core_function& lab, std::ostream& out)
{
    std::size_t noticed = 0, by_lint = 0;
    std::vector<std::string> survivors;
    const auto edits = edits_of(conf->inside());
    for (const auto& one : edits) {
        auto changed = std::make_unique<bundle::parts>(conf->inside());
        one.apply(*changed);
        if (lint_notices(*changed, conf_folder)) {
            ++by_lint;
            continue;
        }
        const auto bundle_of = std::make_shared<const bundle>(std::move(changed));
        if (tests_notice(one, bundle_of, chats, baseline, lab))
            ++noticed;
        else
            survivors.push_back(one.kind + ": " + one.name);
    }
    for (const auto& one : survivors)
        out << "no test notices: " << one << "\n";
    const double share =
        edits.empty() ? 0 : 100.0 * static_cast<double>(survivors.size()) / static_cast<double>(edits.size());
    out << edits.size() << " edits: " << noticed << " noticed by conversations, " << by_lint
        << " by sapa check, " << survivors.size() << " by nobody (" << std::fixed << std::setprecision(1)
        << share << " %)\n";
    return share <= 5.0;
}

}  // namespace sapa
