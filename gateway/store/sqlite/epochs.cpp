// Bind epochs and the copies whose redelivery may still come.
#include <map>
#include "gateway/pipeline/redelivery.hpp"
#include "gateway/store/sqlite/by_time.hpp"
#include "gateway/store/sqlite/database.hpp"

namespace sapa::store {

row_id database::begin_epoch(const std::string& account, instant now)
{
    forget_redeliverable(now);
    db_.run("INSERT INTO epochs (account, began_at) VALUES (?, ?)", account, now);
    return sqlite3_last_insert_rowid(db_.handle());
}

void database::end_epoch(row_id epoch, instant now)
{
    if (db_.value("SELECT count(*) FROM epochs WHERE id = ? AND ended_at IS NULL", epoch) == 0)
        return;
    forget_redeliverable(now);
    close_epoch(epoch, now);
}

void database::forget_redeliverable(instant now)
{
    if (redeliverable_ > 0)
        redeliverable_ -= db_.run("DELETE FROM redeliverable WHERE epoch_ended < ?", now - redelivery_window);
}

// From now on its latest copies, and those acknowledged late, may come again.
void database::close_epoch(row_id epoch, instant ended)
{
    const auto unsettled = ended - unsettled_window;
    db_.run("UPDATE epochs SET ended_at = ? WHERE id = ?", ended, epoch);
    redeliverable_ -= db_.run(
        "DELETE FROM redeliverable WHERE epoch = ? AND epoch_ended IS NULL AND late = 0 AND received_at < ?",
        epoch, unsettled);
    db_.run("UPDATE redeliverable SET epoch_ended = ? WHERE epoch = ? AND epoch_ended IS NULL", ended, epoch);
    redeliverable_ += db_.run(
        "INSERT INTO redeliverable (fingerprint, epoch, received_at, late, epoch_ended) "
        "SELECT fingerprint, epoch, received_at, late, ?1 FROM inbox "
        "WHERE id >= ?2 AND epoch = ?3 AND fingerprint != 0 AND received_at >= ?4",
        ended, first_since(db_, inbox_times, 0, next_inbox_, unsettled), epoch, unsettled);
    redeliverable_ += db_.run(
        "INSERT INTO redeliverable (fingerprint, epoch, received_at, late, epoch_ended) "
        "SELECT fingerprint, epoch, received_at, late, ?1 FROM inbox "
        "WHERE late = 1 AND epoch = ?2 AND fingerprint != 0 AND received_at < ?3",
        ended, epoch, unsettled);
}

// A crash leaves no word of when; the last arrival is the last sign of life. Where that is long past, no copy
// of the epoch can be redelivered any more, and its beginning does as well.
void database::end_epochs_left_open()
{
    std::map<row_id, instant> open;
    {
        auto row = db_.query("SELECT id, began_at FROM epochs WHERE ended_at IS NULL");
        while (row.step())
            open.emplace(row.number(0), row.at(1));
    }
    if (open.empty())
        return;
    next_inbox_ = db_.value("SELECT next_inbox FROM ledger");
    const auto newest =
        instant(milliseconds(db_.value("SELECT received_at FROM inbox ORDER BY id DESC LIMIT 1")));
    // The last by order, not by time: the clock may have been set back since the others came.
    std::map<row_id, instant> last;
    const auto note = [&](cursor row) {
        while (row.step())
            last.emplace(row.number(0), row.at(1));
    };
    note(db_.query(
        "SELECT epoch, received_at, max(id) FROM inbox WHERE id >= ? GROUP BY epoch",
        first_since(db_, inbox_times, 0, next_inbox_, newest - redelivery_window - unsettled_window)));
    note(db_.query(
        "SELECT epoch, received_at, max(id) FROM redeliverable WHERE epoch_ended IS NULL GROUP BY epoch"));
    for (const auto& [epoch, at] : last)
        if (auto found = open.find(epoch); found != open.end())
            found->second = at;
    for (const auto& [epoch, ended] : open)
        close_epoch(epoch, ended);
}

// One copy absorbs one: the copy that came now takes the place of the earlier one.
bool database::is_redelivery(std::int64_t fingerprint, row_id epoch, instant now)
{
    if (redeliverable_ == 0)
        return false;
    row_id absorbed = 0;
    {
        auto row = db_.query(
            "SELECT id, epoch, epoch_ended, received_at, late FROM redeliverable WHERE fingerprint = ? ORDER "
            "BY id",
            fingerprint);
        while (absorbed == 0 && row.step()) {
            earlier_copy copy;
            copy.epoch = row.number(1);
            if (!row.null(2))
                copy.epoch_ended = row.at(2);
            copy.received_at = row.at(3);
            copy.acknowledged_late = row.number(4) != 0;
            if (absorbs(copy, epoch, now))
                absorbed = row.number(0);
        }
    }
    if (absorbed == 0)
        return false;
    db_.run("UPDATE redeliverable SET epoch = ?, received_at = ?, late = 0, epoch_ended = NULL WHERE id = ?",
            epoch, now, absorbed);
    return true;
}

void database::acknowledged_late(row_id inbox)
{
    if (db_.run("UPDATE inbox SET late = 1 WHERE id = ? AND late = 0", inbox) == 0)
        return;
    // Its epoch may have ended before the late word came.
    const auto unsettled = milliseconds(unsettled_window).count();
    redeliverable_ += db_.run(
        "INSERT INTO redeliverable (fingerprint, epoch, received_at, late, epoch_ended) "
        "SELECT i.fingerprint, i.epoch, i.received_at, 1, e.ended_at FROM inbox i JOIN epochs e ON e.id = "
        "i.epoch "
        "WHERE i.id = ? AND i.fingerprint != 0 AND e.ended_at IS NOT NULL AND i.received_at < e.ended_at - ?",
        inbox, unsettled);
}

}  // namespace sapa::store
