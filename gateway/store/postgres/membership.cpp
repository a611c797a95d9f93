#include "gateway/store/postgres/membership.hpp"
#include "gateway/store/postgres/id_source.hpp"

namespace sapa::store::pg {

membership join_nodes(connection& db, milliseconds lease)
{
    db.send("BEGIN");
    db.send("LOCK TABLE nodes IN SHARE ROW EXCLUSIVE MODE");  // one joins at a time
    auto row = db.query(
        "INSERT INTO nodes (slot, epoch, beaten, until) SELECT free.slot, nextval('node_epochs'), "
        "clock_timestamp(), clock_timestamp() + $1 * interval '1 ms' FROM (SELECT s AS slot FROM "
        "generate_series(0, $2 - 1) s WHERE NOT EXISTS (SELECT FROM nodes n WHERE n.slot = s) ORDER BY s "
        "LIMIT 1) free RETURNING slot, epoch",
        lease.count(), slots);
    if (!row.step()) {
        db.query("ROLLBACK");
        throw std::runtime_error("store: " + std::to_string(slots) + " nodes are running already");
    }
    membership joined;
    joined.slot = static_cast<int>(row.number(0));
    joined.epoch = row.number(1);
    db.send("INSERT INTO ledger (slot) VALUES ($1) ON CONFLICT DO NOTHING", joined.slot);
    auto sums = db.query("UPDATE ledger SET epoch = $2 WHERE slot = $1 RETURNING last_id, last_group",
                         joined.slot, joined.epoch);
    sums.step();
    joined.last_id = sums.number(0);
    joined.last_group = sums.number(1);
    db.query("COMMIT");
    return joined;
}

bool renew_lease(connection& db, int slot, std::int64_t epoch, milliseconds lease, int& live)
{
    auto row = db.query(
        "UPDATE nodes SET beaten = clock_timestamp(), until = clock_timestamp() + $3 * interval '1 ms' "
        "WHERE slot = $1 AND epoch = $2 RETURNING (SELECT count(*) FROM nodes)",
        slot, epoch, lease.count());
    if (!row.step())
        return false;
    live = static_cast<int>(row.number(0));
    return true;
}

// A crash leaves no word of when a session ended; the last arrival is the last sign of life. The last by order,
// not by time: the clock may have been set back since the others came.
bool fence_off(connection& db, int slot, std::int64_t epoch, fence_reason why)
{
    db.send("BEGIN");
    const bool mine = db.run(
                          "DELETE FROM nodes WHERE slot = $1 AND epoch = $2 AND ($3 = 1 OR until < "
                          "clock_timestamp())",
                          slot, epoch, why) > 0;
    if (!mine) {
        db.query("ROLLBACK");
        return false;
    }
    db.send("UPDATE ledger SET epoch = 0 WHERE slot = $1 AND epoch = $2", slot, epoch);
    db.send(
        "UPDATE epochs e SET ended_at = coalesce((SELECT c.received_at FROM copies c WHERE c.epoch = e.id "
        "ORDER BY c.id DESC LIMIT 1), e.began_at) WHERE e.node = $1 AND e.ended_at IS NULL",
        epoch);
    db.send(
        "UPDATE copies c SET epoch_ended = e.ended_at FROM epochs e WHERE e.id = c.epoch AND e.node = $1 AND "
        "c.epoch_ended IS NULL",
        epoch);
    db.send("SELECT pg_notify('sapa', $1::text)", std::string_view(everybody));
    db.query("COMMIT");
    return true;
}

std::vector<membership> expired_nodes(connection& db, std::int64_t own_epoch)
{
    std::vector<membership> over;
    auto row =
        db.query("SELECT slot, epoch FROM nodes WHERE until < clock_timestamp() AND epoch <> $1", own_epoch);
    while (row.step())
        over.push_back({static_cast<int>(row.number(0)), row.number(1)});
    return over;
}

waiting_work work_that_waits(connection& db, std::int64_t own_epoch)
{
    return static_cast<waiting_work>(db.value(
        "SELECT CASE WHEN EXISTS (SELECT FROM conversations c WHERE c.id IN (SELECT conversation FROM inbox "
        "WHERE status = 0 UNION ALL SELECT conversation FROM outbox WHERE status = 0 AND purpose = 0 UNION "
        "ALL SELECT conversation FROM promises) AND NOT EXISTS (SELECT FROM ledger l WHERE l.epoch = c.owner "
        "AND l.epoch <> 0)) OR EXISTS (SELECT FROM outbox o WHERE o.status = 0 AND NOT EXISTS (SELECT FROM "
        "ledger l WHERE l.epoch = o.owner AND l.epoch <> 0)) THEN 2 WHEN EXISTS (SELECT FROM handed WHERE "
        "owner = $1) THEN 1 ELSE 0 END",
        own_epoch));
}

}  // namespace sapa::store::pg
