// One attempt: what leaves together, what must be committed before it, and what its outcome means.
#include "gateway/async/within.hpp"
#include "gateway/observe/log.hpp"
#include "gateway/observe/stages.hpp"
#include "gateway/pipeline/dispatcher.hpp"
#include "gateway/pipeline/reference.hpp"
#include "gateway/pipeline/store_errors.hpp"

namespace sapa {

async<void> dispatcher::deliver(row_id conversation)
{
    // Nobody else changes this lane's first messages while it is busy; references into the map stay valid.
    auto& from = lanes_.at(conversation);
    const auto key = std::pair(from.waiting.front().message.via, from.waiting.front().message.account);
    std::size_t together = 1;
    const auto begun = steady_clock::now();
    const auto outcome = co_await attempt(conversation, from, together);
    observe_since(*meters_of(from.waiting.front().message.via).send, begun);
    count(outcome, from.waiting.front());
    const double chance = static_cast<double>(chance_() % 1000) / 1000.0;
    std::vector<verdict> judged;
    for (std::size_t at = 0; at < together; ++at) {
        auto became = co_await conclude(conversation, from.waiting[at], outcome, chance);
        judged.push_back(std::move(became));
    }
    settle(conversation, judged);
    serve(accounts_.at(key));
}

// What an attempt means for one of its messages; recorded when this ends.
async<verdict> dispatcher::conclude(row_id conversation, outgoing& one, const send_outcome& outcome,
                                    double chance)
{
    const auto now = now_();
    auto judged = judge(outcome, one.message, one.before, now, chance, settings_);
    if (judged.was_unknown && one.left_meanwhile)
        judged = {.ended = outbox_end::accepted, .code = "status"};
    unsettled_.erase(one.outbox);
    const auto* refusal = std::get_if<refused>(&outcome);
    if (refusal && judged.ended == outbox_end::refused && refusal->why.what == advice::fall_back_to_sms) {
        const bool replaced = co_await replace(conversation, one, refusal->why);
        if (replaced)
            co_return verdict{.retry_at = now};
    }
    if (!judged.ended)
        meters_of(one.message.via).retries->add();
    if (judged.dead_letter)
        meters_of(one.message.via).dead_letters->add();
    attempt_result result{.outbox = one.outbox,
                          .lease_epoch = one.lease_epoch,
                          .ended = judged.ended,
                          .retry_at = judged.retry_at,
                          .was_unknown = judged.was_unknown,
                          .dead_letter = judged.dead_letter,
                          .code = judged.code,
                          .now = now};
    const auto* done = std::get_if<accepted>(&outcome);
    if (done) {
        result.message_ids = done->message_ids;
    } else if (refusal) {
        result.message_ids = refusal->message_ids;
        const auto what = refusal->why.what;
        const bool of_the_account = what == advice::slow_account || what == advice::pause_account;
        ++(of_the_account || what == advice::hold_recipient ? one.before.throttled : one.before.failed);
    } else {
        ++one.before.unknown;
    }
    if (judged.was_unknown && !judged.ended)
        unsettled_.emplace(one.outbox, conversation);
    one.segments_accepted += result.message_ids.size();
    co_await end_attempt(std::move(result));
    if (done && one.failed_meanwhile) {
        const bool replaced = co_await replace(conversation, one, *one.failed_meanwhile);
        if (replaced)
            co_return verdict{.retry_at = now};
    }
    co_return judged;
}

// true: the message is another now, committed, and to be sent.
async<bool> dispatcher::replace(row_id conversation, outgoing& one, const failure& why)
{
    auto instead = instead_of(one.message, why, notices_.sms_account, now_());
    if (!instead)
        co_return false;
    turn again{.conversation = conversation, .lease_epoch = one.lease_epoch, .now = now_()};
    again.replaces = replacement{one.outbox, why.code};
    again.replies.push_back(*instead);
    for (;;) {
        try {
            const auto receipt = co_await store_.commit_turn(again);
            log_event(log_level::info, "message_replaced",
                      {{"outbox", one.outbox}, {"by", receipt.outbox.at(0)}, {"code", why.code}});
            one = {.outbox = receipt.outbox.at(0),
                   .lease_epoch = one.lease_epoch,
                   .message = std::move(*instead)};
            co_return true;
        } catch (const store_full&) {
        } catch (const store_refused&) {
            co_return false;
        }
        co_await pause_for(milliseconds(200));
    }
}

async<send_outcome> dispatcher::attempt(row_id conversation, lane& from, std::size_t& together)
{
    auto& head = from.waiting.front();
    auto& queue = queue_of(head.message.via, head.message.account);
    const auto now = now_();
    if (head.message.expires_at != instant{} && now >= head.message.expires_at) {
        --queue.reserved;
        co_return refused{.why = {.what = advice::slow_account, .code = "expired"}};
    }
    if (head.message.purpose == mt_purpose::notice)
        if (auto held = co_await hold_back(head, now)) {
            --queue.reserved;
            co_return std::move(*held);
        }
    auto whole = head.message;
    together = join(from, *queue.out, whole, now);
    auto hindrance = co_await begin_attempts(from, together, now);
    --queue.reserved;  // from here on the channel's own window counts it
    if (hindrance)
        co_return std::move(*hindrance);
    std::vector<row_id> rows;
    for (std::size_t at = 0; at < together; ++at) {
        rows.push_back(from.waiting[at].outbox);
        unsettled_.insert_or_assign(rows.back(), conversation);
    }
    co_return co_await queue.out->send(std::move(whole), reference_of(rows), head.segments_accepted);
}

// Replies that wait behind the first and that the channel makes one message of: each costs money and time.
std::size_t dispatcher::join(const lane& from, const channel& out, mt_message& whole, instant now) const
{
    constexpr std::size_t joined_max = 16;
    const auto& waiting = from.waiting;
    std::size_t together = 1;
    if (whole.purpose != mt_purpose::reply || waiting.front().segments_accepted > 0)
        return together;
    for (; together < std::min(waiting.size(), joined_max); ++together) {
        const auto& next = waiting[together];
        const bool over = next.message.expires_at != instant{} && now >= next.message.expires_at;
        if (next.not_before > now || next.segments_accepted > 0 || over)
            break;
        auto both = out.merged(whole, next.message);
        if (!both)
            break;
        whole = std::move(*both);
    }
    return together;
}

// Looked at when it leaves: the person may have said STOP since, and a retry may fall into the quiet hours.
async<std::optional<refused>> dispatcher::hold_back(outgoing& notice, instant now)
{
    std::optional<refused> held;
    try {
        const auto via = notice.message.via;
        const auto recipient = notice.message.recipient;
        const auto other = via == channel_type::sms ? channel_type::whatsapp : channel_type::sms;
        const auto whose = co_await store_.find_addressee(via, recipient);
        const auto there = co_await store_.find_addressee(other, recipient);
        const auto leaves = may_leave_at(now, notices_);
        if (there.stopped || !wants(whose, notice.message.content.key)) {
            notice.message.expires_at = now;  // it is of no use any more
            held = refused{.why = {.what = advice::slow_account, .code = "not_wanted"}};
        } else if (leaves > now) {
            held =
                refused{.why = {.what = advice::slow_account, .code = "quiet_hours", .after = leaves - now}};
        }
    } catch (const store_full&) {
        held = refused{.why = {.what = advice::slow_account, .code = "store_full", .after = seconds(2)}};
    }
    co_return held;
}

// Committed before anything leaves; else what is in the way.
async<std::optional<refused>> dispatcher::begin_attempts(lane& from, std::size_t together, instant now)
{
    std::optional<refused> hindrance;
    try {
        std::vector<ticket> groups;  // one may fail and the next hold
        for (std::size_t at = 0; at < together; ++at) {
            auto& one = from.waiting[at];
            if (one.attempt_committed)
                continue;
            const auto group = co_await store_.begin_attempt(one.outbox, one.lease_epoch, now);
            if (groups.empty() || groups.back() != group)
                groups.push_back(group);
        }
        bool begun = true;
        for (const auto group : groups) {
            const bool held = co_await store_.durable(group);
            begun = begun && held;
        }
        if (!begun)
            hindrance =
                refused{.why = {.what = advice::slow_account, .code = "store_full", .after = seconds(2)}};
    } catch (const store_full&) {
        hindrance = refused{.why = {.what = advice::slow_account, .code = "store_full", .after = seconds(2)}};
    } catch (const store_refused&) {
        hindrance = refused{.why = {.what = advice::give_up, .code = "store_refused"}};
    }
    for (std::size_t at = 0; at < together; ++at)
        from.waiting[at].attempt_committed = false;
    co_return hindrance;
}

// The lane waits while the store is full: what happened must be on disk before the next attempt, or a message
// that arrived would stay in the outbox and be sent again behind later ones after a restart.
async<void> dispatcher::end_attempt(attempt_result result)
{
    for (int failures = 1;; ++failures) {
        try {
            const auto ended = co_await store_.end_attempt(result);
            if (co_await store_.durable(ended))
                co_return;
        } catch (const store_full&) {
        } catch (const store_refused& gone) {
            log_event(log_level::error, "attempt_not_kept",
                      {{"outbox", result.outbox}, {"why", gone.what()}});
            co_return;
        }
        co_await pause_for(pause_while_full(failures));
    }
}

}  // namespace sapa
