// Runs the states of a flow until something is asked, called or ended.
#include <algorithm>

#include "intents/dialogue/turn.hpp"

namespace sapa {
namespace {

constexpr std::chrono::minutes form_lasts{30};
constexpr std::chrono::minutes session_lasts{30};
constexpr int steps_max = 50;

// Operations whose answers are about a person.
bool personal(const core_operation& operation)
{
    return operation.path.find("{participant_no}") != std::string_view::npos ||
           operation.path.find("{claim_no}") != std::string_view::npos || operation.name == "register_phone";
}

}  // namespace

void dialogue_turn::open(const flow& form, const understood& meaning)
{
    close();
    state_.bundle_hash = conf_.hash;
    state_.flow = form.name;
    state_.at = form.states.front().name;
    state_.tries = 0;
    keep_slots(meaning, form, {});
    remember("last", form.name);
    remember("opened_wrong", meaning.number.fault != number_fault::none && meaning.number.digits >= 4 &&
                                     !meaning.slot("claim_no")
                                 ? "yes"
                                 : "");
    trace("open: " + form.name);
    opened_by_ = &meaning;
    if (recall("opened_wrong") == "yes")
        for (const auto& one : form.states)
            if (one.kind == state_kind::need && one.type == "participant_no" && slot(one.slot).empty() &&
                !around_.checks_locked && around_.phone) {
                state_.at = one.name;
                state_.form_until = around_.now + form_lasts;
                state_.tries = 1;
                remember("type", one.type);
                trace("state: " + form.name + "/" + one.name);
                if (explain(meaning.number))
                    return;
            }
    run(form.states.front().name);
    opened_by_ = nullptr;
}

void dialogue_turn::run(std::string at)
{
    const auto* form = conf_.find_flow(state_.flow);
    for (int i = 0; i < steps_max && form; ++i) {
        if (at == "end")
            return close();
        const auto* state = form->find(at);
        if (!state)
            return close();
        if (state_.at != at)
            state_.tries = 0;
        state_.at = at;
        state_.form_until = around_.now + form_lasts;
        trace("state: " + form->name + "/" + at);
        switch (state->kind) {
            case state_kind::need:
                if (!need(*state))
                    return;
                at = state->then;
                break;
            case state_kind::detect:
                detect(*state);
                at = state->then;
                break;
            case state_kind::decide:
                at = take(state->branches, {}, form->name + "/" + at);
                break;
            case state_kind::call:
                return call(*state);
        }
    }
    close();
}

bool dialogue_turn::need(const flow_state& state)
{
    if (opened_by_)
        fill_from_text(*opened_by_, state);
    if (!slot(state.slot).empty()) {
        trace("took: " + state_.flow + "/" + state.name + " filled");
        // Who sends all at once has not read the notice before: it stands in the answer, and that is kept
        // too.
        const bool asked = recall("asked").find(state.name) != std::string::npos;
        if (!state.consent.empty())
            out_.preferences.push_back({"consent", state.consent + (asked ? "" : "/at-once")});
        return true;
    }
    if (state.type == "participant_no" && state.from_phone) {
        if (!around_.phone) {
            speak("no_phone");
            close();
            return false;
        }
        if (around_.checks_locked) {
            speak("checks_locked");
            close();
            return false;
        }
        if (!state_.verified_no.empty()) {
            set_slot(state.slot, state_.verified_no);
            trace("number: of this session");
            return true;
        }
        if (recall("asked_phone").empty()) {
            remember("asked_phone", "yes");
            remember("type", state.type);
            out_.question =
                core_question{.operation = "registered_numbers", .via = around_.via, .phone = around_.phone};
            return false;
        }
    }
    ask(state);
    return false;
}

void dialogue_turn::ask(const flow_state& state)
{
    trace("took: " + state_.flow + "/" + state.name + " ask");
    auto asked = recall("asked");
    if (!asked.ends_with(state.name + "\n"))
        remember("asked", asked + state.name + "\n");
    remember("type", state.type);
    if (state.from_phone && !recall("asked_phone").empty() && !recall("numbers").empty())
        return choose_number();
    std::vector<choice> choices;
    if (state.type == "yes_no")
        choices = {{.id = "yes"}, {.id = "no"}};
    for (const auto& option : state.options)
        choices.push_back(option_choice(option));
    if (choices.empty())
        remember("choices", "");
    speak(state.ask, {}, std::move(choices));
}

void dialogue_turn::detect(const flow_state& state)
{
    if (!slot(state.slot).empty())
        return;
    for (const auto& option : state.options)
        for (const auto& word : option.words)
            if (has_word(text_, word)) {
                trace("took: " + state_.flow + "/" + state.name + " " + option.value);
                return set_slot(state.slot, option.value);
            }
    trace("took: " + state_.flow + "/" + state.name + " " + state.otherwise);
    set_slot(state.slot, state.otherwise);
}

void dialogue_turn::call(const flow_state& state)
{
    const auto* operation = find_operation(state.operation);
    if (operation && personal(*operation)) {
        if (!around_.phone || around_.checks_locked) {
            speak(around_.phone ? "checks_locked" : "no_phone");
            return close();
        }
    }
    core_question question{.operation = state.operation, .via = around_.via, .phone = around_.phone};
    for (const auto& [argument, from] : state.with)
        if (!slot(from).empty())
            question.arguments.emplace_back(argument, slot(from));
    out_.question = std::move(question);
    trace("core: " + state.operation);
}

std::string dialogue_turn::take(const std::vector<flow_branch>& branches, const facts& told,
                                const std::string& where)
{
    for (std::size_t i = 0; i < branches.size(); ++i) {
        const auto& branch = branches[i];
        if (!std::ranges::all_of(branch.when, [&](const condition& one) { return holds(one, told); }))
            continue;
        for (const auto& [name, text] : branch.set)
            set_slot(name, text);
        for (const auto& preference : branch.prefer)
            if (!alone_)
                out_.preferences.push_back({preference.first, preference.second == "participant_no"
                                                                  ? masked_tail(slot("participant_no"))
                                                                  : preference.second});
        if (!branch.speak.empty() && !alone_)
            if (const auto chosen = parse_language(slot(branch.speak))) {
                state_.spoken = *chosen;
                state_.language_chosen = true;
                out_.preferences.push_back({"language", slot(branch.speak)});
            }
        if (!branch.accept.empty() && !alone_) {
            state_.verified_no = slot(branch.accept);
            state_.verified_until = around_.now + session_lasts;
        }
        if (!branch.say.empty())
            speak(branch.say, told);
        for (const auto& name : branch.drop)
            drop_slot(name);
        trace("took: " + where + " #" + std::to_string(i + 1));
        return branch.then;
    }
    trace("no branch fits: " + where);
    return "end";
}

void dialogue_turn::close()
{
    state_.flow.clear();
    state_.at.clear();
    state_.slots.clear();
    state_.tries = 0;
    state_.form_until = {};
    for (const auto* name : {"asked", "asked_phone", "type", "opened_wrong"})
        remember(name, "");
}

}  // namespace sapa
