// Arrival: is it known, whose is it, which number has it within its conversation.
#include <algorithm>
#include "gateway/pipeline/redelivery.hpp"
#include "gateway/store/known_as.hpp"
#include "gateway/store/records.hpp"
#include "gateway/store/sqlite/database.hpp"

namespace sapa::store {
namespace {

constexpr int taken_back_among = 1000;

}  // namespace

void database::learn_other_name(const mo_message& message, const keyring::digest& key)
{
    const auto* name = other_name(message);
    if (!name)
        return;
    const auto id = keys_.hash64("known_as", *name);
    auto row = db_.query("SELECT key, at FROM known_as WHERE id = ?", id);
    if (row.step() && row.bytes(0) == as_blob(key).bytes &&
        message.received_at < row.at(1) + known_as_renewed)
        return;
    db_.run("INSERT OR REPLACE INTO known_as VALUES (?, ?, ?)", id, as_blob(key), message.received_at);
}

admission database::admit(const mo_message& message, const std::optional<smpp_origin>& origin,
                          const joined_parts& joined, ticket group)
{
    admission admitted;
    admitted.committed = group;
    std::int64_t fingerprint = 0;
    if (origin && !origin->fingerprint.empty())
        fingerprint = keys_.hash64("fingerprint", origin->fingerprint);
    const bool again =
        (!joined.empty() && !join_parts(joined, message.received_at)) ||
        (!message.provider_id.empty() && seen_provider_id(message)) ||
        (fingerprint != 0 && is_redelivery(fingerprint, origin->bind_epoch, message.received_at));
    if (again) {
        admitted.duplicate = true;
        return admitted;
    }
    if (next_inbox_ >= next_batch_)
        write_batches();
    auto found = find_conversation(message.via, message.sender);
    number_conversation(found.place);
    learn_other_name(message, found.key);
    auto& open = conversations_[found.place.conversation];
    if (open.in_work++ == 0) {
        open.via = message.via;
        open.sender = message.sender;
        open.key = found.key;
        open.place = found.place;
        open.sealed_state = found.sealed_state;
        open.stored = found.stored;
        open.sender_day = found.sender_day;
    }
    open.last_number = found.last_number + 1;
    admitted.inbox = open.last_inbox = next_inbox_++;
    admitted.conversation = found.place.conversation;
    admitted.number = open.last_number;
    admitted.stopped = found.stopped;
    admitted.muted_until = found.muted_until;
    if (!found.sealed_state.empty())
        admitted.state = keys_.open(text_kind::state, found.sealed_state).value_or("");
    db_.run(
        "INSERT INTO inbox (id, conversation, number, status, account, message, received_at, epoch, "
        "fingerprint, "
        "previous) VALUES (?, ?, ?, 0, ?, ?, ?, ?, ?, ?)",
        admitted.inbox, admitted.conversation, admitted.number, message.account,
        as_blob(keys_.seal(text_kind::message, message.received_at, pack(message))), message.received_at,
        origin ? origin->bind_epoch : 0, fingerprint, found.last_inbox);
    open_question question;
    question.conversation = found.place.conversation;
    question.number = admitted.number;
    questions_.emplace(admitted.inbox, question);
    ++ledger_.accepted;
    count(standing::in_work, 1);
    return admitted;
}

addressee database::find_addressee(channel_type via, const std::string& sender)
{
    const auto found = find_conversation(via, sender);
    addressee whose;
    if (!found.stored)
        return whose;
    whose.conversation = found.place.conversation;
    whose.stopped = found.stopped;
    if (!found.sealed_state.empty())
        whose.state = keys_.open(text_kind::state, found.sealed_state).value_or("");
    auto row = db_.query("SELECT name, value FROM preferences WHERE conversation = ? ORDER BY name",
                         found.place.conversation);
    while (row.step())
        whose.preferences.push_back({row.text(0), row.text(1)});
    return whose;
}

// Along the conversation's chain; what a person deletes is mostly their latest.
void database::take_back(const revocation& what, instant now)
{
    const auto found = find_conversation(what.via, what.sender);
    auto inbox = found.last_inbox;
    for (int seen = 0; inbox != 0 && seen < taken_back_among; ++seen) {
        std::optional<std::string> bytes;
        const auto at = inbox;
        {
            auto row = db_.query("SELECT message, previous FROM inbox WHERE id = ? AND conversation = ?", at,
                                 found.place.conversation);
            if (!row.step())
                return;
            bytes = keys_.open(text_kind::message, row.bytes(0));
            inbox = row.number(1);
        }
        if (!bytes)
            return;  // its key is gone, and those of earlier ones
        const auto message = unpack_mo_message(*bytes);
        if (message.provider_id == what.message_id && message.account == what.account)
            return blank_text(at, now);
    }
}

void database::mute(channel_type via, const std::string& sender, instant until)
{
    if (until <= instant{})
        return probe();
    auto found = find_conversation(via, sender);
    number_conversation(found.place);
    if (!found.stored) {
        insert_conversation(found.place.conversation, found.key, via, sender, nullptr, 0, std::nullopt,
                            until);
        if (auto open = conversations_.find(found.place.conversation); open != conversations_.end()) {
            open->second.stored = true;
            open->second.sender_day = day_of(until);
        }
    }
    db_.run("UPDATE conversations SET muted_until = max(coalesce(muted_until, 0), ?) WHERE id = ?", until,
            found.place.conversation);
}

}  // namespace sapa::store
