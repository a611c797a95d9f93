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

keyring::digest conversation_key(connection& db, const keyring& keys, channel_type via,
                                 std::string_view sender)
{
    auto key = keys.hash("conversation", identity(via, sender));
    if (may_be_known_as(via, sender)) {
        auto row = db.query("SELECT key FROM known_as WHERE id = ?", keys.hash64("known_as", sender));
        if (row.step() && row.bytes(0).size() == key.size())
            std::ranges::copy(row.bytes(0), key.begin());
    }
    return key;
}

// The first id from the hash on that is this sender's or nobody's.
database::found_conversation database::find_conversation(channel_type via, const std::string& sender)
{
    found_conversation found;
    found.key = conversation_key(db_, keys_, via, sender);
    for (found.id = keyring::number_of(found.key);; ++found.id) {
        if (auto open = conversations_.find(found.id); open != conversations_.end()) {
            if (open->second.key != found.key)
                continue;
            found.last_number = open->second.last_number;
            found.last_inbox = open->second.last_inbox;
            if (!open->second.stored)
                return found;
        }
        auto row = db_.query(
            "SELECT key, last_number, state, stopped, muted_until, sender, last_inbox FROM conversations "
            "WHERE id = ?",
            found.id);
        if (!row.step())
            return found;
        if (row.bytes(0) != as_blob(found.key).bytes)
            continue;
        found.stored = true;
        found.last_number = std::max(found.last_number, row.number(1));
        found.last_inbox = std::max(found.last_inbox, row.number(6));
        found.sealed_state = row.text(2);
        found.stopped = row.number(3) != 0;
        if (!row.null(4))
            found.muted_until = row.at(4);
        found.sender_day = keyring::day_sealed(row.bytes(5));
        return found;
    }
}

row_id stored_conversation(connection& db, const keyring& keys, channel_type via, std::string_view sender)
{
    const auto key = conversation_key(db, keys, via, sender);
    for (auto id = keyring::number_of(key);; ++id) {
        auto row = db.query("SELECT key FROM conversations WHERE id = ?", id);
        if (!row.step())
            return 0;
        if (row.bytes(0) == as_blob(key).bytes)
            return id;
    }
}

void database::insert_conversation(row_id id, const keyring::digest& key, channel_type via,
                                   const std::string& sender, const open_question* last, row_id last_inbox,
                                   const std::optional<std::string>& sealed_state, instant now)
{
    const auto tail = sender.substr(sender.size() > 4 ? sender.size() - 4 : 0);
    db_.run(
        "INSERT INTO conversations (id, key, channel, sender, last4, last_number, last_inbox, state, "
        "last_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        id, as_blob(key), via, as_blob(keys_.seal(text_kind::sender, now, sender)),
        keys_.hash64("last4", tail), last ? last->number : 0, last_inbox, as_blob(sealed_state), now);
}

// Ids lie in buckets of a day, so that old ones are cut off whole; nine are asked at most.
bool database::seen_provider_id(const mo_message& message)
{
    const auto hash =
        keys_.hash("provider", identity(message.via, message.account) + '/' + message.provider_id);
    const auto today = day_of(message.received_at);
    const auto oldest = std::max<std::int64_t>(oldest_id_day_, today - provider_id_kept.count());
    for (std::int64_t day = today; day >= oldest; --day) {
        auto row =
            db_.query("SELECT received_at FROM provider_ids WHERE day = ? AND hash = ?", day, as_blob(hash));
        if (row.step() && message.received_at < row.at(0) + provider_id_kept)
            return true;
    }
    // A copy may carry a time before the first one's day.
    if (oldest_id_day_ == 0 || today < oldest_id_day_)
        oldest_id_day_ = today;
    db_.run("INSERT OR REPLACE INTO provider_ids VALUES (?, ?, ?)", today, as_blob(hash),
            message.received_at);
    return false;
}

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
    auto found = find_conversation(message.via, message.sender);
    learn_other_name(message, found.key);
    auto& open = conversations_[found.id];
    if (open.in_work++ == 0) {
        open.via = message.via;
        open.sender = message.sender;
        open.key = found.key;
        open.stored = found.stored;
        open.sender_day = found.sender_day;
    }
    open.last_number = found.last_number + 1;
    admitted.inbox = open.last_inbox = next_inbox_++;
    admitted.conversation = found.id;
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
    question.conversation = found.id;
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
    whose.conversation = found.id;
    whose.stopped = found.stopped;
    if (!found.sealed_state.empty())
        whose.state = keys_.open(text_kind::state, found.sealed_state).value_or("");
    auto row =
        db_.query("SELECT name, value FROM preferences WHERE conversation = ? ORDER BY name", found.id);
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
                                 found.id);
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
    const auto found = find_conversation(via, sender);
    if (!found.stored) {
        insert_conversation(found.id, found.key, via, sender, nullptr, 0, std::nullopt, until);
        if (auto open = conversations_.find(found.id); open != conversations_.end()) {
            open->second.stored = true;
            open->second.sender_day = day_of(until);
        }
    }
    db_.run("UPDATE conversations SET muted_until = max(coalesce(muted_until, 0), ?) WHERE id = ?", until,
            found.id);
}

}  // namespace sapa::store
