// Who a sender is: their conversation, what they wished, what they took back.
#include <algorithm>
#include "gateway/store/known_as.hpp"
#include "gateway/store/postgres/database.hpp"
#include "gateway/store/records.hpp"

namespace sapa::store::pg {
namespace {

constexpr int taken_back_among = 1000;

}  // namespace

row_id stored_conversation(connection& db, const keyring& keys, channel_type via, std::string_view sender)
{
    const auto key = conversation_key(db, keys, via, sender);
    for (auto id = keyring::number_of(key);; ++id) {
        auto row = db.query("SELECT key FROM conversations WHERE id = $1", id);
        if (!row.step())
            return 0;
        if (row.bytes(0) == as_blob(key).bytes)
            return id;
    }
}

void database::learn_other_name(const mo_message& message, const arrival& what)
{
    const auto* name = other_name(message);
    if (!name)
        return;
    const auto id = keys_.hash64("known_as", *name);
    if (!other_names_.insert(id ^ keyring::number_of(what.key)).second)
        return;
    undo([this, id, key = what.key] { other_names_.erase(id ^ keyring::number_of(key)); });
    direct().send(
        "INSERT INTO known_as AS k (id, key, at) VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE SET key = "
        "excluded.key, at = excluded.at WHERE k.key <> excluded.key OR k.at < excluded.at - $4",
        id, as_blob(what.key), message.received_at, milliseconds(known_as_renewed).count());
}

addressee database::find_addressee(channel_type via, const std::string& sender)
{
    auto& db = direct();
    addressee whose;
    const auto id = stored_conversation(db, keys_, via, sender);
    if (id == 0)
        return whose;
    auto row = db.query("SELECT stopped, state FROM conversations WHERE id = $1", id);
    row.step();
    whose.conversation = id;
    whose.stopped = row.number(0) != 0;
    if (!row.bytes(1).empty())
        whose.state = keys_.open(text_kind::state, row.bytes(1)).value_or("");
    auto wishes = db.query("SELECT name, value FROM preferences WHERE conversation = $1 ORDER BY name", id);
    while (wishes.step())
        whose.preferences.push_back({wishes.text(0), wishes.text(1)});
    return whose;
}

// Along the conversation's chain; what a person deletes is mostly their latest.
void database::take_back(const revocation& what, instant now)
{
    auto& db = direct();
    const auto id = stored_conversation(db, keys_, what.via, what.sender);
    auto inbox = db.value("SELECT coalesce(max(last_inbox), 0) FROM conversations WHERE id = $1", id);
    for (int seen = 0; inbox != 0 && seen < taken_back_among; ++seen) {
        const auto at = inbox;
        auto row =
            db.query("SELECT message, previous FROM inbox WHERE id = $1 AND conversation = $2", at, id);
        const auto bytes = row.step() ? keys_.open(text_kind::message, row.bytes(0)) : std::nullopt;
        if (!bytes)
            return;  // its key is gone, and those of earlier ones
        inbox = row.number(1);
        const auto message = unpack_mo_message(*bytes);
        if (message.provider_id == what.message_id && message.account == what.account)
            return blank_text(at, now);
    }
}

void database::mute(channel_type via, const std::string& sender, instant until)
{
    if (until <= instant{})
        return probe();
    auto& db = direct();
    auto id = stored_conversation(db, keys_, via, sender);
    if (id == 0) {
        const auto key = conversation_key(db, keys_, via, sender);
        const auto tail = sender.substr(sender.size() > 4 ? sender.size() - 4 : 0);
        id = keyring::number_of(key);
        db.send(
            "INSERT INTO conversations (id, key, channel, sender, last4, last_at) VALUES ($1, $2, $3, $4, "
            "$5, $6) "
            "ON CONFLICT (id) DO NOTHING",
            id, as_blob(key), via, as_blob(keys_.seal(text_kind::sender, until, sender)),
            keys_.hash64("last4", tail), until);
    }
    db.run("UPDATE conversations SET muted_until = greatest(coalesce(muted_until, 0), $2) WHERE id = $1", id,
           until);
    if (const auto fetched = conversations_.find(id); fetched != conversations_.end())
        fetched->second.muted_until = std::max(fetched->second.muted_until.value_or(instant{}), until);
}

}  // namespace sapa::store::pg
