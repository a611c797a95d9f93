// The pipeline's other turns: promises kept or broken, and what a crash has left.
#include <fmt/format.h>
#include "gateway/async/within.hpp"
#include "gateway/model/carried.hpp"
#include "gateway/observe/log.hpp"
#include "gateway/pipeline/pipeline.hpp"
#include "gateway/pipeline/store_errors.hpp"
#include "intents/dialogue/bundle_parts.hpp"

namespace sapa {
namespace {

constexpr std::size_t recovery_chunk = 2000;
// Conversations of a backlog that are served at once, so that new questions find core and the links free.
constexpr int worked_off_at_once = 256;
constexpr std::string_view language_key = "sapa.language";

language language_of(const promise& made)
{
    for (const auto& [name, value] : made.carried)
        if (name == language_key)
            return parse_language(value).value_or(language::id);
    return language::id;
}

}  // namespace

// One sender takes no place from all others: their question ends without a reply, whatever waits before it.
async<void> pipeline::end_flood(question asked)
{
    turn done{.inbox = asked.admitted.inbox,
              .conversation = asked.admitted.conversation,
              .lease_epoch = asked.admitted.lease_epoch,
              .how = turn_end::loop,
              .trace = "flood",
              .now = now_()};
    for (int failures = 1;; ++failures) {
        try {
            co_await store_.commit_turn(done);
            break;
        } catch (const store_full&) {
        } catch (const store_refused&) {  // it was never stored: its provider sends it again
            break;
        }
        co_await pause_for(pause_while_full(failures));
    }
    --in_work_;
    backlog_ -= asked.recovered;
}

std::optional<promise> pipeline::make_promise(const question& asked, step& taken) const
{
    if (!taken.promised)
        return std::nullopt;
    const auto& message = asked.message;
    promise made{.inbox = asked.admitted.inbox,
                 .conversation = asked.admitted.conversation,
                 .question = std::move(*taken.promised),
                 .asked_at = message.received_at,
                 .deadline = message.received_at + settings_.promised.deadline,
                 .via = message.via,
                 .account = message.account,
                 .recipient = message.sender,
                 .in_reply_to = message.provider_id,
                 .phone = message.phone,
                 .carried = message.carried};
    made.carried.emplace_back(language_key, to_string(taken.next.spoken));
    return made;
}

async<void> pipeline::close_promise(promise made, const core_answer* answer, bool silent)
{
    const auto conf = conf_();
    const auto now = now_();
    turn done{
        .promise_kept = made.id, .conversation = made.conversation, .how = turn_end::answered, .now = now};
    if (!silent) {
        dialogue_state alone{.bundle_hash = conf->hash(), .spoken = language_of(made)};
        const surroundings here{
            .via = made.via, .phone = made.phone, .now = made.asked_at, .demo_phone = settings_.demo_phone};
        if (answer)
            persons_.note_late(made.question, *answer, made.recipient, now);
        const event happened =
            answer ? event{promise_kept{made.question, *answer}} : event{promise_broken{made.question}};
        const auto taken = advance(*conf, alone, happened, here);
        const mo_message question{.via = made.via,
                                  .account = made.account,
                                  .sender = made.recipient,
                                  .provider_id = made.in_reply_to,
                                  .carried = made.carried};
        for (const auto& what : taken.says) {
            done.replies.push_back(address(question, word(*conf, what, made.via, alone.spoken), now));
            carry_sms(*conf, what, taken, made.phone, done.replies.back());
        }
        done.intent = taken.intent;
    }
    co_await commit(std::move(done), std::nullopt);
}

mt_message pipeline::address(const mo_message& question, mt_content content, instant now) const
{
    return {.via = question.via,
            .account = question.account,
            .recipient = question.sender,
            .purpose = mt_purpose::reply,
            .content = std::move(content),
            .expires_at = now + settings_.reply_valid,
            .in_reply_to = question.provider_id,
            .carried = question.carried};
}

// An open form asks for what cannot be answered on another channel.
void pipeline::carry_sms(const bundle& conf, const say& what, const step& taken,
                         const std::optional<msisdn>& phone, mt_message& reply)
{
    const auto* form = conf.inside().find_flow(taken.intent);
    const bool wanted = form && form->sms_fallback && taken.next.flow.empty();
    if (!wanted || !phone || reply.via != channel_type::whatsapp)
        return;
    auto alone = what;
    alone.choices.clear();
    auto text = word(conf, alone, channel_type::sms, taken.next.spoken).text;
    carry_fallback(reply, {phone->digits(), std::move(text)});
}

void pipeline::send_again(unsent row)
{
    const auto purpose = row.message.purpose;
    outgoing message{.outbox = row.outbox,
                     .lease_epoch = row.lease_epoch,
                     .message = std::move(row.message),
                     .before = {.failed = row.attempts, .unknown = row.attempt_open ? 1 : 0},
                     .segments_accepted = row.segments_accepted,
                     .not_before = row.not_before};
    std::vector<outgoing> one;
    one.push_back(std::move(message));
    out_.offer(lane_of(row.conversation, purpose), std::move(one), false);
}

async<void> pipeline::recover()
{
    for (;;) {
        auto left = co_await store_.claim(recovery_chunk, now_());
        if (!left.questions.empty() || !left.outbox.empty() || !left.promises.empty())
            log_event(log_level::info, "recovered",
                      {{"questions", left.questions.size()},
                       {"outbox", left.outbox.size()},
                       {"promises", left.promises.size()}});
        for (auto& row : left.outbox)
            co_await recover_one(std::move(row));
        for (auto& made : left.promises)
            promises_.add(std::move(made));
        for (auto& row : left.questions) {
            const auto id = row.admitted.conversation;
            ++backlog_;
            if (queue({.admitted = std::move(row.admitted),
                       .message = std::move(row.message),
                       .write = std::move(row.write),
                       .recovered = true}))
                recovered_.push_back(id);
        }
        for (; working_off_ < worked_off_at_once && !recovered_.empty(); ++working_off_)
            tasks_.spawn("backlog", work_off());
        if (!left.more)
            co_return;
    }
}

async<void> pipeline::work_off()
{
    while (!recovered_.empty()) {
        const auto id = recovered_.front();
        recovered_.pop_front();
        co_await serve(id);
    }
    --working_off_;
}

// A notice whose attempt has no outcome is not sent again; a reply is.
async<void> pipeline::recover_one(unsent row)
{
    if (!row.attempt_open || row.message.purpose == mt_purpose::reply) {
        send_again(std::move(row));
        co_return;
    }
    attempt_result lost{.outbox = row.outbox,
                        .lease_epoch = row.lease_epoch,
                        .ended = outbox_end::unknown,
                        .was_unknown = true,
                        .now = now_()};
    co_await store_.end_attempt(std::move(lost));
}

}  // namespace sapa
