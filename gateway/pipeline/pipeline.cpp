#include "gateway/pipeline/pipeline.hpp"

#include <algorithm>
#include <iterator>
#include "gateway/async/within.hpp"
#include "gateway/model/hex.hpp"
#include "gateway/observe/log.hpp"
#include "gateway/pipeline/store_errors.hpp"

namespace sapa {
namespace {

// Between tries while the person still waits: soon at first, since core may only have stumbled.
milliseconds pause_after(int failures)
{
    return std::min(milliseconds(50 << std::min(failures, 5)), milliseconds(1000));
}

turn_end end_of(const std::string& silence)
{
    if (silence.empty())
        return turn_end::answered;
    if (silence == "muted")
        return turn_end::muted;
    if (silence == "too_old" || silence == "stale")
        return turn_end::too_old;
    return silence == "loop" ? turn_end::loop : turn_end::ignored;
}

std::string joined(const std::vector<std::string>& lines, const std::string& why)
{
    std::string text = why;
    for (const auto& line : lines)
        (text += '\n') += line;
    return text;
}

template <class T>
void put_before(std::vector<T>& later, std::vector<T>& earlier)
{
    later.insert(later.begin(), std::move_iterator(earlier.begin()), std::move_iterator(earlier.end()));
}

}  // namespace

pipeline::pipeline(conversation_store& store, core_client& core, dispatcher& out, current_bundle conf,
                   clock_source now, task_group& tasks, metrics& seen, pipeline_settings settings)
    : store_(store),
      core_(core),
      out_(out),
      conf_(std::move(conf)),
      now_(now),
      tasks_(tasks),
      meters_(seen),
      settings_(std::move(settings)),
      promises_(core, now, tasks, seen, settings_.promised,
                [this](promise made, const core_answer* answer, bool silent) {
                    return close_promise(std::move(made), answer, silent);
                }),
      persons_(settings_.guesses, settings_.replies_per_day)
{
}

async<void> pipeline::run() { co_await promises_.run(); }

void pipeline::begin(admission admitted, mo_message message)
{
    if (!admitted.duplicate && admitted.ours)
        enqueue({.admitted = std::move(admitted), .message = std::move(message)});
}

void pipeline::enqueue(question asked)
{
    const auto id = asked.admitted.conversation;
    if (queue(std::move(asked)))
        tasks_.spawn("conversation", serve(id));
}

// true: nobody serves its conversation yet.
bool pipeline::queue(question asked)
{
    ++in_work_;
    const auto [at, made] = conversations_.try_emplace(asked.admitted.conversation);
    auto& with = at->second;
    if (made) {
        with.state = parse_state(asked.admitted.state);
        with.stopped = asked.admitted.stopped;
    }
    if (with.waiting.size() >= settings_.sender_waiting_max)
        tasks_.spawn("flood", end_flood(std::move(asked)));
    else
        with.waiting.push_back(std::move(asked));
    return made;
}

async<void> pipeline::serve(row_id id)
{
    auto& with = conversations_.at(id);
    while (!with.waiting.empty()) {
        auto asked = std::move(with.waiting.front());
        with.waiting.pop_front();
        int failures = 0;
        while (!co_await took_turn(with, asked) && co_await store_.durable(asked.admitted.committed))
            co_await pause_for(pause_while_full(++failures));
        --in_work_;
        backlog_ -= asked.recovered;
    }
    conversations_.erase(id);
}

// false: the store is full; the same turn may be taken later, unless the question itself is not stored: then
// its provider was told so and sends it again.
async<bool> pipeline::took_turn(conversation& with, question& asked)
{
    bool later = false;
    try {
        co_await answer(with, asked);
    } catch (const std::exception& trouble) {
        // Else the row stays unanswered in the store, and recovery takes it up again.
        later = dynamic_cast<const store_full*>(&trouble) != nullptr;
        if (later && settings_.store_is_full)
            settings_.store_is_full();
        log_event(log_level::error, "turn_failed",
                  {{"inbox", asked.admitted.inbox}, {"why", trouble.what()}, {"again", later}});
        meters_.turn_failed();
    }
    co_return !later;
}

// The road of one message, in one screen.
async<void> pipeline::answer(conversation& with, question& asked)
{
    const auto conf = conf_();
    std::string why;
    step taken;
    taken.next = who_asks(*conf, with.state, asked.message);
    persons_.count_late(taken.next, asked.message.sender, now_());
    if (auto silence = reason_to_stay_silent(with, asked); !silence.empty()) {
        taken.silence = std::move(silence);
    } else {
        co_await stages_.pass();
        const auto begun = steady_clock::now();
        auto meaning = conf->recogniser().recognise(asked.message.text, asked.message.via);
        why = meaning.why;
        // For who watches, both are questions without an answer.
        const bool answered = meaning.intent != "out_of_scope";
        meters_.recognised(asked.message.via, answered ? meaning.action : understanding::unknown, begun);
        co_await stages_.pass();
        taken = co_await think(*conf, std::move(taken.next), with.stopped, asked, std::move(meaning));
    }
    co_await stages_.pass();
    auto done = make_turn(*conf, asked, why, taken);  // counts its replies in the state
    co_await stages_.pass();
    const auto how = done.how;
    const auto intent = done.intent;
    const auto begun = steady_clock::now();
    auto promised = make_promise(asked, taken);
    const auto state_before = std::exchange(with.state, std::move(taken.next));
    try {
        co_await commit(std::move(done), std::move(promised));
    } catch (...) {
        with.state = state_before;
        throw;
    }
    meters_.committed(asked.message.via, begun);
    meters_.ended(asked.message.via, how, intent, now_() - asked.message.received_at);
}

// The state as this sender finds it: not another person's session. The message gets the number that they
// shared earlier.
dialogue_state pipeline::who_asks(const bundle& conf, dialogue_state state, mo_message& message) const
{
    if (persons_.somebody_else(state, message)) {
        said news;
        news.message.via = message.via;
        news.message.kind = mo_kind::person_changed;
        const surroundings here{.via = message.via, .now = message.received_at};
        state = advance(conf, state, news, here).next;
    }
    persons_.meet(state, message);
    return state;
}

std::string pipeline::reason_to_stay_silent(const conversation& with, const question& asked) const
{
    const auto now = now_();
    if (asked.admitted.muted_until && *asked.admitted.muted_until > now)
        return "muted";
    if (asked.message.via == channel_type::whatsapp && now - asked.message.sent_at > settings_.stale_after)
        return "too_old";
    return persons_.reason_to_stay_silent(with.state, now);
}

// Recognised text -> the finished step: every question to core asked, or promised where no answer came in
// time.
async<step> pipeline::think(const bundle& conf, dialogue_state state, bool stopped, const question& asked,
                            understood meaning)
{
    surroundings here{.via = asked.message.via,
                      .phone = asked.message.phone,
                      .now = asked.message.received_at,
                      .checks_locked = persons_.locked(state, now_()),
                      .stopped = stopped,
                      .demo_phone = settings_.demo_phone};
    auto taken = advance(conf, state, said{asked.message, std::move(meaning)}, here);
    for (int effect = 1; taken.question; ++effect) {
        auto what = std::move(*taken.question);
        const bool guarded = persons_.about_a_person(what);
        if (guarded)
            co_await persons_.slow_down(taken.next, now_());
        co_await stages_.pass();
        const auto begun = steady_clock::now();
        if (effect == 1)
            taken.trace.push_back("trace-id " + trace_id(asked));
        auto happened = co_await ask_core(asked, std::move(what), effect);
        meters_.asked_core(asked.message.via, begun);
        co_await stages_.pass();
        if (const auto* told = std::get_if<core_said>(&happened); told && guarded)
            here.checks_locked |=
                persons_.note(taken.next, told->question, told->answer, asked.message.sender, now_());
        auto further = advance(conf, taken.next, happened, here);
        put_before(further.preferences, taken.preferences);
        put_before(further.says, taken.says);
        put_before(further.trace, taken.trace);
        further.blank_text |= taken.blank_text;
        if (further.intent.empty())
            further.intent = taken.intent;
        taken = std::move(further);
    }
    co_return taken;
}

// Made of the inbox id, so that core's traces and ours can be laid side by side.
std::string pipeline::trace_id(const question& asked) const
{
    return hex16(settings_.trace_prefix) + hex16(static_cast<std::uint64_t>(asked.admitted.inbox));
}

// Asks until core answers or the question is old enough to be promised. A write is committed before it is
// sent.
async<event> pipeline::ask_core(const question& asked, core_question what, int effect)
{
    const auto* operation = find_operation(what.operation);
    what.via = asked.message.via;
    what.phone = asked.message.phone;
    what.request_id = std::to_string(asked.admitted.inbox) + '-' + std::to_string(effect);
    what.trace = trace_id(asked);
    if (operation && operation->write()) {
        what.idempotency_key = what.request_id;
        if (asked.write && asked.write->idempotency_key == what.idempotency_key)
            what = *asked.write;
        else
            co_await store_.keep_write(asked.admitted.inbox, what);
    }
    const auto& holding = settings_.promised;
    const auto patience = what.via == channel_type::sms ? holding.sms_holding : holding.whatsapp_holding;
    const auto until = asked.message.received_at + patience;
    for (int failures = 1;; ++failures) {
        auto answer = co_await core_.ask(what);
        // Who times refusals must not learn which it was from whether its name is short enough to lie in the
        // string itself.
        constexpr std::size_t longest_outcome = 32;
        answer.outcome.reserve(longest_outcome);
        if (answer.outcome != outcome_unavailable)
            co_return core_said{std::move(what), std::move(answer)};
        const auto pause = pause_after(failures);
        if (failures == 1 && settings_.show_waiting)
            settings_.show_waiting(asked.message);
        // Also where the wall clock went back: nobody waits for it.
        if (const auto now = now_(); now + pause >= until || now < asked.message.received_at)
            co_return core_late{std::move(what)};
        co_await pause_for(pause);
    }
}

turn pipeline::make_turn(const bundle& conf, const question& asked, const std::string& why, step& taken) const
{
    const auto now = now_();
    turn done{.inbox = asked.admitted.inbox,
              .conversation = asked.admitted.conversation,
              .lease_epoch = asked.admitted.lease_epoch,
              .how = end_of(taken.silence),
              .intent = taken.intent,
              .trace = joined(taken.trace, why),
              .blank_text = taken.blank_text,
              .now = now};
    for (const auto& what : taken.says) {
        done.replies.push_back(
            address(asked.message, word(conf, what, asked.message.via, taken.next.spoken), now));
        carry_sms(conf, what, taken, asked.message.phone, done.replies.back());
    }
    if (!done.replies.empty())
        persons_.count_replies(taken.next, done.replies.size(), now);
    done.next_state = serialise(taken.next);
    for (auto& change : taken.preferences)
        done.preferences.push_back({std::move(change.name), std::move(change.value)});
    return done;
}

// One transaction: state, replies, promise and "inbox row done". Then the replies may leave.
async<void> pipeline::commit(turn done, std::optional<promise> promised)
{
    const auto conversation = done.conversation;
    auto replies = done.replies;
    channel_type via{};
    std::string account;
    if (!replies.empty()) {
        via = replies.front().via;
        account = replies.front().account;
        done.attempt_first = out_.reserve(conversation, via, account);
    }
    const bool reserved = done.attempt_first;
    done.promised = promised;
    turn_receipt receipt;
    try {
        receipt = co_await store_.commit_turn(std::move(done));
    } catch (...) {
        if (reserved)
            out_.release(via, account);
        throw;
    }
    std::vector<outgoing> messages;
    for (std::size_t i = 0; i < replies.size(); ++i)
        messages.push_back({.outbox = receipt.outbox.at(i),
                            .lease_epoch = receipt.lease_epoch,
                            .message = std::move(replies[i]),
                            .attempt_committed = reserved && i == 0});
    out_.offer(conversation, std::move(messages), reserved);
    if (promised) {
        promised->id = receipt.promise;
        promises_.add(std::move(*promised));
    }
}

}  // namespace sapa
