#include "gateway/pipeline/dispatcher.hpp"

#include "gateway/async/within.hpp"
#include "gateway/observe/log.hpp"
#include "gateway/pipeline/store_errors.hpp"

namespace sapa {

dispatcher::dispatcher(conversation_store& store, std::vector<channel*> channels, clock_source now,
                       task_group& tasks, metrics& seen, retry_settings settings, notice_settings notices)
    : store_(store),
      channels_(std::move(channels)),
      now_(std::move(now)),
      tasks_(tasks),
      settings_(settings),
      notices_(std::move(notices))
{
    constexpr std::string_view words[]{"accepted", "refused", "unknown"};
    for (auto via : {channel_type::sms, channel_type::whatsapp})
        for (std::size_t outcome = 0; outcome < std::size(words); ++outcome)
            attempts_[static_cast<std::size_t>(via)][outcome] =
                &seen.count("sapa_attempts_total", "attempts to send, by outcome",
                            label("channel", to_string(via)) + "," + label("outcome", words[outcome]));
}

dispatcher::account_queue& dispatcher::queue_of(channel_type via, const std::string& account)
{
    auto [at, made] = accounts_.try_emplace({via, account});
    if (made)
        for (auto* out : channels_)
            if (out->serves(via, account))
                at->second.out = out;
    return at->second;
}

bool dispatcher::reserve(row_id conversation, channel_type via, const std::string& account)
{
    auto& queue = queue_of(via, account);
    const bool others_first = lanes_.contains(conversation) || !queue.replies.empty();
    if (others_first || !queue.out || queue.out->room(account) <= queue.reserved)
        return false;
    ++queue.reserved;
    return true;
}

void dispatcher::release(channel_type via, const std::string& account) { --queue_of(via, account).reserved; }

void dispatcher::offer(row_id key, std::vector<outgoing> messages, bool reserved)
{
    if (messages.empty())
        return;
    auto& lane = lanes_[key];
    const bool at_once = reserved && lane.waiting.empty() && !lane.busy;
    // Two turns of one conversation may have kept a place each: the second waits like any other.
    if (reserved && !at_once)
        release(messages.front().message.via, messages.front().message.account);
    for (auto& message : messages)
        lane.waiting.push_back(std::move(message));
    if (at_once) {
        lane.busy = true;
        tasks_.spawn("deliver", deliver(key));
    } else if (!lane.busy && !lane.queued) {
        schedule(key, lane);
    }
}

std::size_t dispatcher::waiting() const
{
    std::size_t all = 0;
    for (const auto& [conversation, lane] : lanes_)
        all += lane.waiting.size();
    return all;
}

void dispatcher::schedule(row_id conversation, lane& waiting)
{
    const auto& head = waiting.waiting.front();
    waiting.queued = true;
    if (head.not_before > now_()) {
        later_.emplace(head.not_before, conversation);
        return;
    }
    auto& queue = queue_of(head.message.via, head.message.account);
    (head.message.purpose == mt_purpose::reply ? queue.replies : queue.notices).push_back(conversation);
    serve(queue);
}

void dispatcher::serve(account_queue& queue)
{
    while (!queue.replies.empty() || !queue.notices.empty()) {
        auto& first = queue.replies.empty() ? queue.notices : queue.replies;
        const auto conversation = first.front();
        auto& lane = lanes_.at(conversation);
        if (!queue.out || queue.out->room(lane.waiting.front().message.account) <= queue.reserved)
            return;
        first.pop_front();
        lane.queued = false;
        lane.busy = true;
        ++queue.reserved;
        tasks_.spawn("deliver", deliver(conversation));
    }
}

void dispatcher::pump()
{
    const auto now = now_();
    while (!later_.empty() && later_.begin()->first <= now) {
        const auto conversation = later_.begin()->second;
        later_.erase(later_.begin());
        const auto at = lanes_.find(conversation);
        if (at != lanes_.end() && !at->second.busy)
            schedule(conversation, at->second);
    }
    for (auto& [key, queue] : accounts_)
        serve(queue);
}

async<void> dispatcher::run()
{
    for (;;) {
        pump();
        co_await pause_for(milliseconds(20));
    }
}

async<void> dispatcher::deliver(row_id conversation)
{
    // Nobody else changes this lane's head while it is busy; references into the map stay valid.
    auto& head = lanes_.at(conversation).waiting.front();
    const auto key = std::pair(head.message.via, head.message.account);
    auto outcome = co_await attempt(head);
    const auto now = now_();
    const double chance = static_cast<double>(chance_() % 1000) / 1000.0;
    const auto judged = judge(outcome, head.message, head.before, now, chance, settings_);
    count(outcome, head);

    attempt_result result{.outbox = head.outbox,
                          .lease_epoch = head.lease_epoch,
                          .ended = judged.ended,
                          .retry_at = judged.retry_at,
                          .was_unknown = judged.was_unknown,
                          .dead_letter = judged.dead_letter,
                          .code = judged.code,
                          .now = now};
    if (auto* done = std::get_if<accepted>(&outcome))
        result.message_ids = std::move(done->message_ids);
    else if (auto* partly = std::get_if<refused>(&outcome)) {
        result.message_ids = std::move(partly->message_ids);
        const auto what = partly->why.what;
        const bool of_the_account = what == advice::slow_account || what == advice::pause_account;
        ++(of_the_account || what == advice::hold_recipient ? head.before.throttled : head.before.failed);
    } else {
        ++head.before.unknown;
    }
    head.segments_accepted += result.message_ids.size();
    co_await end_attempt(std::move(result));
    settle(conversation, judged);
    serve(accounts_.at(key));
}

async<send_outcome> dispatcher::attempt(outgoing& head)
{
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
    if (!head.attempt_committed) {
        if (auto hindrance = co_await begin_attempt(head, now)) {
            --queue.reserved;
            co_return std::move(*hindrance);
        }
    }
    head.attempt_committed = false;
    --queue.reserved;  // from here on the channel's own window counts it
    co_return co_await queue.out->send(head.message, std::to_string(head.outbox), head.segments_accepted);
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
async<std::optional<refused>> dispatcher::begin_attempt(const outgoing& head, instant now)
{
    std::optional<refused> hindrance;
    try {
        const auto begun = co_await store_.begin_attempt(head.outbox, head.lease_epoch, now);
        if (co_await store_.durable(begun))
            co_return hindrance;
        hindrance = refused{.why = {.what = advice::slow_account, .code = "store_full", .after = seconds(2)}};
    } catch (const store_full&) {
        hindrance = refused{.why = {.what = advice::slow_account, .code = "store_full", .after = seconds(2)}};
    } catch (const store_refused&) {
        hindrance = refused{.why = {.what = advice::give_up, .code = "store_refused"}};
    }
    co_return hindrance;
}

// The lane waits while the store is full: what happened must be known before the next attempt.
async<void> dispatcher::end_attempt(attempt_result result)
{
    for (;;) {
        try {
            co_await store_.end_attempt(result);
            co_return;
        } catch (const store_full&) {
        } catch (const store_refused& gone) {
            log_event(log_level::error, "attempt_not_kept", {{"outbox", result.outbox}, {"why", gone.what()}});
            co_return;
        }
        co_await pause_for(milliseconds(200));
    }
}

void dispatcher::settle(row_id conversation, const verdict& judged)
{
    auto& lane = lanes_.at(conversation);
    lane.busy = false;
    if (judged.ended)
        lane.waiting.pop_front();
    else
        lane.waiting.front().not_before = judged.retry_at;
    if (lane.waiting.empty())
        lanes_.erase(conversation);
    else
        schedule(conversation, lane);
}

void dispatcher::count(const send_outcome& outcome, const outgoing& head)
{
    attempts_[static_cast<std::size_t>(head.message.via)][outcome.index()]->add();
    if (const auto* refusal = std::get_if<refused>(&outcome)) {
        const auto level = refusal->why.our_fault ? log_level::error : log_level::info;
        log_event(level, "send_refused",
                  {{"channel", to_string(head.message.via)},
                   {"account", head.message.account},
                   {"outbox", head.outbox},
                   {"code", refusal->why.code}});
    }
}

}  // namespace sapa
