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

bool sandbox::waits_for_core(channel_type via, const std::string& sender) const
{
    const auto at = conversations_.find({via, sender});
    return at != conversations_.end() && at->second.open.has_value();
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
                {*taken.promised, now_,
                 now_ + std::max(faults_.slow_for(taken.promised->operation), retry_every),
                 now_ + promise_lasts});
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

milliseconds sandbox_faults::slow_for(const std::string& operation) const
{
    const auto own = slow.find(operation);
    return std::max(core_slow, own == slow.end() ? milliseconds{} : own->second);
}

core_answer sandbox::answer_of(const core_question& question) const
{
    if (faults_.core_down)
        return {.outcome = std::string(outcome_unavailable)};
    if (const auto failing = faults_.failing.find(question.operation); failing != faults_.failing.end()) {
        core_answer answer{.outcome = failing->second};
        if (const auto* operation = find_operation(question.operation))
            for (const auto& known : operation->outcomes)
                if (known.name == answer.outcome)
                    answer.status = known.status;
        return answer;
    }
    return core_(question, now_);
}

// Core's answer is there at once, or the conversation waits for it.
void sandbox::ask(conversation& with, step& taken, const surroundings& around, sandbox_turn& into)
{
    auto question = std::move(*taken.question);
    question.request_id = "sandbox-" + std::to_string(++questions_);
    if (const auto* operation = find_operation(question.operation); operation && operation->write())
        question.idempotency_key = question.request_id;
    const auto failing = faults_.failing.find(question.operation);
    const bool silent =
        faults_.core_down || (failing != faults_.failing.end() && failing->second == outcome_unavailable);
    const auto late = faults_.slow_for(question.operation);
    if (silent || late > milliseconds(0)) {
        const auto when = silent ? instant::max() : now_ + late;
        with.open = waiting{.question = std::move(question),
                            .asked_at = now_,
                            .answer_at = when,
                            .holding_at = around.now + holding_after(with.via),
                            .around = around};
        return;
    }
    auto answer = answer_of(question);
    const std::string became = answer.outcome == outcome_unavailable ? "unavailable" : "answered";
    into.core.push_back({std::move(question), std::move(answer), became, now_, now_});
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

void sandbox::lose_flow(channel_type via, const std::string& sender)
{
    auto& with = find(via, sender);
    auto state = parse_state(with.state);
    state.at = "gone";
    with.state = serialise(state);
}

}  // namespace sapa::lab
