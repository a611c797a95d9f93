// Whose conversation that is, and how it stands. Nothing here touches a page at random for each question:
// conversations are numbered as they come, so that a new one is written behind the last; what a later
// question of the day changed stands in its inbox row; the index by keyed hash, which says where, is written
// in sorted batches and after a crash read again from what is newer than the last batch.
#include <algorithm>
#include "gateway/store/known_as.hpp"
#include "gateway/store/records.hpp"
#include "gateway/store/sqlite/database.hpp"

namespace sapa::store {
namespace {

// The places from a hash on that are taken, one after another.
constexpr std::string_view places =
    "WITH RECURSIVE places (hash, conversation, last_inbox) AS (SELECT hash, conversation, last_inbox FROM "
    "conversation_index WHERE hash = ?1 UNION ALL SELECT i.hash, i.conversation, i.last_inbox FROM places p "
    "JOIN conversation_index i ON i.hash = p.hash + 1) ";

keyring::digest digest_of(std::string_view bytes)
{
    keyring::digest key{};
    std::ranges::copy(bytes.substr(0, key.size()), key.begin());
    return key;
}

}  // namespace

row_id stored_conversation(connection& db, const keyring& keys, channel_type via, std::string_view sender)
{
    static const auto sql =
        std::string(places) +
        "SELECT c.id FROM places JOIN conversations c ON c.id = conversation WHERE c.key = ?2 UNION ALL "
        "SELECT id FROM conversations WHERE id >= (SELECT conversations_indexed FROM ledger) AND key = ?2 "
        "LIMIT 1";
    const auto key = conversation_key(db, keys, via, sender);
    auto row = db.query(sql.c_str(), keyring::number_of(key), as_blob(key));
    return row.step() ? row.number(0) : 0;
}

row_id newest_answered(connection& db, row_id conversation)
{
    static const auto sql =
        std::string(places) +
        "SELECT max(coalesce((SELECT max(last_inbox) FROM places WHERE conversation = ?2), "
        "0), coalesce((SELECT max(id) FROM inbox WHERE id >= (SELECT batches_upto FROM "
        "ledger) AND conversation = ?2 AND status <> 0), 0), (SELECT last_inbox FROM "
        "conversations WHERE id = ?2))";
    std::int64_t hash = 0;
    {
        auto row = db.query("SELECT key FROM conversations WHERE id = ?", conversation);
        if (!row.step())
            return 0;
        hash = keyring::number_of(digest_of(row.bytes(0)));
    }
    auto row = db.query(sql.c_str(), hash, conversation);
    return row.step() ? row.number(0) : 0;
}

database::index_place database::place_at(std::int64_t hash)
{
    if (const auto fresh = fresh_places_.find(hash); fresh != fresh_places_.end())
        return fresh->second;
    auto row = db_.query("SELECT conversation, last_inbox FROM conversation_index WHERE hash = ?", hash);
    return row.step() ? index_place{hash, row.number(0), row.number(1)} : index_place{hash};
}

// Where this conversation stands; where it is not in the index, a place that it can take.
database::index_place database::place_of(row_id conversation, std::string_view key)
{
    for (auto hash = keyring::number_of(digest_of(key));; ++hash)
        if (auto place = place_at(hash); place.conversation == 0 || place.conversation == conversation) {
            place.conversation = conversation;
            return place;
        }
}

// Its hash is its place, or the next one that is free.
database::found_conversation database::find_conversation(channel_type via, const std::string& sender)
{
    found_conversation found;
    found.key = conversation_key(db_, keys_, via, sender);
    for (auto hash = keyring::number_of(found.key);; ++hash) {
        found.place = place_at(hash);
        const auto id = found.place.conversation;
        if (id == 0)
            return found;
        const auto open = conversations_.find(id);
        const bool in_memory = open != conversations_.end();
        if (in_memory && open->second.key != found.key)
            continue;
        if (!in_memory || open->second.stored) {
            auto row = db_.query(
                "SELECT key, last_number, state, stopped, muted_until, sender, last_inbox FROM conversations "
                "WHERE id = ?",
                id);
            if (!row.step()) {
                found.place = index_place{hash};
                return found;
            }
            if (row.bytes(0) != as_blob(found.key).bytes)
                continue;
            found.stored = true;
            found.last_number = row.number(1);
            found.sealed_state = row.text(2);
            found.stopped = row.number(3) != 0;
            if (!row.null(4))
                found.muted_until = row.at(4);
            found.sender_day = keyring::day_sealed(row.bytes(5));
            found.last_inbox = row.number(6);
        }
        if (in_memory) {
            found.last_number = open->second.last_number;
            found.last_inbox = open->second.last_inbox;
            found.sealed_state = open->second.sealed_state;
        } else if (found.place.last_inbox > found.last_inbox) {
            read_newer(found.place.last_inbox, found.last_number, found.last_inbox, found.sealed_state);
        }
        return found;
    }
}

// What the answered question changed, where the conversation's row is older.
void database::read_newer(row_id answered, std::int64_t& number, row_id& last, std::string& sealed_state)
{
    auto row = db_.query("SELECT number, state FROM inbox WHERE id = ?", answered);
    if (!row.step())
        return;
    number = row.number(0);
    last = answered;
    sealed_state = row.text(1);
}

// A place that is nobody's becomes a new conversation's.
void database::number_conversation(index_place& place)
{
    if (place.conversation != 0)
        return;
    place.conversation = next_conversation_++;
    fresh_places_[place.hash] = place;
    ledger_changed_ = true;
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

// The state after a turn that answers no question, or not the newest: in the row, which is up to date from
// now on.
void database::keep_state(row_id conversation, const std::string& state, instant now)
{
    const auto sealed = keys_.seal(text_kind::state, now, state);
    if (const auto open = conversations_.find(conversation); open != conversations_.end())
        open->second.sealed_state = sealed;
    std::string key;
    {
        auto row = db_.query("SELECT key FROM conversations WHERE id = ?", conversation);
        if (!row.step())
            return;
        key = row.text(0);
    }
    db_.run(
        "UPDATE conversations SET state = ?2, last_inbox = max(last_inbox, ?3), last_number = "
        "max(last_number, coalesce((SELECT number FROM inbox WHERE id = ?3), 0)) WHERE id = ?1",
        conversation, as_blob(sealed), place_of(conversation, key).last_inbox);
}

// In the order of the hash, so that a page takes all that is new to it at once.
void database::index_conversations()
{
    std::vector<std::pair<std::int64_t, index_place>> sorted(fresh_places_.begin(), fresh_places_.end());
    std::ranges::sort(sorted, {}, [](const auto& one) { return one.first; });
    for (const auto& [hash, place] : sorted)
        db_.run("INSERT OR REPLACE INTO conversation_index VALUES (?, ?, ?)", hash, place.conversation,
                place.last_inbox);
    fresh_places_.clear();
    conversations_indexed_ = next_conversation_;
}

void database::reload_places()
{
    fresh_places_.clear();
    const auto put = [&](row_id conversation, std::string_view key, row_id last_inbox) {
        auto place = place_of(conversation, key);
        place.last_inbox = std::max(place.last_inbox, last_inbox);
        fresh_places_[place.hash] = place;
    };
    auto made =
        db_.query("SELECT id, key FROM conversations WHERE id >= ? ORDER BY id", conversations_indexed_);
    while (made.step())
        put(made.number(0), made.bytes(1), 0);
    auto answered = db_.query(
        "SELECT c.id, c.key, i.last FROM (SELECT conversation, max(id) AS last FROM inbox WHERE id >= ? AND "
        "state IS NOT NULL GROUP BY conversation) i JOIN conversations c ON c.id = i.conversation",
        batches_upto_);
    while (answered.step())
        put(answered.number(0), answered.bytes(1), answered.number(2));
}

void database::forget_conversation(const index_place& place)
{
    fresh_places_.erase(place.hash);
    db_.run("DELETE FROM conversation_index WHERE hash = ?", place.hash);
    db_.run("DELETE FROM preferences WHERE conversation = ?", place.conversation);
    db_.run("DELETE FROM conversations WHERE id = ?", place.conversation);
}

}  // namespace sapa::store
