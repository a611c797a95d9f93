// Whose conversation that is. Conversations are numbered as they come, so that a new one is written behind the
// last; the index by keyed hash takes the latest in sorted batches, and after a crash they are read again.
#include <algorithm>
#include "gateway/store/known_as.hpp"
#include "gateway/store/records.hpp"
#include "gateway/store/sqlite/database.hpp"

namespace sapa::store {
namespace {

constexpr std::size_t index_batch = 8192;

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

row_id stored_conversation(connection& db, const keyring& keys, channel_type via, std::string_view sender)
{
    const auto key = conversation_key(db, keys, via, sender);
    auto row = db.query(
        "WITH RECURSIVE places (hash, conversation) AS (SELECT hash, conversation FROM conversation_index "
        "WHERE hash = ? UNION ALL SELECT i.hash, i.conversation FROM places p JOIN conversation_index i ON "
        "i.hash = p.hash + 1) SELECT c.id FROM places JOIN conversations c ON c.id = conversation WHERE c.key "
        "= ? UNION ALL SELECT id FROM conversations WHERE id >= (SELECT conversations_indexed FROM ledger) "
        "AND key = ? LIMIT 1",
        keyring::number_of(key), as_blob(key), as_blob(key));
    return row.step() ? row.number(0) : 0;
}

// 0: nobody's.
row_id database::conversation_at(std::int64_t hash)
{
    if (const auto fresh = fresh_conversations_.find(hash); fresh != fresh_conversations_.end())
        return fresh->second;
    auto row = db_.query("SELECT conversation FROM conversation_index WHERE hash = ?", hash);
    return row.step() ? row.number(0) : 0;
}

// Its hash is its place, or the next one that is free.
database::found_conversation database::find_conversation(channel_type via, const std::string& sender)
{
    found_conversation found;
    found.key = conversation_key(db_, keys_, via, sender);
    for (found.hash = keyring::number_of(found.key);; ++found.hash) {
        found.id = conversation_at(found.hash);
        if (found.id == 0)
            return found;
        if (const auto open = conversations_.find(found.id); open != conversations_.end()) {
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
        if (!row.step()) {
            found.id = 0;
            return found;
        }
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

row_id database::new_conversation(std::int64_t hash)
{
    if (fresh_conversations_.size() >= index_batch)
        index_conversations();
    fresh_conversations_[hash] = next_conversation_;
    ledger_changed_ = true;
    return next_conversation_++;
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

// In the order of the hash, so that a page takes all that is new to it at once.
void database::index_conversations()
{
    std::vector<std::pair<std::int64_t, row_id>> sorted(fresh_conversations_.begin(),
                                                        fresh_conversations_.end());
    std::ranges::sort(sorted);
    for (const auto& [hash, conversation] : sorted)
        db_.run("INSERT OR REPLACE INTO conversation_index VALUES (?, ?)", hash, conversation);
    fresh_conversations_.clear();
    conversations_indexed_ = next_conversation_;
    ledger_changed_ = true;
}

// Where it is not in the index.
void database::place_conversation(row_id id, const keyring::digest& key)
{
    auto hash = keyring::number_of(key);
    auto there = conversation_at(hash);
    for (; there != 0 && there != id; there = conversation_at(hash))
        ++hash;
    if (there == 0)
        fresh_conversations_[hash] = id;
}

void database::reload_conversations()
{
    fresh_conversations_.clear();
    auto row = db_.query("SELECT id, key FROM conversations WHERE id >= ? ORDER BY id", conversations_indexed_);
    while (row.step()) {
        keyring::digest key{};
        std::ranges::copy(row.bytes(1), key.begin());
        place_conversation(row.number(0), key);
    }
}

void database::forget_conversation(row_id id, const keyring::digest& key)
{
    auto hash = keyring::number_of(key);
    auto there = conversation_at(hash);
    for (; there != 0 && there != id; there = conversation_at(hash))
        ++hash;
    fresh_conversations_.erase(hash);
    db_.run("DELETE FROM conversation_index WHERE hash = ? AND conversation = ?", hash, id);
    db_.run("DELETE FROM preferences WHERE conversation = ?", id);
    db_.run("DELETE FROM conversations WHERE id = ?", id);
}

}  // namespace sapa::store
