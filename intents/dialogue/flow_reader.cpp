// Reads the flows of conf/flows.
#include <algorithm>

#include "gateway/model/core_contract.hpp"
#include "intents/dialogue/flow.hpp"
#include "intents/knowledge/yaml_tree.hpp"

namespace sapa {
namespace {

using outcome_map = std::map<std::string, std::vector<flow_branch>>;

std::vector<std::pair<std::string, std::string>> pairs_of(const yaml_tree& map, const fault_log& faults)
{
    std::vector<std::pair<std::string, std::string>> pairs;
    for (const auto& [name, one] : map.members)
        pairs.emplace_back(name, scalar_of(map, name, faults));
    return pairs;
}

flow_branch read_branch(const yaml_tree& tree, const fault_log& faults)
{
    flow_branch made{.file = faults.file, .line = tree.line};
    if (!expect_keys(tree, {"when", "say", "then", "accept", "promise", "speak", "set", "prefer", "drop"},
                     faults))
        return made;
    for (const auto& [name, word] : tree["when"].members)
        made.when.push_back({name, word.text, word.line});
    made.say = scalar_of(tree, "say", faults);
    made.then = scalar_of(tree, "then", faults);
    made.accept = scalar_of(tree, "accept", faults);
    made.promise = scalar_of(tree, "promise", faults) == "yes";
    made.speak = scalar_of(tree, "speak", faults);
    made.set = pairs_of(tree["set"], faults);
    made.prefer = pairs_of(tree["prefer"], faults);
    made.drop = words_of(tree, "drop", faults);
    made.say_line = tree["say"].line;
    made.then_line = tree["then"].line;
    made.accept_line = tree["accept"].line;
    made.speak_line = tree["speak"].line;
    made.set_line = tree["set"].line;
    if (made.then.empty())
        made.then = "end";
    return made;
}

std::vector<flow_branch> read_branches(const yaml_tree& tree, const fault_log& faults)
{
    std::vector<flow_branch> branches;
    if (tree.what == yaml_tree::kind::list)
        for (const auto& item : tree.items)
            branches.push_back(read_branch(item, faults));
    else
        branches.push_back(read_branch(tree, faults));
    return branches;
}

std::vector<flow_option> read_options(const yaml_tree& tree, const fault_log& faults)
{
    std::vector<flow_option> options;
    for (const auto& [value, one] : tree.members) {
        flow_option option{.value = value, .title = value, .line = one.line};
        if (one.what == yaml_tree::kind::map) {
            expect_keys(one, {"title", "words"}, faults);
            option.title = scalar_of(one, "title", faults, true);
            option.words = words_of(one, "words", faults);
        } else {
            option.words = words_of(tree, value, faults);
        }
        options.push_back(std::move(option));
    }
    return options;
}

void read_need(const yaml_tree& tree, flow_state& state, const fault_log& faults)
{
    expect_keys(tree,
                {"need", "type", "ask", "example", "give_up", "tries", "from_text", "from_phone", "options",
                 "consent", "then"},
                faults);
    state.kind = state_kind::need;
    state.slot = scalar_of(tree, "need", faults);
    state.type = scalar_of(tree, "type", faults);
    if (state.type.empty())
        state.type = state.slot;
    if (std::ranges::find(need_types, state.type) == std::end(need_types)) {
        const int line = tree["type"].exists() ? tree["type"].line : tree["need"].line;
        const std::vector<std::string> names(std::begin(need_types), std::end(need_types));
        const auto near = nearest_word(state.type, names);
        faults.error(line, "unknown-type", "'" + state.type + "' is no type of slot",
                     "write " + (near.empty() ? "`type: text` or another type" : "`" + near + "`"));
    }
    state.ask = scalar_of(tree, "ask", faults, true);
    state.example = scalar_of(tree, "example", faults);
    state.give_up = scalar_of(tree, "give_up", faults, true);
    state.tries = number_of(tree, "tries", 1, 9, faults).value_or(3);
    state.from_text = number_of(tree, "from_text", 1, 50, faults).value_or(0);
    state.from_phone = scalar_of(tree, "from_phone", faults) == "yes";
    state.options = read_options(tree["options"], faults);
    state.consent = scalar_of(tree, "consent", faults);
}

void read_detect(const yaml_tree& tree, flow_state& state, const fault_log& faults)
{
    expect_keys(tree, {"detect", "words", "otherwise", "then"}, faults);
    state.kind = state_kind::detect;
    state.slot = scalar_of(tree, "detect", faults);
    state.options = read_options(tree["words"], faults);
    state.otherwise = scalar_of(tree, "otherwise", faults);
}

void read_call(const yaml_tree& tree, flow_state& state, const outcome_map& common, const fault_log& faults)
{
    expect_keys(tree, {"call", "with", "outcomes"}, faults);
    state.kind = state_kind::call;
    state.operation = scalar_of(tree, "call", faults);
    state.operation_line = tree["call"].line;
    state.with = pairs_of(tree["with"], faults);
    const auto& outcomes = tree["outcomes"];
    for (std::size_t i = 0; i < outcomes.members.size(); ++i) {
        state.outcomes[outcomes.members[i].first] = read_branches(outcomes.members[i].second, faults);
        state.outcome_lines.emplace_back(outcomes.members[i].first, outcomes.key_lines[i]);
    }
    const auto* operation = find_operation(state.operation);
    if (!operation)
        return;
    const auto fill = [&](std::string_view outcome) {
        if (const auto at = common.find(std::string(outcome)); at != common.end())
            state.outcomes.try_emplace(at->first, at->second);
    };
    for (const auto& row : operation->outcomes)
        fill(row.name);
    fill(outcome_unavailable);
}

flow_state read_state(const std::string& name, int line, const yaml_tree& tree, const outcome_map& common,
                      const fault_log& faults)
{
    flow_state state{.name = name, .line = line};
    if (tree["need"].exists())
        read_need(tree, state, faults);
    else if (tree["detect"].exists())
        read_detect(tree, state, faults);
    else if (tree["call"].exists())
        read_call(tree, state, common, faults);
    else if (tree["decide"].exists()) {
        expect_keys(tree, {"decide"}, faults);
        state.kind = state_kind::decide;
        state.branches = read_branches(tree["decide"], faults);
    } else {
        expect_keys(tree, {"need", "detect", "call", "decide"}, faults);
        faults.error(line, "wrong-form", "the state '" + name + "' does nothing",
                     "give it one of: need, detect, call, decide");
        state.kind = state_kind::decide;
    }
    for (std::size_t i = 0; i < tree.members.size(); ++i)
        state.lines.emplace(tree.members[i].first, tree.key_lines[i]);
    state.then = scalar_of(tree, "then", faults);
    state.then_line = tree["then"].exists() ? tree["then"].line : line;
    if (state.then.empty())
        state.then = "end";
    return state;
}

}  // namespace

const flow_state* flow::find(std::string_view state) const
{
    const auto at = std::ranges::find(states, state, &flow_state::name);
    return at == states.end() ? nullptr : &*at;
}

int flow_state::line_of(std::string_view key) const
{
    const auto at = lines.find(key);
    return at == lines.end() ? line : at->second;
}

std::vector<flow> load_flows(const std::filesystem::path& folder, std::vector<finding>& findings)
{
    outcome_map common;
    if (std::filesystem::exists(folder / "common.yaml")) {
        const fault_log faults{(folder / "common.yaml").string(), &findings};
        const auto tree = read_yaml(folder / "common.yaml", faults);
        expect_keys(tree, {"outcomes"}, faults);
        for (const auto& [outcome, branches] : tree["outcomes"].members)
            common[outcome] = read_branches(branches, faults);
    }
    std::vector<flow> flows;
    for (const auto& path : yaml_files(folder)) {
        if (path.stem() == "common")
            continue;
        const fault_log faults{path.string(), &findings};
        const auto tree = read_yaml(path, faults);
        if (!tree.exists())
            continue;
        expect_keys(tree, {"flow", "about", "fallback", "states"}, faults);
        flow made{
            .name = scalar_of(tree, "flow", faults, true), .file = path.string(), .line = tree["flow"].line};
        if (made.name != path.stem().string())
            faults.error(made.line, "wrong-name", "the file of the flow '" + made.name + "' has another name",
                         "write `flow: " + path.stem().string() + "`");
        const auto fallback = scalar_of(tree, "fallback", faults, false);
        made.sms_fallback = fallback == "sms";
        if (!fallback.empty() && !made.sms_fallback)
            faults.error(tree["fallback"].line, "wrong-value", "a flow cannot fall back to '" + fallback + "'",
                         "write `fallback: sms`, or leave the line out");
        const auto& states = tree["states"];
        for (std::size_t i = 0; i < states.members.size(); ++i)
            made.states.push_back(read_state(states.members[i].first, states.key_lines[i],
                                             states.members[i].second, common, faults));
        if (made.states.empty())
            faults.error(tree.line, "missing-key", "the flow has no states", "add `states:`");
        flows.push_back(std::move(made));
    }
    return flows;
}

}  // namespace sapa
