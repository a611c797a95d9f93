// Attempts to send, and what became of them.
#include <algorithm>
#include "gateway/store/bytes.hpp"
#include "gateway/store/database.hpp"

namespace sapa::store {
namespace {

constexpr const char* end_words[]{"accepted", "refused", "expired", "dropped", "unknown"};

const char* word_of(const attempt_result& result)
{
    if (result.ended)
        return end_words[static_cast<std::size_t>(*result.ended)];
    return result.was_unknown ? "unknown" : "retry";
}

}  // namespace

void database::begin_attempt(row_id outbox, std::int64_t lease_epoch, instant now)
{
    if (lease_epoch != 0)
        throw store_refused("store: the lease of the conversation went to another node");
    if (db_.run("UPDATE outbox SET attempts = attempts + 1, attempt_open = 1, attempted_at = ? "
                "WHERE id = ? AND status = 0",
                now, outbox) == 0)
        throw store_refused("store: no queued message has this id");
}

void database::end_attempt(const attempt_result& result)
{
    if (result.lease_epoch != 0)
        throw store_refused("store: the lease of the conversation went to another node");
    const int status = result.ended ? 1 + static_cast<int>(*result.ended) : 0;
    row_id inbox = 0;
    channel_type via{};
    {
        const std::optional<instant> ended = result.ended ? std::optional(result.now) : std::nullopt;
        const std::optional<instant> not_before =
            result.ended ? std::nullopt : std::optional(result.retry_at);
        auto row = db_.query(
            "UPDATE outbox SET status = ?1, attempt_open = 0, ended_at = ?2, not_before = ?3, code = ?4, "
            "segments_accepted = segments_accepted + ?5, unknowns = unknowns + ?6, dead = ?7 "
            "WHERE id = ?8 AND status = 0 RETURNING inbox, channel",
            status, ended, not_before, result.code, result.message_ids.size(), result.was_unknown,
            result.dead_letter, result.outbox);
        if (!row.step())
            throw store_refused("store: no queued message has this id");
        inbox = row.number(0);
        via = static_cast<channel_type>(row.number(1));
        row.step();
    }
    if (result.ended != outbox_end::accepted)
        db_.run(
            "INSERT INTO attempts (outbox, number, began_at, ended_at, what, code) "
            "SELECT id, attempts, attempted_at, ?, ?, ? FROM outbox WHERE id = ?",
            result.now, std::string_view(word_of(result)), result.code, result.outbox);
    if (result.dead_letter && inbox != 0)
        mark_dead(inbox, 1);
    if (!result.message_ids.empty())
        note_message_ids(result.outbox, via, result.message_ids, result.now);
}

void database::note_message_ids(row_id outbox, channel_type via, const std::vector<std::string>& ids,
                                instant now)
{
    byte_writer exact;
    const auto hour = std::chrono::floor<std::chrono::hours>(now.time_since_epoch()).count();
    if (oldest_sent_hour_ == 0 || hour < oldest_sent_hour_)
        oldest_sent_hour_ = hour;
    for (const auto& id : ids) {
        exact.text(id);
        const auto hash = keys_.hash64(to_string(via), id);
        db_.run("INSERT OR IGNORE INTO sent_ids VALUES (?, ?, ?)", hour, hash, outbox);
        if (parked_reports_ > 0)
            match_parked(outbox, hash);
    }
    // Each sealed list with its length before it: a later attempt adds its own.
    byte_writer framed;
    framed.text(keys_.seal(text_kind::reply, now, exact.take()));
    db_.run("UPDATE outbox SET message_ids = CAST(coalesce(message_ids, x'') || ? AS BLOB) WHERE id = ?",
            as_blob(framed.take()), outbox);
}

// Moves its question in the ledger where this is its first dead letter or was its last.
void database::mark_dead(row_id inbox, int change)
{
    const auto before = standing_of(inbox);
    db_.run("UPDATE inbox SET dead_letters = dead_letters + ? WHERE id = ?", change, inbox);
    count(before, -1);
    count(standing_of(inbox), 1);
}

}  // namespace sapa::store
