// Plays conversations on a virtual clock.
#include "gateway/lab/sandbox.hpp"

#include <algorithm>

#include "adapters/sms/segments.hpp"

namespace sapa::lab {
namespace {

constexpr milliseconds holding_after(channel_type via)
{
    return via == channel_type::sms ? seconds(6) : seconds(20);
}
constexpr milliseconds promise_lasts = std::chrono::minutes(30);
constexpr milliseconds retry_every = seconds(10);

}  // namespace

void measure(sandbox_reply& reply)
{
    if (reply.via == channel_type::whatsapp) {
        reply.encoding = "utf8";
        reply.segments = 1;
        return;
    }
    const auto cut = sms::segment_text(reply.content.text);
    reply.encoding = cut.letters == sms::alphabet::gsm ? "gsm7" : "ucs2";
    reply.segments = cut.parts.size();
}

sandbox::sandbox(std::shared_ptr<const bundle> conf, core_function core, instant start,
                 std::string demo_phone)
    : conf_(std::move(conf)), core_(std::move(core)), now_(start), demo_phone_(std::move(demo_phone))
{
}

sandbox::conversation& sandbox::find(channel_type via, const std::string& sender)
{
    auto& with = conversations_[{via, sender}];
    with.via = via;
    with.sender = sender;
    return with;
}

void sandbox::prepare(channel_type via, const std::string& sender, language spoken, bool chosen,
                      const std::vector<std::pair<std::string, std::string>>& preferences)
{
    auto& with = find(via, sender);
    auto state = parse_state(with.state);
    state.spoken = spoken;
    state.language_chosen = chosen;
    with.state = serialise(state);
    for (const auto& [name, text] : preferences)
        with.preferences[name] = text;
}

dialogue_state sandbox::state_of(channel_type via, const std::string& sender) const
{
    const auto at = conversations_.find({via, sender});
    return at == conversations_.end() ? dialogue_state{} : parse_state(at->second.state);
}

const std::map<std::string, std::string>& sandbox::preferences_of(channel_type via,
                                                                  const std::string& sender) const
{
    static const std::map<std::string, std::string> none;
    const auto at = conversations_.find({via, sender});
    return at == conversations_.end() ? none : at->second.preferences;
}

surroundings sandbox::around(const conversation& with, bool phone_shown) const
{
    const auto stop = with.preferences.find("stop");
    surroundings here{.via = with.via,
                      .now = now_,
                      .checks_locked = persons_.locked(parse_state(with.state), now_),
                      .stopped = stop != with.preferences.end() && stop->second == "yes",
                      .demo_phone = demo_phone_};
    if (phone_shown)
        here.phone = parse_msisdn(with.sender);
    return here;
}

sandbox_turn sandbox::say(const sandbox_message& message)
{
    sandbox_turn turn;
    auto& with = find(message.via, message.sender);
    if (!message.id.empty() && !with.seen.insert(message.id).second) {
        turn.duplicate = true;
        turn.silence = "duplicate";
        turn.before = turn.after = parse_state(with.state);
        return last_ = turn;
    }
    if (with.open) {
        with.queue.push_back(message);
        turn.silence = "waiting";
        turn.before = turn.after = parse_state(with.state);
        return last_ = turn;
    }
    serve(with, message, turn);
    return last_ = turn;
}

void sandbox::serve(conversation& with, const sandbox_message& message, sandbox_turn& into)
{
    auto here = around(with, message.phone_shown);
    mo_message mo{.via = message.via,
                  .account = "sandbox",
                  .sender = message.sender,
                  .phone = here.phone,
                  .kind = message.kind,
                  .text = message.text,
                  .reply_id = message.reply_id,
                  .provider_id = message.id,
                  .sent_at = now_ - faults_.provider_late,
                  .received_at = now_,
                  .place = message.place,
                  .carried = message.carried};
    into.before = parse_state(with.state);
    into.meaning = conf_->recogniser().recognise(message.text, message.via);
    auto state = into.before;
    persons_.meet(state, mo);
    here.phone = mo.phone;
    go_on(with, advance(*conf_, state, said{std::move(mo), into.meaning}, here), here, into);
}

void sandbox::go_on(conversation& with, step taken, const surroundings& around, sandbox_turn& into)
{
    auto here = around;
    for (;;) {
        with.state = serialise(taken.next);
        into.after = taken.next;
        if (into.intent.empty() || !taken.intent.empty())
            into.intent = taken.intent.empty() ? into.intent : taken.intent;
        if (!taken.silence.empty())
            into.silence = taken.silence;
        into.slots.insert(into.slots.end(), taken.slots.begin(), taken.slots.end());
        into.trace.insert(into.trace.end(), taken.trace.begin(), taken.trace.end());
        for (const auto& change : taken.preferences) {
            with.preferences[change.name] = change.value;
            into.preferences.push_back(change);
        }
        say_all(with, taken, taken.promised ? "holding" : "answer", into);
        if (taken.promised)
            with.promises.push_back(
                {*taken.promised, now_ + std::max(faults_.core_slow, retry_every), now_ + promise_lasts});
        if (!taken.question)
            return;
        ask(with, taken, here, into);
        if (with.open)
            return;
        auto& exchange = into.core.back();
        if (persons_.about_a_person(exchange.question))
            here.checks_locked |=
                persons_.note(taken.next, exchange.question, exchange.answer, with.sender, now_);
        taken = advance(*conf_, taken.next, core_said{exchange.question, exchange.answer}, here);
    }
}

core_answer sandbox::answer_of(const core_question& question) const
{
    if (faults_.core_down)
        return {.outcome = std::string(outcome_unavailable)};
    return core_(question, now_);
}

// Core's answer is there at once, or the conversation waits for it.
void sandbox::ask(conversation& with, step& taken, const surroundings& around, sandbox_turn& into)
{
    auto question = std::move(*taken.question);
    question.request_id = "sandbox-" + std::to_string(++questions_);
    if (const auto* operation = find_operation(question.operation); operation && operation->write())
        question.idempotency_key = question.request_id;
    const bool waits = faults_.core_slow > milliseconds(0) || faults_.core_down;
    if (waits) {
        const auto when = faults_.core_down ? instant::max() : now_ + faults_.core_slow;
        with.open = waiting{.question = std::move(question),
                            .answer_at = when,
                            .holding_at = around.now + holding_after(with.via),
                            .around = around};
        return;
    }
    auto answer = answer_of(question);
    const std::string became = answer.outcome == outcome_unavailable ? "unavailable" : "answered";
    into.core.push_back({std::move(question), std::move(answer), became});
}

void sandbox::say_all(conversation& with, const step& taken, const char* cause, sandbox_turn& into)
{
    for (const auto& one : taken.says) {
        sandbox_reply reply{.content = word(*conf_, one, with.via, taken.next.spoken),
                            .via = with.via,
                            .recipient = with.sender,
                            .at = now_,
                            .cause = cause};
        measure(reply);
        into.replies.push_back(std::move(reply));
    }
}

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
    if (with.open && now_ >= std::min(with.open->answer_at, with.open->holding_at)) {
        auto open = std::move(*with.open);
        with.open.reset();
        into.before = parse_state(with.state);
        event happened = core_late{open.question};
        if (now_ >= open.answer_at) {
            auto answer = core_(open.question, now_);
            into.core.push_back({open.question, answer, "answered"});
            auto state = parse_state(with.state);
            if (persons_.about_a_person(open.question))
                open.around.checks_locked |= persons_.note(state, open.question, answer, with.sender, now_);
            with.state = serialise(state);
            happened = core_said{open.question, std::move(answer)};
        } else {
            into.core.push_back({open.question, {}, "late"});
        }
        go_on(with, advance(*conf_, parse_state(with.state), happened, open.around), open.around, into);
    }
    for (std::size_t i = 0; i < with.promises.size(); ++i) {
        auto& one = with.promises[i];
        if (now_ < std::min(one.answer_at, one.deadline))
            continue;
        const auto question = one.question;
        auto answer = now_ >= one.answer_at ? answer_of(question)
                                            : core_answer{.outcome = std::string(outcome_unavailable)};
        if (answer.outcome == outcome_unavailable && now_ < one.deadline) {
            one.answer_at = now_ + retry_every;
            continue;
        }
        with.promises.erase(with.promises.begin() + static_cast<std::ptrdiff_t>(i--));
        const auto state = parse_state(with.state);
        into.before = into.after = state;
        const auto here = around(with, true);
        event happened = promise_broken{question};
        if (answer.outcome != outcome_unavailable) {
            into.core.push_back({question, answer, "answered"});
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

std::vector<sandbox_reply> sandbox::pass(milliseconds span)
{
    const auto until = now_ + span;
    std::vector<sandbox_reply> replies;
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
        replies.insert(replies.end(), turn.replies.begin(), turn.replies.end());
        if (!turn.replies.empty())
            last_ = std::move(turn);
    }
    now_ = until;
    return replies;
}

void sandbox::lose_flow(channel_type via, const std::string& sender)
{
    auto& with = find(via, sender);
    auto state = parse_state(with.state);
    state.at = "gone";
    with.state = serialise(state);
}

void sandbox::restart()
{
    for (auto& [key, with] : conversations_) {
        with.state = serialise(parse_state(with.state));
        if (with.open && with.open->answer_at != instant::max())
            with.open->answer_at = now_ + faults_.core_slow;
    }
}

}  // namespace sapa::lab
