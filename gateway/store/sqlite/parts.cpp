// Parts of long messages, kept until the whole is admitted.
#include "gateway/pipeline/redelivery.hpp"
#include "gateway/store/records.hpp"
#include "gateway/store/sqlite/database.hpp"

namespace sapa::store {

part_kept database::keep_part(const sms_part& part, ticket group)
{
    part_kept kept;
    kept.committed = group;
    const auto print = keys_.hash64("joined", part.print);
    kept.joined = was_joined(print, part.received_at);
    if (kept.joined) {
        db_.run("UPDATE joined_parts SET at = ? WHERE print = ?", part.received_at, print);
        return kept;
    }
    const auto set = keys_.hash64("parts", part.set);
    db_.run("INSERT OR REPLACE INTO sms_parts (set_hash, number, part, received_at) VALUES (?, ?, ?, ?)", set,
            part.number, as_blob(keys_.seal(text_kind::part, part.received_at, pack(part))),
            part.received_at);
    return kept;
}

bool database::was_joined(std::int64_t print, instant now)
{
    auto row = db_.query("SELECT at FROM joined_parts WHERE print = ?", print);
    return row.step() && now <= row.at(0) + joined_part_known;
}

// false: every one of them belongs to a message that was admitted before.
bool database::join_parts(const joined_parts& parts, instant now)
{
    bool fresh = false;
    for (const auto& one : parts.prints) {
        const auto print = keys_.hash64("joined", one);
        fresh = !was_joined(print, now) || fresh;
        db_.run("INSERT OR REPLACE INTO joined_parts VALUES (?, ?)", print, now);
    }
    db_.run("DELETE FROM sms_parts WHERE set_hash = ?", keys_.hash64("parts", parts.set));
    db_.run("DELETE FROM joined_parts WHERE at < ?", now - joined_part_known);
    return fresh;
}

std::vector<sms_part> database::parts()
{
    std::vector<sms_part> kept;
    auto row = db_.query("SELECT part FROM sms_parts ORDER BY id");
    while (row.step())
        if (auto bytes = keys_.open(text_kind::part, row.bytes(0)))
            kept.push_back(unpack_sms_part(*bytes));
    return kept;
}

}  // namespace sapa::store
