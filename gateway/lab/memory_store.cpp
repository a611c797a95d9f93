// The store in memory: arrival, turns, attempts.
#include "gateway/lab/memory_store.hpp"
#include <algorithm>
#include "gateway/model/carried.hpp"
#include "gateway/pipeline/redelivery.hpp"
#include "gateway/pipeline/store_errors.hpp"

namespace sapa::lab {
namespace {

constexpr ticket at_once{};
constexpr std::size_t copies_kept = 10'000, ended_kept = 10'000;

void check_lease(std::int64_t epoch)
{
    if (epoch != 0)
        throw store_refused("store: the lease of the conversation went to another node");
}

}  // namespace

memory_store::conversation& memory_store::conversation_of(channel_type via, const std::string& sender)
{
    const auto [at, made] = ids_.try_emplace(std::pair(via, sender), next_);
    auto& found = conversations_[at->second];
    if (made)
        found.id = next_++;
    return found;
}

bool memory_store::seen_provider_id(const mo_message& message)
{
    if (message.provider_id.empty())
        return false;
    const auto key = std::string(to_string(message.via)) + '/' + message.account + '/' + message.provider_id;
    const auto at = provider_ids_.find(key);
    if (at != provider_ids_.end() && message.received_at < at->second + provider_id_kept)
        return true;
    provider_ids_[key] = message.received_at;
    return false;
}

bool memory_store::is_redelivery(const smpp_origin& origin, instant now)
{
    for (auto& copy : copies_) {
        if (copy.fingerprint != origin.fingerprint)
            continue;
        const earlier_copy earlier{copy.epoch, copy.epoch_ended, copy.received_at, copy.late};
        if (!absorbs(earlier, origin.bind_epoch, now))
            continue;
        // The copy that came now takes the place of the earlier one.
        copy.epoch = origin.bind_epoch;
        copy.received_at = now;
        copy.late = false;
        copy.epoch_ended.reset();
        return true;
    }
    return false;
}

void memory_store::remember_copy(const smpp_origin& origin, row_id inbox, instant now)
{
    copy arrived;
    arrived.fingerprint = origin.fingerprint;
    arrived.epoch = origin.bind_epoch;
    arrived.inbox = inbox;
    arrived.received_at = now;
    copies_.push_back(std::move(arrived));
    if (copies_.size() > copies_kept)
        copies_.pop_front();
    if (auto epoch = epochs_.find(origin.bind_epoch); epoch != epochs_.end() && epoch->second.second)
        epoch->second.first = now;  // in their order: the clock may have been set back
}

admission memory_store::admitted(row_id inbox, const question& asked) const
{
    const auto& whose = conversations_.at(asked.conversation);
    admission told;
    told.inbox = inbox;
    told.conversation = asked.conversation;
    told.number = asked.number;
    told.state = whose.state;
    told.stopped = whose.stopped;
    told.muted_until = whose.muted_until;
    return told;
}

async<admission> memory_store::admit(mo_message message, std::optional<smpp_origin> origin,
                                     joined_parts joined)
{
    const bool named = origin && !origin->fingerprint.empty();
    const bool again = (!joined.empty() && !join_parts(joined, message.received_at)) ||
                       seen_provider_id(message) || (named && is_redelivery(*origin, message.received_at));
    if (again) {
        admission duplicate;
        duplicate.duplicate = true;
        co_return duplicate;
    }
    auto& whose = conversation_of(message.via, message.sender);
    const bool by_number = message.sender.find_first_not_of("0123456789") == std::string::npos;
    if (const auto* name = find_carried(message.carried, user_id); name && by_number)
        ids_[std::pair(message.via, *name)] = whose.id;
    const auto inbox = next_++;
    question asked;
    asked.conversation = whose.id;
    asked.number = ++whose.last_number;
    if (named)
        remember_copy(*origin, inbox, message.received_at);
    asked.message = std::move(message);
    ++ledger_.accepted;
    ++ledger_.in_work;
    const auto& kept = questions_.emplace(inbox, std::move(asked)).first->second;
    co_return admitted(inbox, kept);
}

async<part_kept> memory_store::keep_part(sms_part part)
{
    part_kept kept;
    kept.joined = was_joined(part.print, part.received_at);
    auto key = std::pair(part.set, part.number);
    if (kept.joined)
        joined_[part.print] = part.received_at;
    else
        parts_[std::move(key)] = std::move(part);
    co_return kept;
}

bool memory_store::was_joined(const std::string& print, instant now) const
{
    const auto at = joined_.find(print);
    return at != joined_.end() && now <= at->second + joined_part_known;
}

// false: every one of them belongs to a message that was admitted before.
bool memory_store::join_parts(const joined_parts& parts, instant now)
{
    bool fresh = false;
    for (const auto& print : parts.prints) {
        fresh = !was_joined(print, now) || fresh;
        joined_[print] = now;
    }
    std::erase_if(parts_, [&](const auto& part) { return part.first.first == parts.set; });
    std::erase_if(joined_, [&](const auto& one) { return one.second + joined_part_known < now; });
    return fresh;
}

async<ticket> memory_store::mute(channel_type via, std::string sender, instant until)
{
    auto& whose = conversation_of(via, sender);
    whose.muted_until = std::max(whose.muted_until.value_or(until), until);
    co_return at_once;
}

// What has been answered is not kept here.
async<ticket> memory_store::take_back(revocation what, instant)
{
    for (auto& [inbox, asked] : questions_)
        if (asked.message.via == what.via && asked.message.account == what.account &&
            asked.message.sender == what.sender && asked.message.provider_id == what.message_id)
            asked.message.text.clear();
    co_return at_once;
}

async<bool> memory_store::durable(ticket) { co_return true; }

async<addressee> memory_store::find_addressee(channel_type via, std::string sender)
{
    addressee told;
    const auto at = ids_.find(std::pair(via, sender));
    if (at == ids_.end())
        co_return told;
    const auto& whose = conversations_.at(at->second);
    told.conversation = whose.id;
    told.stopped = whose.stopped;
    told.state = whose.state;
    for (const auto& [name, value] : whose.preferences)
        told.preferences.push_back({name, value});
    co_return told;
}

async<void> memory_store::keep_write(row_id inbox, core_question question)
{
    const auto at = questions_.find(inbox);
    if (at == questions_.end())
        throw store_refused("store: no question in work has this id");
    at->second.write = std::move(question);
    co_return;
}

void memory_store::refuse_unfit(const turn& done) const
{
    check_lease(done.lease_epoch);
    if (done.inbox != 0 && !questions_.contains(done.inbox))
        throw store_refused("store: no question in work has this id");
    if (done.inbox == 0 && done.promise_kept != 0 && !promises_.contains(done.promise_kept))
        throw store_refused("store: no open promise has this id");
    if (done.replaces && !outbox_.contains(done.replaces->outbox) && !ended_.contains(done.replaces->outbox))
        throw store_refused("store: the message to be replaced is not known or was replaced before");
}

// Ends the question, the promise or the message replaced; the question that the replies belong to, 0 for a
// notice.
row_id memory_store::finish(const turn& done)
{
    if (done.inbox != 0) {
        questions_.erase(done.inbox);
        --ledger_.in_work;
        ++(done.promised ? ledger_.promised : ledger_.answered);
        return done.inbox;
    }
    if (done.replaces)
        return replace(done.replaces->outbox);
    if (done.promise_kept == 0)
        return 0;
    const auto inbox = promises_.at(done.promise_kept).inbox;
    promises_.erase(done.promise_kept);
    --ledger_.promised;
    ++(dead_.contains(inbox) ? ledger_.dead_lettered : ledger_.answered);
    return inbox;
}

async<turn_receipt> memory_store::commit_turn(turn done)
{
    refuse_unfit(done);
    const auto inbox = finish(done);
    auto& whose = conversations_[done.conversation];
    if (done.next_state)
        whose.state = std::move(*done.next_state);
    for (const auto& change : done.preferences) {
        whose.preferences[change.name] = change.value;
        if (change.name == "stop")
            whose.stopped = change.value == "yes" || change.value == "on" || change.value == "true";
    }
    turn_receipt receipt;
    bool attempt_now = done.attempt_first;
    for (auto& reply : done.replies) {
        outgoing out;
        out.inbox = inbox;
        out.what.outbox = next_++;
        out.what.conversation = done.conversation;
        out.what.message = std::move(reply);
        out.what.attempt_open = std::exchange(attempt_now, false);
        out.what.attempts = out.what.attempt_open ? 1 : 0;
        receipt.outbox.push_back(out.what.outbox);
        outbox_.emplace(out.what.outbox, std::move(out));
    }
    if (done.promised) {
        done.promised->id = receipt.promise = next_++;
        done.promised->inbox = done.inbox;
        done.promised->conversation = done.conversation;
        promises_.emplace(receipt.promise, std::move(*done.promised));
    }
    co_return receipt;
}

async<ticket> memory_store::begin_attempt(row_id outbox, std::int64_t lease_epoch, instant)
{
    check_lease(lease_epoch);
    const auto at = outbox_.find(outbox);
    if (at == outbox_.end())
        throw store_refused("store: no queued message has this id");
    ++at->second.what.attempts;
    at->second.what.attempt_open = true;
    co_return at_once;
}

async<ticket> memory_store::end_attempt(attempt_result result)
{
    check_lease(result.lease_epoch);
    const auto at = outbox_.find(result.outbox);
    if (at == outbox_.end())
        throw store_refused("store: no queued message has this id");
    auto& sent = at->second.what;
    sent.attempt_open = false;
    sent.segments_accepted += result.message_ids.size();
    sent.not_before = result.retry_at;
    const auto inbox = at->second.inbox;
    if (result.ended) {
        auto ended = outbox_.extract(at);
        ended.mapped().sent = result.ended == outbox_end::accepted || result.ended == outbox_end::unknown;
        ended.mapped().dead = result.dead_letter;
        ended.mapped().message_ids = std::move(result.message_ids);
        ended_.insert(std::move(ended));
        if (ended_.size() > ended_kept)
            ended_.erase(ended_.begin());
    }
    if (result.dead_letter && inbox != 0)
        tell_dead(inbox);
    co_return at_once;
}

}  // namespace sapa::lab
