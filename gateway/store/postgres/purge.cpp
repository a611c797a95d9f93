// Retention: what is too old loses its key, then its row, a small batch at a time, by one node at a time.
#include "gateway/pipeline/redelivery.hpp"
#include "gateway/store/postgres/by_time.hpp"
#include "gateway/store/postgres/database.hpp"

namespace sapa::store::pg {
namespace {

constexpr const char* only_one = "SELECT pg_try_advisory_xact_lock(7324162)::int";

}  // namespace

purge_report database::purge(instant now, const retention& kept, std::size_t most)
{
    purge_report told;
    auto& db = direct();
    if (db.value(only_one) == 0)
        return told;
    const auto limit = static_cast<std::int64_t>(most);
    told.dead_letters = drop_old_dead_letters(now, kept, limit);
    told.keys_destroyed = destroy_keys(now, kept);
    const auto before = now - std::chrono::days(kept.messages_days);
    told.messages = db.run(
        "DELETE FROM inbox WHERE id IN (SELECT id FROM inbox WHERE id < $1 AND status = 1 AND dead_letters = "
        "0 "
        "AND received_at < $2 ORDER BY id LIMIT $3)",
        first_since(db, inbox_times, inbox_end, before), before, limit);
    told.replies = db.run(
        "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE id < $1 AND status <> 0 AND dead = 0 "
        "AND "
        "created_at < $2 ORDER BY id LIMIT $3)",
        first_since(db, outbox_times, outbox_end, before), before, limit);
    // Walks through all conversations, a batch a call; who said STOP is kept by the hash alone.
    std::int64_t seen = 0;
    column idle(int8_oid);
    auto row = db.query(
        "SELECT c.id, (c.last_at < $3 AND c.stopped = 0 AND NOT EXISTS (SELECT FROM inbox i WHERE "
        "i.conversation "
        "= c.id AND i.status = 0) AND NOT EXISTS (SELECT FROM promises p WHERE p.conversation = c.id))::int "
        "FROM "
        "conversations c WHERE c.id > $1 ORDER BY c.id LIMIT $2",
        purged_conversation_, limit, now - std::chrono::days(kept.conversations_days));
    for (; row.step(); ++seen) {
        purged_conversation_ = row.number(0);
        if (row.number(1) != 0 && !conversations_.contains(row.number(0)))
            idle.add(row.number(0));
    }
    db.send("DELETE FROM preferences WHERE conversation = ANY ($1::int8[])", idle);
    told.conversations = db.run("DELETE FROM conversations WHERE id = ANY ($1::int8[])", idle);
    if (seen < limit)
        purged_conversation_ = 0;
    told.others = purge_marks(now, kept, limit);
    told.more = seen == limit || told.messages == limit || told.replies == limit || told.others >= limit ||
                told.dead_letters == limit;
    return told;
}

// A key stays as long as something unfinished needs it.
std::size_t database::destroy_keys(instant now, const retention& kept)
{
    const auto oldest = [&](instant cut, const char* unfinished) {
        auto row = db_->query(unfinished);
        return row.step() && !row.null(0) ? std::min(day_of(cut), day_of(row.at(0))) : day_of(cut);
    };
    const auto cut = now - std::chrono::days(std::min(kept.texts_days, kept.messages_days));
    const auto people_cut = day_of(now - std::chrono::days(kept.conversations_days));
    const auto questions = oldest(cut, "SELECT min(received_at) FROM inbox WHERE status = 0");
    const auto queued = oldest(cut, "SELECT min(created_at) FROM outbox WHERE status = 0");
    const auto dead = oldest(cut, "SELECT min(created_at) FROM outbox WHERE dead = 1");
    // A promise is sealed within the day before its deadline.
    const auto promised = oldest(cut, "SELECT min(deadline) - 86400000 FROM promises");
    return keys_.destroy_before(text_kind::message, questions) +
           keys_.destroy_before(text_kind::core, std::min(questions, promised)) +
           keys_.destroy_before(text_kind::part, questions) +
           keys_.destroy_before(text_kind::reply, std::min(queued, dead)) +
           keys_.destroy_before(text_kind::state, people_cut) +
           keys_.destroy_before(text_kind::sender, people_cut);
}

// Nobody looked at them in all that time: they end as an operator would end them.
std::int64_t database::drop_old_dead_letters(instant now, const retention& kept, std::int64_t limit)
{
    std::int64_t dropped = 0;
    auto row = direct().query("SELECT id FROM outbox WHERE dead = 1 AND ended_at < $1 ORDER BY id LIMIT $2",
                              now - std::chrono::days(kept.dead_letters_days), limit);
    for (; row.step(); ++dropped)
        drop(row.number(0), now);
    return dropped;
}

std::int64_t database::purge_marks(instant now, const retention& kept, std::int64_t limit)
{
    const auto ids_before = now - provider_id_kept;
    const auto messages_before = now - std::chrono::days(kept.messages_days);
    const auto reports_before = now - std::chrono::days(kept.reports_days);
    const auto audit_before = now - std::chrono::days(kept.audit_days);
    auto& db = *db_;
    auto gone = db.run(
        "DELETE FROM provider_ids WHERE hash IN (SELECT hash FROM provider_ids WHERE received_at <= $1 ORDER "
        "BY "
        "received_at LIMIT $2 FOR UPDATE SKIP LOCKED)",
        ids_before, limit);
    gone += db.run(
        "DELETE FROM sent_ids WHERE (day, hash, outbox) IN (SELECT day, hash, outbox FROM sent_ids WHERE day "
        "< $1 "
        "ORDER BY day LIMIT $2)",
        day_of(ids_before), limit);
    gone +=
        db.run("DELETE FROM reports WHERE id IN (SELECT id FROM reports WHERE at < $1 ORDER BY id LIMIT $2)",
               reports_before, limit);
    gone += db.run("DELETE FROM sms_parts WHERE received_at < $1", reports_before);
    gone += db.run("DELETE FROM known_as WHERE at < $1", now - std::chrono::days(kept.conversations_days));
    other_names_.clear();  // so that those still used are written again
    gone += db.run("DELETE FROM joined_parts WHERE at < $1", now - joined_part_known);
    gone += db.run(
        "DELETE FROM attempts WHERE id IN (SELECT id FROM (SELECT id, ended_at FROM attempts ORDER BY id "
        "LIMIT $2) "
        "AS oldest WHERE ended_at < $1)",
        messages_before, limit);
    gone += db.run("DELETE FROM epochs WHERE ended_at < $1", messages_before);
    gone += db.run(
        "DELETE FROM preference_changes WHERE id IN (SELECT id FROM (SELECT id, at FROM preference_changes "
        "ORDER "
        "BY id LIMIT $2) AS oldest WHERE at < $1)",
        audit_before, limit);
    gone += db.run(
        "DELETE FROM audit WHERE id IN (SELECT id FROM (SELECT id, at FROM audit ORDER BY id LIMIT $2) AS "
        "oldest "
        "WHERE at < $1)",
        audit_before, limit);
    return gone;
}

}  // namespace sapa::store::pg
