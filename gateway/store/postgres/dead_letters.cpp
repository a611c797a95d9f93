// Dead letters: queued again or given up by an operator, whatever node sent them.
#include "gateway/store/postgres/database.hpp"

namespace sapa::store::pg {

std::optional<unsent> database::release(row_id outbox, instant now)
{
    auto row = direct().query(
        "UPDATE outbox SET dead = 0, status = 0, not_before = $2, ended_at = NULL, owner = $3 WHERE id = $1 "
        "AND "
        "dead = 1 RETURNING id, conversation, message, attempts, attempt_open, segments_accepted, "
        "not_before, "
        "inbox, purpose, channel, account, unknowns, created_at, attempted_at, message_ids",
        outbox, now, self_.epoch);
    if (!row.step())
        return std::nullopt;
    auto again = read_unsent(row, true);
    if (row.number(7) != 0)
        mark_dead(row.number(7), -1);
    return again;
}

bool database::drop(row_id outbox, instant now)
{
    auto row = direct().query(
        "UPDATE outbox SET dead = 0, status = $2, ended_at = $3 WHERE id = $1 AND dead = 1 RETURNING inbox",
        outbox, 1 + static_cast<int>(outbox_end::dropped), now);
    if (!row.step())
        return false;
    if (row.number(0) != 0)
        mark_dead(row.number(0), -1);
    return true;
}

void database::append_audit(const audit_entry& entry)
{
    direct().send("INSERT INTO audit (at, who, what, about, reason) VALUES ($1, $2, $3, $4, $5)", entry.at,
                  entry.who, entry.what, entry.about, entry.reason);
}

}  // namespace sapa::store::pg
