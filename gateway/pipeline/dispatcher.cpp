#include "gateway/pipeline/dispatcher.hpp"

#include <utility>
#include "gateway/async/within.hpp"
#include "gateway/observe/log.hpp"
#include "gateway/observe/stages.hpp"
#include "gateway/pipeline/reference.hpp"
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
    for (auto via : {channel_type::sms, channel_type::whatsapp}) {
        auto& made = meters_of(via);
        const auto channel = label("channel", to_string(via));
        for (std::size_t outcome = 0; outcome < std::size(words); ++outcome)
            made.attempts[outcome] = &seen.count("sapa_attempts_total", "attempts to send, by outcome",
                                                 channel + "," + label("outcome", words[outcome]));
        made.retries = &seen.count("sapa_send_retries_total", "attempts after which a message is tried again", channel);
        made.dead_letters =
            &seen.count("sapa_dead_letters_total", "messages given up that somebody must look at", channel);
        made.send = &stage_seconds(seen, "send", via);
    }
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
    for (auto& message : messages) {
        if (message.before.unknown > 0)
            unsettled_.emplace(message.outbox, key);
        replies_waiting_ += message.message.purpose == mt_purpose::reply;
        lane.waiting.push_back(std::move(message));
    }
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

// What was to be tried again in a second is, not in a second and two hours. Notices that wait for the morning
// are looked at when they leave.
void dispatcher::clock_went_back(milliseconds by)
{
    std::multimap<instant, row_id> moved;
    for (const auto& [due, conversation] : std::exchange(later_, {})) {
        moved.emplace(due - by, conversation);
        if (const auto at = lanes_.find(conversation); at != lanes_.end())
            at->second.waiting.front().not_before = due - by;
    }
    later_ = std::move(moved);
}

void dispatcher::pump()
{
    const auto now = now_();
    if (const auto before = std::exchange(pumped_, now); now < before)
        clock_went_back(before - now);
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

async<void> dispatcher::failed_later(delivery_report report, failure why)
{
    const auto rows = rows_of(report.reference);
    auto failed = co_await store_.find_failed(std::move(report));
    for (auto& sent : failed) {
        auto instead = instead_of(sent.message, why, notices_.sms_account, now_());
        if (!instead)
            continue;
        turn again{.conversation = sent.conversation, .now = now_()};
        again.replaces = replacement{sent.outbox, why.code};
        again.replies.push_back(*instead);
        turn_receipt receipt;
        try {
            receipt = co_await store_.commit_turn(std::move(again));
        } catch (const store_refused&) {  // the same report came twice at once
            continue;
        }
        std::vector<outgoing> one;
        one.push_back({.outbox = receipt.outbox.at(0), .message = std::move(*instead)});
        offer(lane_of(sent.conversation, mt_purpose::reply), std::move(one), false);
    }
    if (!failed.empty())
        co_return;
    for (const auto row : rows)
        if (auto* one = find_unsettled(row))
            one->failed_meanwhile = why;
}

outgoing* dispatcher::find_unsettled(row_id outbox)
{
    const auto known = unsettled_.find(outbox);
    const auto at = known == unsettled_.end() ? lanes_.end() : lanes_.find(known->second);
    if (at == lanes_.end())
        return nullptr;
    const auto one = std::ranges::find(at->second.waiting, outbox, &outgoing::outbox);
    return one == at->second.waiting.end() ? nullptr : &*one;
}

void dispatcher::settle_unknown(const std::string& reference)
{
    for (const auto row : rows_of(reference)) {
        auto* told = find_unsettled(row);
        if (!told)
            continue;
        const auto at = lanes_.find(unsettled_.at(row));
        auto& [conversation, lane] = *at;
        if (lane.busy) {
            told->left_meanwhile = true;
            continue;
        }
        attempt_result left{.outbox = row,
                            .lease_epoch = told->lease_epoch,
                            .ended = outbox_end::accepted,
                            .code = "status",
                            .now = now_()};
        unschedule(conversation, lane);
        unsettled_.erase(row);
        forget(lane, std::ranges::find(lane.waiting, row, &outgoing::outbox));
        if (lane.waiting.empty())
            lanes_.erase(at);
        else
            schedule(conversation, lane);
        tasks_.spawn("settle", end_attempt(std::move(left)));
    }
}

void dispatcher::unschedule(row_id conversation, lane& waiting)
{
    if (!waiting.queued)
        return;
    waiting.queued = false;
    std::erase_if(later_, [&](const auto& one) { return one.second == conversation; });
    for (auto& [key, queue] : accounts_) {
        std::erase(queue.replies, conversation);
        std::erase(queue.notices, conversation);
    }
}

void dispatcher::forget(lane& of, std::deque<outgoing>::iterator one)
{
    replies_waiting_ -= one->message.purpose == mt_purpose::reply;
    of.waiting.erase(one);
}

void dispatcher::settle(row_id conversation, const std::vector<verdict>& judged)
{
    auto& lane = lanes_.at(conversation);
    lane.busy = false;
    for (auto at = judged.size(); at-- > 0;)
        if (judged[at].ended)
            forget(lane, lane.waiting.begin() + static_cast<std::ptrdiff_t>(at));
        else
            lane.waiting[at].not_before = judged[at].retry_at;
    if (lane.waiting.empty())
        lanes_.erase(conversation);
    else
        schedule(conversation, lane);
}

void dispatcher::count(const send_outcome& outcome, const outgoing& head)
{
    meters_of(head.message.via).attempts[outcome.index()]->add();
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
