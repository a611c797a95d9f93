// Attempts to send, and what became of them.
#include <algorithm>
#include "gateway/store/bytes.hpp"
#include "gateway/store/sqlite/database.hpp"

namespace sapa::store {
namespace {

constexpr const char* end_words[]{"accepted", "refused", "expired", "dropped", "unknown", "replaced"};

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
    const std::optional<instant> ended = result.ended ? std::optional(result.now) : std::nullopt;
    const std::optional<instant> not_before = result.ended ? std::nullopt : std::optional(result.retry_at);
    if (db_.run("UPDATE outbox SET status = ?1, attempt_open = 0, ended_at = ?2, not_before = ?3, code = ?4, "
                "segments_accepted = segments_accepted + ?5, unknowns = unknowns + ?6, dead = ?7, "
                "message_ids = CASE WHEN message_ids IS NULL THEN ?8 WHEN ?8 IS NULL THEN message_ids "
                "ELSE CAST(message_ids || ?8 AS BLOB) END WHERE id = ?9 AND status = 0",
                status, ended, not_before, result.code, result.message_ids.size(), result.was_unknown,
                result.dead_letter, as_blob(sealed_ids(result)), result.outbox) == 0)
        throw store_refused("store: no queued message has this id");
    if (result.ended != outbox_end::accepted)
        db_.run(
            "INSERT INTO attempts (outbox, number, began_at, ended_at, what, code) "
            "SELECT id, attempts, attempted_at, ?, ?, ? FROM outbox WHERE id = ?",
            result.now, std::string_view(word_of(result)), result.code, result.outbox);
    if (result.dead_letter)
        if (const auto inbox = db_.value("SELECT inbox FROM outbox WHERE id = ?", result.outbox); inbox != 0)
            mark_dead(inbox, 1);
    for (const auto& id : result.message_ids)
        note_sent(result.outbox, id, result.now);
}

// The question of the message that is to be replaced.
row_id database::replaceable(row_id outbox)
{
    auto row = db_.query("SELECT inbox FROM outbox WHERE id = ? AND status != ?", outbox,
                         1 + static_cast<int>(outbox_end::replaced));
    if (!row.step())
        throw store_refused("store: the message to be replaced is not known or was replaced before");
    return row.number(0);
}

void database::end_replaced(const turn& done)
{
    const auto outbox = done.replaces->outbox;
    db_.run(
        "INSERT INTO attempts (outbox, number, began_at, ended_at, what, code) "
        "SELECT id, attempts, attempted_at, ?, ?, ? FROM outbox WHERE id = ?",
        done.now, std::string_view("replaced"), done.replaces->code, outbox);
    const bool dead = db_.value("SELECT dead FROM outbox WHERE id = ?", outbox) != 0;
    db_.run("UPDATE outbox SET status = ?, attempt_open = 0, dead = 0, ended_at = ?, code = ? WHERE id = ?",
            1 + static_cast<int>(outbox_end::replaced), done.now, done.replaces->code, outbox);
    if (dead)
        if (const auto inbox = db_.value("SELECT inbox FROM outbox WHERE id = ?", outbox); inbox != 0)
            mark_dead(inbox, -1);
}

// The provider's ids, exactly: a sealed list with its length before it, so that a later attempt adds its own.
std::optional<std::string> database::sealed_ids(const attempt_result& result)
{
    if (result.message_ids.empty())
        return std::nullopt;
    byte_writer exact;
    for (const auto& id : result.message_ids)
        exact.text(id);
    byte_writer framed;
    framed.text(keys_.seal(text_kind::reply, result.now, exact.take()));
    return framed.take();
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
