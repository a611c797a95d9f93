// What the clock brings: core's late answers, holding replies, promises.
#include <algorithm>
#include "gateway/lab/sandbox.hpp"

namespace sapa::lab {
namespace {

constexpr milliseconds promise_retried_every = seconds(10);

}  // namespace

std::optional<instant> sandbox::next_due(const conversation& with) const
{
    std::optional<instant> first;
    const auto consider = [&](instant at) {
        if (at != instant::max() && (!first || at < *first))
            first = at;
    };
    if (with.open)
        consider(std::min(with.open->answer_at, with.open->holding_at));
    for (const auto& one : with.promises)
        consider(std::min(one.answer_at, one.deadline));
    return first;
}

// Does what is due for this conversation now.
void sandbox::due(conversation& with, sandbox_turn& into)
{
    into.before = into.after = parse_state(with.state);
    if (with.open && now_ >= std::min(with.open->answer_at, with.open->holding_at)) {
        auto open = std::move(*with.open);
        with.open.reset();
        event happened = core_late{open.question};
        if (now_ >= open.answer_at) {
            auto answer = answer_of(open.question);
            into.core.push_back({open.question, answer, "answered", open.asked_at, now_});
            auto state = parse_state(with.state);
            if (persons_.about_a_person(open.question))
                open.around.checks_locked |= persons_.note(state, open.question, answer, with.sender, now_);
            with.state = serialise(state);
            happened = core_said{open.question, std::move(answer)};
        } else {
            into.core.push_back({open.question, {}, "late", open.asked_at, now_});
        }
        go_on(with, advance(*conf_, parse_state(with.state), happened, open.around), open.around, into);
    }
    for (std::size_t i = 0; i < with.promises.size(); ++i) {
        auto& one = with.promises[i];
        if (now_ < std::min(one.answer_at, one.deadline))
            continue;
        const auto question = one.question;
        const auto asked_at = one.asked_at;
        auto answer = now_ >= one.answer_at ? answer_of(question)
                                            : core_answer{.outcome = std::string(outcome_unavailable)};
        if (answer.outcome == outcome_unavailable && now_ < one.deadline) {
            one.answer_at = now_ + promise_retried_every;
            continue;
        }
        with.promises.erase(with.promises.begin() + static_cast<std::ptrdiff_t>(i--));
        const auto state = parse_state(with.state);
        const auto here = around(with, true);
        event happened = promise_broken{question};
        if (answer.outcome != outcome_unavailable) {
            into.core.push_back({question, answer, "answered", asked_at, now_});
            happened = promise_kept{question, std::move(answer)};
        }
        auto taken = advance(*conf_, state, happened, here);
        into.intent = taken.intent;
        into.trace.insert(into.trace.end(), taken.trace.begin(), taken.trace.end());
        say_all(with, taken, "promise", into);
    }
    while (!with.open && !with.queue.empty()) {
        const auto message = with.queue.front();
        with.queue.pop_front();
        serve(with, message, into);
    }
}

std::vector<sandbox_turn> sandbox::pass_turns(milliseconds span)
{
    const auto until = now_ + span;
    std::vector<sandbox_turn> turns;
    for (;;) {
        conversation* next = nullptr;
        std::optional<instant> when;
        for (auto& [key, with] : conversations_)
            if (const auto at = next_due(with); at && *at <= until && (!when || *at < *when)) {
                when = at;
                next = &with;
            }
        if (!next)
            break;
        now_ = std::max(now_, *when);
        sandbox_turn turn;
        due(*next, turn);
        if (!turn.replies.empty())
            last_ = turn;
        turns.push_back(std::move(turn));
    }
    now_ = until;
    return turns;
}

std::vector<sandbox_reply> sandbox::pass(milliseconds span)
{
    std::vector<sandbox_reply> replies;
    for (auto& turn : pass_turns(span))
        replies.insert(replies.end(), turn.replies.begin(), turn.replies.end());
    return replies;
}

std::vector<sandbox_timer> sandbox::timers() const
{
    std::vector<sandbox_timer> all;
    for (const auto& [key, with] : conversations_) {
        const auto add = [&](instant at, const char* what) {
            if (at > now_ && at != instant::max())
                all.push_back({at, what, with.via, with.sender});
        };
        if (with.open) {
            add(with.open->answer_at, "core_answer");
            if (with.open->holding_at < with.open->answer_at)
                add(with.open->holding_at, "holding");
        }
        for (const auto& one : with.promises) {
            add(one.answer_at, "promise_answer");
            add(one.deadline, "promise_deadline");
        }
        const auto state = parse_state(with.state);
        if (!state.flow.empty())
            add(state.form_until, "form_expires");
        if (!state.verified_no.empty())
            add(state.verified_until, "number_expires");
    }
    std::ranges::stable_sort(all, {}, &sandbox_timer::at);
    return all;
}

void sandbox::restart()
{
    for (auto& [key, with] : conversations_) {
        with.state = serialise(parse_state(with.state));
        if (with.open && with.open->answer_at != instant::max())
            with.open->answer_at = now_ + faults_.slow_for(with.open->question.operation);
    }
}

}  // namespace sapa::lab
