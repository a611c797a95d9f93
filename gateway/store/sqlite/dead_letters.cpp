// Dead letters: queued again or given up by an operator.
#include "gateway/store/sqlite/database.hpp"

namespace sapa::store {

std::optional<unsent> database::release(row_id outbox, instant now)
{
    if (db_.run("UPDATE outbox SET dead = 0, status = 0, not_before = ?, ended_at = NULL WHERE id = ? AND "
                "dead = 1",
                now, outbox) == 0)
        return std::nullopt;
    if (const auto inbox = db_.value("SELECT inbox FROM outbox WHERE id = ?", outbox); inbox != 0)
        mark_dead(inbox, -1);
    auto row = db_.query(
        "SELECT id, conversation, message, attempts, attempt_open, segments_accepted, not_before FROM outbox "
        "WHERE id = ?",
        outbox);
    row.step();
    return read_unsent(row);
}

bool database::drop(row_id outbox, instant now)
{
    const auto status = 1 + static_cast<int>(outbox_end::dropped);
    if (db_.run("UPDATE outbox SET dead = 0, status = ?, ended_at = ? WHERE id = ? AND dead = 1", status, now,
                outbox) == 0)
        return false;
    if (const auto inbox = db_.value("SELECT inbox FROM outbox WHERE id = ?", outbox); inbox != 0)
        mark_dead(inbox, -1);
    return true;
}

void database::append_audit(const audit_entry& entry)
{
    db_.run("INSERT INTO audit (at, who, what, about, reason) VALUES (?, ?, ?, ?, ?)", entry.at, entry.who,
            entry.what, entry.about, entry.reason);
}

}  // namespace sapa::store
