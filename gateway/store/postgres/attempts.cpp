// Attempts to send, what became of them, and what the providers report later.
#include <algorithm>
#include "gateway/pipeline/reference.hpp"
#include "gateway/store/bytes.hpp"
#include "gateway/store/postgres/database.hpp"

namespace sapa::store::pg {
namespace {

constexpr const char* end_words[]{"accepted", "refused", "expired", "dropped", "unknown", "replaced"};

const char* word_of(const attempt_result& result)
{
    if (result.ended)
        return end_words[static_cast<std::size_t>(*result.ended)];
    return result.was_unknown ? "unknown" : "retry";
}

constexpr const char* lock_outbox =
    "SELECT FROM outbox WHERE id IN (SELECT unnest($1::int8[]) UNION SELECT outbox FROM sent_ids WHERE hash "
    "= "
    "ANY ($2::int8[]) AND day IN ($3, $3 - 1, $3 + 1, $3 - 2, $3 - 3, $3 - 4, $3 - 5, $3 - 6, $3 - 7, $3 - "
    "8)) "
    "ORDER BY id FOR UPDATE";

constexpr int replaced = 1 + static_cast<int>(outbox_end::replaced);

}  // namespace

// Throws store_refused where this node has no such queued message.
reply_row& database::change_reply(row_id outbox)
{
    const auto at = replies_.find(outbox);
    if (at == replies_.end() || at->second.status != 0)
        throw store_refused("store: no queued message here has this id");
    undo([this, outbox, before = at->second] { replies_[outbox] = before; });
    if (!std::exchange(at->second.changed, true))
        changed_replies_.push_back(outbox);
    return at->second;
}

void database::gather_replies()
{
    std::ranges::sort(changed_replies_);
    lock_reported();
    for (const auto id : changed_replies_) {
        auto& row = replies_.at(id);
        if (!std::exchange(row.changed, false))
            continue;
        if (std::exchange(row.stored, true))
            writes_.update(id, row);
        else
            writes_.insert(id, row, self_.epoch);
        row.sealed.clear();
    }
}

// A receipt may come to any node, while the one that sent the message ends its attempt.
void database::lock_reported()
{
    if (needs_.reported.empty() && needs_.reported_hashes.empty())
        return;
    for (const auto id : changed_replies_)
        if (const auto& row = replies_.at(id); row.changed && row.stored)
            needs_.reported.add(id);
    db_->send(lock_outbox, needs_.reported, needs_.reported_hashes, needs_.reported_day);
    needs_.reported.clear();
    needs_.reported_hashes.clear();
}

void database::begin_attempt(row_id outbox, std::int64_t lease_epoch, instant now)
{
    refuse_stale(lease_epoch);
    auto& row = change_reply(outbox);
    ++row.attempts;
    row.open = true;
    row.attempted = now;
}

void database::end_attempt(const attempt_result& result)
{
    refuse_stale(result.lease_epoch);
    auto& row = change_reply(result.outbox);
    row.status = result.ended ? 1 + static_cast<int>(*result.ended) : 0;
    row.open = false;
    row.ended = result.ended ? std::optional(result.now) : std::nullopt;
    row.not_before = result.ended ? std::nullopt : std::optional(result.retry_at);
    row.code = result.code;
    row.segments += static_cast<int>(result.message_ids.size());
    row.unknowns += result.was_unknown ? 1 : 0;
    row.dead = result.dead_letter;
    if (const auto sealed = sealed_ids(result))
        row.message_ids = row.message_ids.value_or("") + *sealed;
    if (result.ended != outbox_end::accepted)
        writes_.of(group_writes::attempts_new)
            .add(result.outbox, row.attempts, row.attempted, result.now, std::string_view(word_of(result)),
                 result.code);
    for (const auto& id : result.message_ids) {
        const auto hash = keys_.hash64("sent", id);
        writes_.of(group_writes::sent_new).add(day_of(result.now), hash, result.outbox);
        writes_.of(group_writes::sent_reported).add(hash, result.outbox);
    }
    if (result.dead_letter && row.inbox != 0)
        mark_dead(row.inbox, 1);
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
    auto row = direct().query(
        "UPDATE inbox SET dead_letters = dead_letters + $2 WHERE id = $1 RETURNING status, dead_letters",
        inbox, change);
    if (!row.step() || row.number(0) != 1)
        return;
    const auto standing_with = [](std::int64_t dead) {
        return dead > 0 ? standing::dead_lettered : standing::answered;
    };
    count(standing_with(row.number(1) - change), -1);
    count(standing_with(row.number(1)), 1);
}

// Found by our own reference, by the provider's id, or parked until their message is known.
void database::note_report(const delivery_report& report)
{
    auto hash = report.message_id.empty() ? -1 : keys_.hash64("sent", report.message_id);
    auto rows = rows_of(report.reference);
    if (rows.empty())
        rows.push_back(0);
    for (const auto outbox : rows) {
        if (outbox != 0)
            needs_.reported.add(outbox);
        if (hash >= 0)
            needs_.reported_hashes.add(hash);
        writes_.of(group_writes::reports)
            .add(outbox, std::exchange(hash, -1), report.what, report.code, report.at, day_of(report.at));
    }
    needs_.reported_day = day_of(report.at);
}

std::vector<unsent> database::find_failed(const delivery_report& report)
{
    auto& db = direct();
    auto rows = rows_of(report.reference);
    if (rows.empty() && !report.message_id.empty())
        rows.push_back(
            db.value("SELECT outbox FROM sent_ids WHERE hash = $1 AND day BETWEEN $2 - 8 AND $2 + 1 "
                     "ORDER BY day DESC, outbox DESC LIMIT 1",
                     keys_.hash64("sent", report.message_id), day_of(report.at)));
    std::vector<unsent> found;
    for (const auto outbox : rows) {
        auto row = db.query(
            "SELECT id, conversation, message, attempts, attempt_open, segments_accepted, not_before FROM "
            "outbox "
            "WHERE id = $1 AND status IN ($2, $3) AND report = $4",
            outbox, 1 + static_cast<int>(outbox_end::accepted), 1 + static_cast<int>(outbox_end::unknown),
            delivery_report::state::failed);
        if (row.step())
            if (auto one = read_unsent(row, false))
                found.push_back(std::move(*one));
    }
    return found;
}

// The question of the message that is to be replaced.
row_id database::replaceable(row_id outbox)
{
    auto row = direct().query("SELECT inbox FROM outbox WHERE id = $1 AND status <> $2 FOR UPDATE", outbox,
                              replaced);
    if (!row.step())
        throw store_refused("store: the message to be replaced is not known or was replaced before");
    return row.number(0);
}

void database::end_replaced(const turn& done)
{
    const auto outbox = done.replaces->outbox;
    auto row = direct().query(
        "WITH gone AS (SELECT id, attempts, attempted_at, dead, inbox FROM outbox WHERE id = $1), told AS "
        "(INSERT "
        "INTO attempts (outbox, number, began_at, ended_at, what, code) SELECT id, attempts, attempted_at, "
        "$2, "
        "'replaced', $3::text FROM gone) UPDATE outbox o SET status = $4, attempt_open = 0, dead = 0, "
        "ended_at = "
        "$2, code = $3::text FROM gone WHERE o.id = gone.id RETURNING gone.dead, gone.inbox",
        outbox, done.now, done.replaces->code, replaced);
    const bool dead = row.step() && row.number(0) != 0;
    if (const auto at = replies_.find(outbox); at != replies_.end()) {
        undo([this, outbox, before = at->second] { replies_[outbox] = before; });
        at->second.status = replaced;
        changed_replies_.push_back(outbox);
    }
    if (dead && row.number(1) != 0)
        mark_dead(row.number(1), -1);
}

}  // namespace sapa::store::pg
