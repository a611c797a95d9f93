// Parts of long messages, kept for all nodes until the whole is admitted.
#include <algorithm>
#include "gateway/pipeline/redelivery.hpp"
#include "gateway/store/postgres/database.hpp"
#include "gateway/store/records.hpp"

namespace sapa::store::pg {

// Whoever stores the last part joins the whole. The set's lock, so that two nodes with a part each do not
// both think that the other's is missing.
std::int64_t database::lock_set(const std::string& set)
{
    const auto hash = keys_.hash64("parts", set);
    direct().ask("SELECT pg_advisory_xact_lock($1)", hash);
    return hash;
}

part_kept database::keep_part(const sms_part& part, ticket group)
{
    part_kept kept;
    kept.committed = group;
    const auto set = lock_set(part.set);
    auto& db = direct();
    kept.joined = db.run("UPDATE joined_parts SET at = $2 WHERE print = $1 AND at >= $3",
                         keys_.hash64("joined", part.print), part.received_at,
                         part.received_at - joined_part_known) > 0;
    if (kept.joined)
        return kept;
    db.send(
        "INSERT INTO sms_parts (set_hash, number, part, received_at) VALUES ($1, $2, $3, $4) ON CONFLICT "
        "(set_hash, number) DO UPDATE SET part = excluded.part, received_at = excluded.received_at",
        set, part.number, as_blob(keys_.seal(text_kind::part, part.received_at, pack(part))),
        part.received_at);
    auto row = db.query("SELECT number, part FROM sms_parts WHERE set_hash = $1 ORDER BY number", set);
    while (row.step())
        if (row.number(0) != part.number)
            if (auto bytes = keys_.open(text_kind::part, row.bytes(1)))
                kept.others.push_back(unpack_sms_part(*bytes));
    if (static_cast<int>(kept.others.size()) + 1 < part.total)
        kept.others.clear();
    return kept;
}

// false: every one of them belongs to a message that was admitted before, here or on another node.
bool database::join_parts(const joined_parts& parts, instant now)
{
    const auto set = lock_set(parts.set);
    auto& db = direct();
    std::vector<std::int64_t> prints;
    for (const auto& one : parts.prints)
        prints.push_back(keys_.hash64("joined", one));
    std::ranges::sort(prints);
    prints.erase(std::unique(prints.begin(), prints.end()), prints.end());
    column joined(int8_oid);
    for (const auto print : prints)
        joined.add(print);
    const auto fresh = db.run(
        "INSERT INTO joined_parts AS j (print, at) SELECT print, $2 FROM unnest($1::int8[]) AS u(print) ON "
        "CONFLICT (print) DO UPDATE SET at = excluded.at WHERE j.at < $3",
        joined, now, now - joined_part_known);
    db.send("DELETE FROM sms_parts WHERE set_hash = $1", set);
    return fresh > 0;
}

std::vector<sms_part> database::parts()
{
    std::vector<sms_part> kept;
    auto row = direct().query("SELECT part FROM sms_parts ORDER BY received_at, set_hash, number");
    while (row.step())
        if (auto bytes = keys_.open(text_kind::part, row.bytes(0)))
            kept.push_back(unpack_sms_part(*bytes));
    return kept;
}

}  // namespace sapa::store::pg
