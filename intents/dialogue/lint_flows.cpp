// Lint of the flows: states, outcomes, references.
#include <algorithm>
#include <deque>
#include <utility>

#include "gateway/model/core_contract.hpp"
#include "intents/dialogue/lint.hpp"
#include "intents/dialogue/turn.hpp"
#include "intents/knowledge/yaml_tree.hpp"

namespace sapa {
namespace {

constexpr std::string_view services[] = {
    "balance",    "membership",         "contributions",   "claim_status",  "claim_check",
    "simulation", "phone_registration", "opt_out",         "notifications", "branch",
    "clinic",     "complaint",          "accident_report", "language",      "agent",
    "my_data"};
constexpr std::string_view circumstances[] = {"channel", "stopped", "office", "example_number", "nik_agrees"};
constexpr std::string_view always_slots[] = {"participant_no", "nik",         "birth_date", "name",
                                             "email",          "town",        "claim_no",   "language",
                                             "retire_at",      "happened_on", "checked"};

class flow_lint
{
public:
    flow_lint(const bundle::parts& conf, const flow& form, std::vector<finding>& findings)
        : conf_(conf), form_(form), faults_{form.file, &findings}
    {
        for (const auto& state : form.states) {
            names_.push_back(state.name);
            if (!state.slot.empty())
                slots_.insert(state.slot);
            const auto keep = [&](const std::vector<flow_branch>& branches) {
                for (const auto& branch : branches)
                    for (const auto& [name, text] : branch.set)
                        slots_.insert(name);
            };
            keep(state.branches);
            for (const auto& [outcome, branches] : state.outcomes)
                keep(branches);
        }
        for (const auto name : always_slots)
            slots_.insert(std::string(name));
    }

    void run()
    {
        for (const auto& state : form_.states)
            check(state);
        reachable();
        circles();
    }

private:
    void target(const std::string& then, int line)
    {
        if (then == "end" || form_.find(then))
            return;
        const auto near = nearest_word(then, names_);
        faults_.error(
            line, "unknown-state", "the state '" + then + "' does not exist",
            "write `end` or one of the flow's states" + (near.empty() ? "" : ", perhaps `" + near + "`"));
    }

    void says(const std::string& key, int line)
    {
        if (key.empty() || conf_.replies.find(key))
            return;
        std::vector<std::string> keys;
        for (const auto& [name, one] : conf_.replies.replies)
            keys.push_back(name);
        const auto near = nearest_word(key, keys);
        faults_.error(
            line, "unknown-reply", "the reply '" + key + "' does not exist",
            near.empty() ? "add it to conf/replies" : "write `" + near + "`, or add it to conf/replies");
    }

    void a_slot(const std::string& name, int line)
    {
        if (name.empty() || slots_.contains(name))
            return;
        faults_.error(line, "unknown-slot", "nothing fills the slot '" + name + "'",
                      "write a slot that a `need` of this flow fills, perhaps `" +
                          nearest_word(name, {slots_.begin(), slots_.end()}) + "`");
    }

    void branches(const std::vector<flow_branch>& list, const core_operation* operation, int line, bool told)
    {
        // Shared branches stand in common.yaml.
        const auto own = std::exchange(faults_.file, list.empty() ? faults_.file : list.front().file);
        for (std::size_t i = 0; i < list.size(); ++i) {
            const auto& branch = list[i];
            says(branch.say, branch.say_line);
            target(branch.then, branch.then_line > 0 ? branch.then_line : branch.line);
            a_slot(branch.accept, branch.accept_line);
            a_slot(branch.speak, branch.speak_line);
            for (const auto& one : branch.when)
                a_name(one, told ? operation : nullptr);
            if (branch.when.empty() && i + 1 < list.size())
                faults_.error(list[i + 1].line, "shadowed-branch",
                              "this branch is never taken: the one above always fits",
                              "give the one above a `when`, or put it last");
            if (branch.then == "end" && branch.say.empty())
                faults_.error(branch.line, "silent-end", "the flow ends here and says nothing",
                              "add `say: ...`");
        }
        if (list.empty() || !list.back().when.empty())
            faults_.error(list.empty() ? line : list.back().line, "dead-end",
                          "no branch is left where none of the conditions holds",
                          "add a last branch without `when`");
        faults_.file = own;
    }

    void a_name(const condition& one, const core_operation* operation)
    {
        if (slots_.contains(one.name) ||
            std::ranges::find(circumstances, one.name) != std::end(circumstances))
            return;
        std::vector<std::string> known(slots_.begin(), slots_.end());
        known.insert(known.end(), std::begin(circumstances), std::end(circumstances));
        if (operation) {
            for (const auto& field : operation->fields)
                known.emplace_back(field.name);
            for (const auto& list : operation->lists)
                known.emplace_back(list.name);
        }
        if (std::ranges::find(known, one.name) != known.end())
            return;
        const auto near = nearest_word(one.name, known);
        faults_.error(
            one.line, "unknown-name", "nothing is called '" + one.name + "' here",
            near.empty() ? "write a fact of core, a slot or a circumstance" : "write `" + near + "`");
    }

    void check(const flow_state& state)
    {
        if (std::ranges::count(names_, state.name) > 1 && form_.find(state.name) != &state)
            faults_.error(state.line, "duplicate-key", "the state '" + state.name + "' stands twice",
                          "rename one");
        switch (state.kind) {
            case state_kind::need:
                return check_need(state);
            case state_kind::detect:
                target(state.then, state.line_of("then"));
                words(state);
                if (state.otherwise.empty())
                    faults_.error(state.line, "dead-end", "what if none of the words stands in the text?",
                                  "add `otherwise: ...`");
                return;
            case state_kind::call:
                return check_call(state);
            case state_kind::decide:
                return branches(state.branches, nullptr, state.line, false);
        }
    }

    void check_need(const flow_state& state)
    {
        target(state.then, state.line_of("then"));
        says(state.ask, state.line_of("ask"));
        says(state.example, state.line_of("example"));
        says(state.give_up, state.line_of("give_up"));
        words(state);
        if (state.type == "choice" && state.options.size() < 2)
            faults_.error(state.line, "dead-end", "a choice of fewer than two options", "add `options:`");
        for (const auto& option : state.options)
            if (!conf_.replies.titles.contains(option.title))
                faults_.error(option.line, "unknown-title", "the title '" + option.title + "' does not exist",
                              "add it to `titles` in conf/replies");
    }

    // A word that chooses two options: the second is never chosen by it.
    void words(const flow_state& state)
    {
        for (std::size_t i = 0; i < state.options.size(); ++i)
            for (const auto& word : state.options[i].words)
                for (std::size_t j = 0; j < i; ++j)
                    for (const auto& earlier : state.options[j].words)
                        if (has_word(word, earlier))
                            faults_.error(state.options[i].line, "shadowed-pattern",
                                          "'" + word + "' of '" + state.options[i].value +
                                              "' is caught by '" + earlier + "' of '" +
                                              state.options[j].value + "', for instance in the text '" +
                                              word + "'",
                                          "take one of the words away");
    }

    void check_call(const flow_state& state)
    {
        const auto* operation = find_operation(state.operation);
        if (!operation) {
            std::vector<std::string> names;
            for (const auto& one : core_operations())
                names.emplace_back(one.name);
            faults_.error(state.operation_line, "unknown-operation",
                          "core has no operation '" + state.operation + "'",
                          "write `" + nearest_word(state.operation, names) + "` or another of the contract");
            return;
        }
        check_arguments(state, *operation);
        for (const auto& [outcome, list] : state.outcomes) {
            int line = state.line_of("outcomes");
            for (const auto& [name, at] : state.outcome_lines)
                if (name == outcome)
                    line = at;
            const bool known =
                outcome == outcome_unavailable ||
                std::ranges::any_of(operation->outcomes, [&](const auto& o) { return o.name == outcome; });
            if (!known)
                faults_.error(line, "unknown-outcome", state.operation + " has no outcome '" + outcome + "'",
                              "write one of: " + outcomes_of(*operation));
            branches(list, operation, line, true);
        }
        for (const auto& row : operation->outcomes)
            missing_outcome(state, row.name);
        missing_outcome(state, outcome_unavailable);
    }

    void missing_outcome(const flow_state& state, std::string_view outcome)
    {
        if (!state.outcomes.contains(std::string(outcome)))
            faults_.error(state.line_of("outcomes"), "unhandled-outcome",
                          "'" + std::string(outcome) + "' of " + state.operation + " is not handled",
                          "add `" + std::string(outcome) + ": {say: ...}`");
    }

    void check_arguments(const flow_state& state, const core_operation& operation)
    {
        const auto takes = [&](std::string_view name) {
            return operation.path.find("{" + std::string(name) + "}") != operation.path.npos ||
                   std::ranges::find(operation.query, name) != operation.query.end() ||
                   std::ranges::find(operation.body, name) != operation.body.end();
        };
        for (const auto& [argument, slot] : state.with) {
            if (!takes(argument))
                faults_.error(state.line_of("with"), "unknown-argument",
                              state.operation + " takes no argument '" + argument + "'", "take it away");
            a_slot(slot, state.line_of("with"));
        }
        for (std::size_t at = operation.path.find('{'); at != operation.path.npos;
             at = operation.path.find('{', at + 1)) {
            const auto name = operation.path.substr(at + 1, operation.path.find('}', at) - at - 1);
            if (std::ranges::none_of(state.with, [&](const auto& w) { return w.first == name; }))
                faults_.error(state.line, "missing-argument",
                              state.operation + " needs '" + std::string(name) + "'",
                              "add `with: {" + std::string(name) + ": " + std::string(name) + "}`");
        }
    }

    std::vector<std::string> next_of(const flow_state& state) const
    {
        std::vector<std::string> next;
        if (state.kind == state_kind::need || state.kind == state_kind::detect)
            next.push_back(state.then);
        for (const auto& branch : state.branches)
            next.push_back(branch.then);
        for (const auto& [outcome, list] : state.outcomes)
            for (const auto& branch : list)
                next.push_back(branch.then);
        return next;
    }

    void reachable()
    {
        if (form_.states.empty())
            return;
        std::set<std::string> seen{form_.states.front().name};
        std::deque<const flow_state*> todo{&form_.states.front()};
        while (!todo.empty()) {
            for (const auto& name : next_of(*todo.front()))
                if (const auto* next = form_.find(name); next && seen.insert(name).second)
                    todo.push_back(next);
            todo.pop_front();
        }
        for (const auto& state : form_.states)
            if (!seen.contains(state.name))
                faults_.error(state.line, "unreachable-state",
                              "no way leads to the state '" + state.name + "'",
                              "name it in a `then`, or take it away");
    }

    // A way round through detect and decide alone would never wait for the person.
    void circles()
    {
        for (const auto& start : form_.states) {
            if (start.kind == state_kind::need || start.kind == state_kind::call)
                continue;
            std::set<std::string> seen;
            std::deque<std::string> todo{start.name};
            while (!todo.empty()) {
                const auto* state = form_.find(todo.front());
                todo.pop_front();
                if (!state || state->kind == state_kind::need || state->kind == state_kind::call)
                    continue;
                for (const auto& name : next_of(*state)) {
                    if (name == start.name)
                        return faults_.error(
                            start.line, "endless-loop",
                            "'" + start.name + "' comes back to itself without asking anything",
                            "let one of its `then` lead to a `need`, a `call` or `end`");
                    if (seen.insert(name).second)
                        todo.push_back(name);
                }
            }
        }
    }

    const bundle::parts& conf_;
    const flow& form_;
    fault_log faults_;
    std::vector<std::string> names_{};
    std::set<std::string> slots_{};
};

}  // namespace

void lint_flows(const bundle::parts& conf, const std::filesystem::path& folder,
                std::vector<finding>& findings)
{
    for (const auto& form : conf.flows) {
        if (std::ranges::find(services, form.name) == std::end(services)) {
            const std::vector<std::string> names(std::begin(services), std::end(services));
            findings.push_back(
                {finding::level::error, form.file, form.line, "unknown-intent",
                 "'" + form.name + "' is no service label",
                 "write one of: balance, membership, ... perhaps `" + nearest_word(form.name, names) + "`"});
        }
        flow_lint(conf, form, findings).run();
    }
    for (const auto label : services)
        if (!conf.find_flow(label))
            findings.push_back({finding::level::error, (folder / "flows").string(), 0, "missing-flow",
                                "the service '" + std::string(label) + "' has no flow",
                                "add conf/flows/" + std::string(label) + ".yaml"});
}

}  // namespace sapa
