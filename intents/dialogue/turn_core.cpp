// Core's answers: they move the form that asked, or stand alone when they were promised.
#include <algorithm>

#include "intents/dialogue/turn.hpp"

namespace sapa {
namespace {

bool refused(std::string_view outcome)
{
    constexpr std::string_view refusals[] = {"phone_not_registered", "participant_not_found",
                                             "claim_not_found", "mismatch"};
    return std::ranges::find(refusals, outcome) != std::end(refusals);
}

}  // namespace

const flow_state* dialogue_turn::calling(const core_question& question, const flow** form) const
{
    const auto calls = [&](const flow_state& s) {
        return s.kind == state_kind::call && s.operation == question.operation;
    };
    const auto* open = conf_.find_flow(state_.flow);
    if (const auto* state = open ? open->find(state_.at) : nullptr; !alone_ && state && calls(*state)) {
        if (form)
            *form = open;
        return state;
    }
    if (!alone_)
        return nullptr;
    for (const auto& one : conf_.flows)
        for (const auto& state : one.states)
            if (calls(state)) {
                if (form)
                    *form = &one;
                return &state;
            }
    return nullptr;
}

step dialogue_turn::on_core(const core_question& question, const core_answer& answer)
{
    out_.intent = state_.flow;
    trace("core said: " + question.operation + " " + answer.outcome);
    if (question.operation == "registered_numbers") {
        if (const auto* state = awaited(); state && state->kind == state_kind::need)
            offer_numbers(*state, answer);
        else
            speak("menu");
        return finish();
    }
    if (answer.outcome == outcome_unavailable)
        return on_late(question);
    const auto* state = calling(question);
    if (!state) {
        alone_ = true;
        auto kept = on_promise(question, answer);
        alone_ = false;
        return kept;
    }
    const auto at = state->outcomes.find(answer.outcome);
    if (at == state->outcomes.end()) {
        speak("core_broken");
        close();
        return finish();
    }
    remember("refused", refused(answer.outcome) ? state_.flow : std::string{});
    if ((refused(answer.outcome) || answer.outcome == "unregistered") &&
        slot("participant_no") == state_.verified_no) {
        state_.verified_no.clear();
        state_.verified_until = {};
    }
    // Too many wrong numbers by now: this refusal reads as locked.
    if (refused(answer.outcome) && around_.checks_locked) {
        speak("checks_locked");
        close();
        return finish();
    }
    run(take(at->second, answer.told, state_.flow + "/" + state->name + " " + answer.outcome));
    if (!refused(answer.outcome))
        next_service();
    return finish();
}

void dialogue_turn::offer_numbers(const flow_state& state, const core_answer& answer)
{
    constexpr std::size_t most = 6;  // as many as an SMS can list
    const auto* numbers = answer.outcome == "ok" ? answer.told.find_list("numbers") : nullptr;
    std::string all;
    std::size_t count = 0;
    for (const auto& one : numbers ? *numbers : std::vector<facts>{}) {
        const auto* found = one.find("participant_no");
        const auto* number = found ? std::get_if<participant_no>(found) : nullptr;
        if (number && count++ < most)
            all += number->digits() + "\n";
    }
    if (count == 0)
        return ask(state);
    if (count == 1) {
        all.pop_back();
        set_slot(state.slot, all);
        return run(state.name);
    }
    remember("numbers", all);
    remember("type", state.type);
    choose_number();
}

// The phone's numbers as choices, by their last four digits.
void dialogue_turn::choose_number()
{
    std::vector<choice> choices;
    std::string number;
    for (const char c : recall("numbers"))
        if (c != '\n')
            number += c;
        else
            choices.push_back({.id = "number:" + std::to_string(choices.size()),
                               .title = masked_tail(std::exchange(number, {}))});
    speak("number_choose", {}, std::move(choices));
}

step dialogue_turn::on_late(const core_question& question)
{
    out_.intent = state_.flow;
    if (question.operation == "registered_numbers") {
        if (const auto* state = awaited(); state && state->kind == state_kind::need)
            ask(*state);
        else
            speak("core_broken");
        return finish();
    }
    const auto* state = calling(question);
    const auto at = state ? state->outcomes.find(std::string(outcome_unavailable))
                          : std::map<std::string, std::vector<flow_branch>>::const_iterator{};
    if (!state || at == state->outcomes.end()) {
        speak("core_late");
        out_.promised = question;
        close();
        return finish();
    }
    const bool promises = std::ranges::any_of(at->second, &flow_branch::promise);
    run(take(at->second, {}, state_.flow + "/" + state->name + " unavailable"));
    if (promises)
        out_.promised = question;
    trace(promises ? "promised: " + question.operation : "not promised");
    return finish();
}

step dialogue_turn::on_promise(const core_question& question, const core_answer& answer)
{
    const auto before = state_;
    alone_ = true;
    if (answer.outcome == outcome_unavailable)
        return on_broken();
    const flow* form = nullptr;
    const auto* state = calling(question, &form);
    out_.intent = form ? form->name : "";
    state_.slots.clear();
    for (const auto& [name, text] : question.arguments)
        set_slot(name, text);
    const auto at = state ? state->outcomes.find(answer.outcome)
                          : std::map<std::string, std::vector<flow_branch>>::const_iterator{};
    if (state && at != state->outcomes.end())
        take(at->second, answer.told, form->name + "/" + state->name + " " + answer.outcome);
    if (out_.says.empty())
        speak("core_broken");
    state_ = before;
    trace("promise kept: " + question.operation + " " + answer.outcome);
    return std::move(out_);
}

step dialogue_turn::on_broken()
{
    alone_ = true;
    speak("core_broken");
    trace("promise broken");
    return std::move(out_);
}

}  // namespace sapa
