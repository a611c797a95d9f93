// Sessions of all nodes, and the copies of what came in them that may come again. DESIGN.md section 4.
#include "gateway/async/clock.hpp"
#include "gateway/pipeline/redelivery.hpp"
#include "gateway/store/postgres/database.hpp"

namespace sapa::store::pg {

row_id database::begin_epoch(const std::string& account, instant now)
{
    last_arrival_ = now;
    return direct().value("INSERT INTO epochs (account, began_at, node) VALUES ($1, $2, $3) RETURNING id",
                          account, now, self_.epoch);
}

void database::end_epoch(row_id epoch, instant now)
{
    last_arrival_ = now;
    auto& db = direct();
    db.send(
        "UPDATE copies SET epoch_ended = $2 WHERE epoch = $1 AND epoch_ended IS NULL AND EXISTS (SELECT "
        "FROM epochs e WHERE e.id = $1 AND e.ended_at IS NULL)",
        epoch, now);
    db.send("UPDATE epochs SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL", epoch, now);
}

void database::keep_copy(row_id id, std::int64_t fingerprint, row_id epoch, instant at)
{
    writes_.of(group_writes::copies_new).add(id, fingerprint, epoch, at);
    last_arrival_ = at;
    ++copies_since_trim_;
}

// An open session cannot end any more within a minute of the older ones. Ids rise with time, so that only
// what may go is read.
void database::trim_copies()
{
    copies_since_trim_ = 0;
    db_->run(
        "DELETE FROM copies WHERE id IN (SELECT id FROM copies WHERE id < $3 AND (epoch_ended < $1 OR "
        "(epoch_ended IS NULL AND late = 0 AND received_at < $2)) FOR UPDATE SKIP LOCKED)",
        last_arrival_ - redelivery_window, last_arrival_ - 2 * unsettled_window,
        id_source::first_at(system_now() - 2 * unsettled_window));
}

// One copy absorbs one: the copy that came now takes the place of the earlier one. Sessions of other nodes
// have no order with ours but time: what came after that one's end counts as later. While it is open nobody
// knows whether its node still lives: undecided until that gives a sign of life, or is fenced off.
bool database::is_redelivery(arrival& what, const mo_message& message, const smpp_origin& origin)
{
    if (what.first_seen == 0)
        what.first_seen = server_clock_;
    for (auto& found : copies_) {
        if (found.fingerprint != what.fingerprint)
            continue;
        earlier_copy copy;
        copy.epoch = found.epoch;
        copy.epoch_ended = found.epoch_ended;
        copy.received_at = found.received_at;
        copy.acknowledged_late = found.late;
        const bool elsewhere = found.node != self_.epoch && found.node != 0;
        if (elsewhere && !found.epoch_ended) {
            const bool recent = found.late || message.received_at - found.received_at <= unsettled_window;
            what.undecided |= recent && found.node_beaten <= what.first_seen;
            continue;
        }
        const bool later = origin.bind_epoch > found.epoch ||
                           (elsewhere && found.epoch_ended && message.received_at >= *found.epoch_ended);
        if (!absorbs(copy, later ? std::max(origin.bind_epoch, found.epoch + 1) : origin.bind_epoch,
                     message.received_at))
            continue;
        direct().send(
            "UPDATE copies SET epoch = $2, received_at = $3, late = 0, epoch_ended = NULL WHERE id = $1",
            found.id, origin.bind_epoch, message.received_at);
        found.epoch = origin.bind_epoch;
        found.node = self_.epoch;
        found.epoch_ended.reset();
        what.undecided = false;
        return true;
    }
    return false;
}

void database::acknowledged_late(row_id inbox)
{
    auto& db = direct();
    // Its session may have ended, and its copy be gone, before the late word came.
    db.run(
        "INSERT INTO copies AS c (id, fingerprint, epoch, received_at, late, epoch_ended) SELECT i.id, "
        "i.fingerprint, i.epoch, i.received_at, 1, e.ended_at FROM inbox i LEFT JOIN epochs e ON e.id = "
        "i.epoch "
        "WHERE i.id = $1 AND i.fingerprint <> 0 ON CONFLICT (id) DO UPDATE SET late = 1",
        inbox);
}

}  // namespace sapa::store::pg
