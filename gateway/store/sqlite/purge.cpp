// Retention: what is too old loses its key, then its row, a small batch at a time.
#include "gateway/pipeline/redelivery.hpp"
#include "gateway/store/sqlite/by_time.hpp"
#include "gateway/store/sqlite/database.hpp"

namespace sapa::store {
purge_report database::purge(instant now, const retention& kept, std::size_t most)
{
    const auto limit = static_cast<std::int64_t>(most);
    purge_report told;
    keep_provider_ids();  // while the texts that tell them can be read
    told.dead_letters = drop_old_dead_letters(now, kept, limit);
    told.keys_destroyed = destroy_keys(now, kept);
    const auto messages_before = now - std::chrono::days(kept.messages_days);
    static const std::string old =
        "FROM inbox WHERE id < ?1 AND status = 1 AND dead_letters = 0 AND received_at < ?2 ORDER BY id LIMIT "
        "?3)";
    // The state that only such a message tells goes into its conversation's row.
    static const auto keep_states =
        "UPDATE conversations SET state = i.state, last_number = i.number, last_inbox = i.id, last_at = "
        "i.ended_at FROM (SELECT conversation, max(id) AS id, number, state, ended_at FROM (SELECT * " +
        old +
        " WHERE state IS NOT NULL GROUP BY conversation) AS i WHERE conversations.id = i.conversation AND "
        "conversations.last_inbox < i.id";
    static const auto delete_old = "DELETE FROM inbox WHERE id IN (SELECT id " + old;
    const auto oldest_kept =
        first_since(db_, inbox_times, 0, next_inbox_, messages_before + std::chrono::minutes(1));
    db_.run(keep_states.c_str(), oldest_kept, messages_before, limit);
    told.messages = db_.run(delete_old.c_str(), oldest_kept, messages_before, limit);
    told.replies = db_.run(
        "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE id < ? AND status != 0 AND dead = 0 "
        "AND created_at < ? ORDER BY id LIMIT ?)",
        first_since(db_, outbox_times, 0, next_outbox_, messages_before + std::chrono::minutes(1)),
        messages_before, limit);
    const auto batch_full =
        purge_conversations(now - std::chrono::days(kept.conversations_days), limit, told);
    told.others = purge_marks(now, kept, limit);
    told.more = batch_full || told.messages == limit || told.replies == limit || told.others >= limit ||
                told.dead_letters == limit;
    return told;
}

// A key stays as long as something unfinished needs it.
std::size_t database::destroy_keys(instant now, const retention& kept)
{
    const auto oldest = [&](instant cut, const char* unfinished) {
        auto row = db_.query(unfinished);
        return row.step() && !row.null(0) ? std::min(day_of(cut), day_of(row.at(0))) : day_of(cut);
    };
    const auto cut = now - std::chrono::days(std::min(kept.texts_days, kept.messages_days));
    const auto people_cut = day_of(now - std::chrono::days(kept.conversations_days));
    const auto questions = oldest(
        cut,
        "SELECT min(received_at) FROM inbox WHERE id >= (SELECT batches_upto FROM ledger) AND status = 0");
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
    std::vector<row_id> old;
    {
        auto row = db_.query("SELECT id FROM outbox WHERE dead = 1 AND ended_at < ? LIMIT ?",
                             now - std::chrono::days(kept.dead_letters_days), limit);
        while (row.step())
            old.push_back(row.number(0));
    }
    for (const auto outbox : old)
        drop(outbox, now);
    return static_cast<std::int64_t>(old.size());
}

// Walks through all conversations, a batch a call; who said STOP is kept by the hash alone. true: not at the
// end.
bool database::purge_conversations(instant before, std::int64_t limit, purge_report& told)
{
    std::vector<std::pair<row_id, std::string>> idle;
    std::int64_t seen = 0;
    {
        auto row =
            db_.query("SELECT id, last_at, stopped, key FROM conversations WHERE id > ? ORDER BY id LIMIT ?",
                      purged_conversation_, limit);
        for (; row.step(); ++seen) {
            purged_conversation_ = row.number(0);
            if (row.at(1) < before && row.number(2) == 0 && !conversations_.contains(row.number(0)))
                idle.emplace_back(row.number(0), row.text(3));
        }
    }
    for (const auto& [id, key] : idle) {
        const auto place = place_of(id, key);
        // The row knows the first message of a day only.
        if (db_.value("SELECT coalesce((SELECT ended_at FROM inbox WHERE id = ?), 0)", place.last_inbox) >=
            before.time_since_epoch().count())
            continue;
        forget_conversation(place);
        ++told.conversations;
    }
    if (seen == limit)
        return true;
    purged_conversation_ = 0;
    return false;
}

std::int64_t database::purge_marks(instant now, const retention& kept, std::int64_t limit)
{
    const auto ids_before = now - provider_id_kept;
    const auto messages_before = now - std::chrono::days(kept.messages_days);
    const auto reports_before = now - std::chrono::days(kept.reports_days);
    const auto audit_before = now - std::chrono::days(kept.audit_days);
    auto gone = db_.run(
        "DELETE FROM provider_ids WHERE (day, hash) IN (SELECT day, hash FROM provider_ids WHERE day < ? "
        "LIMIT ?)",
        day_of(ids_before), limit);
    gone += db_.run(
        "DELETE FROM sent_ids WHERE (run, hash, outbox) IN (SELECT run, hash, outbox FROM sent_ids "
        "WHERE run < ? LIMIT ?)",
        ids_before, limit);
    const auto parked =
        db_.run("DELETE FROM reports WHERE id IN (SELECT id FROM reports WHERE at < ? ORDER BY id LIMIT ?)",
                reports_before, limit);
    parked_reports_ -= parked;
    gone += parked;
    gone +=
        db_.run("DELETE FROM sms_parts WHERE id IN (SELECT id FROM sms_parts WHERE received_at < ? LIMIT ?)",
                reports_before, limit);
    gone += db_.run(
        "DELETE FROM attempts WHERE id IN (SELECT id FROM (SELECT id, ended_at FROM attempts ORDER BY id "
        "LIMIT ?) "
        "WHERE ended_at < ?)",
        limit, messages_before);
    gone += db_.run("DELETE FROM epochs WHERE ended_at < ?", messages_before);
    gone += db_.run(
        "DELETE FROM preference_changes WHERE id IN (SELECT id FROM (SELECT id, at FROM preference_changes "
        "ORDER BY id LIMIT ?) WHERE at < ?)",
        limit, audit_before);
    gone += db_.run(
        "DELETE FROM audit WHERE id IN (SELECT id FROM (SELECT id, at FROM audit ORDER BY id LIMIT ?) WHERE "
        "at < ?)",
        limit, audit_before);
    gone += db_.run("DELETE FROM known_as WHERE at < ?", now - std::chrono::days(kept.conversations_days));
    const auto oldest_run = db_.value("SELECT coalesce(min(run), 0) FROM sent_ids");
    std::erase_if(sent_runs_, [&](std::int64_t run) { return run < oldest_run; });
    oldest_id_day_ = db_.value("SELECT coalesce(min(day), 0) FROM provider_ids");
    forget_redeliverable(now);
    return gone;
}

}  // namespace sapa::store
