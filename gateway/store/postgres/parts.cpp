// Parts of long messages, kept for all nodes until the whole is admitted.
#include "gateway/async/clock.hpp"
#include "gateway/store/postgres/database.hpp"
#include "gateway/store/records.hpp"

namespace sapa::store::pg {

// Whoever stores the last part joins the whole. The set's lock, so that two nodes with a part each do not
// both think that the other's is missing.
part_kept database::keep_part(const sms_part& part, ticket group)
{
    part_kept kept;
    kept.committed = group;
    const auto set = keys_.hash64("parts", part.set);
    auto& db = direct();
    db.ask("SELECT pg_advisory_xact_lock($1)", set);
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
    if (part.origin && !part.origin->fingerprint.empty())
        keep_copy(new_id(), keys_.hash64("fingerprint", part.origin->fingerprint), part.origin->bind_epoch,
                  part.received_at);
    return kept;
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
