#include "gateway/store/postgres/group_writes.hpp"

namespace sapa::store::pg {
namespace {

constexpr oid number = int8_oid, text = text_oid, bytes = bytea_oid;

constexpr const char* put_conversation_arrivals =
    "UPDATE conversations c SET last_number = u.number, last_inbox = u.inbox, owner = u.owner, last_at = "
    "u.at, "
    "sender = coalesce(u.sender, c.sender) FROM unnest($1::int8[], $2::int8[], $3::int8[], $4::int8[], "
    "$5::int8[], $6::bytea[]) AS u(id, number, inbox, owner, at, sender) WHERE c.id = u.id";
constexpr const char* put_inbox_new =
    "INSERT INTO inbox (id, conversation, number, status, account, message, received_at, epoch, fingerprint, "
    "previous) SELECT u.id, u.conversation, u.number, 0, u.account, u.message, u.at, u.epoch, u.print, "
    "u.previous FROM unnest($1::int8[], $2::int8[], $3::int8[], $4::text[], $5::bytea[], $6::int8[], "
    "$7::int8[], $8::int8[], $9::int8[]) AS u(id, conversation, number, account, message, at, epoch, print, "
    "previous)";
constexpr const char* put_copies_new =
    "INSERT INTO copies (id, fingerprint, epoch, received_at) SELECT * FROM unnest($1::int8[], $2::int8[], "
    "$3::int8[], $4::int8[])";
constexpr const char* put_handed_new =
    "INSERT INTO handed (inbox, conversation, owner) SELECT * FROM unnest($1::int8[], $2::int8[], "
    "$3::int8[])";
// By id alone: with "status = 0" the planner would go through all that is in work for each group.
constexpr const char* put_inbox_ended =
    "UPDATE inbox i SET status = u.status, ended_at = u.at, how = u.how, intent = u.intent, trace = u.trace "
    "FROM unnest($1::int8[], $2::int8[], $3::int8[], $4::int8[], $5::text[], $6::bytea[]) AS u(id, status, "
    "at, "
    "how, intent, trace) WHERE i.id = u.id";
constexpr const char* put_conversation_states =
    "UPDATE conversations c SET state = u.state FROM unnest($1::int8[], $2::bytea[]) AS u(id, state) WHERE "
    "c.id = u.id";
constexpr const char* put_writes_gone = "DELETE FROM core_writes WHERE inbox = ANY ($1::int8[])";
constexpr const char* put_promises_new =
    "INSERT INTO promises (id, inbox, conversation, promise, deadline) SELECT * FROM unnest($1::int8[], "
    "$2::int8[], $3::int8[], $4::bytea[], $5::int8[])";
constexpr const char* put_outbox_new =
    "INSERT INTO outbox (id, conversation, inbox, purpose, channel, account, message, status, attempts, "
    "attempt_open, segments_accepted, unknowns, created_at, not_before, attempted_at, ended_at, code, "
    "message_ids, dead, owner) SELECT * FROM unnest($1::int8[], $2::int8[], $3::int8[], $4::int8[], "
    "$5::int8[], $6::text[], $7::bytea[], $8::int8[], $9::int8[], $10::int8[], $11::int8[], $12::int8[], "
    "$13::int8[], $14::int8[], $15::int8[], $16::int8[], $17::text[], $18::bytea[], $19::int8[], "
    "$20::int8[])";
constexpr const char* put_outbox_changed =
    "UPDATE outbox o SET status = u.status, attempts = u.attempts, attempt_open = u.open, segments_accepted "
    "= "
    "u.segments, unknowns = u.unknowns, not_before = u.not_before, attempted_at = u.attempted, ended_at = "
    "u.ended, code = u.code, message_ids = u.ids, dead = u.dead FROM unnest($1::int8[], $2::int8[], "
    "$3::int8[], $4::int8[], $5::int8[], $6::int8[], $7::int8[], $8::int8[], $9::int8[], $10::text[], "
    "$11::bytea[], $12::int8[]) AS u(id, status, attempts, open, segments, unknowns, not_before, attempted, "
    "ended, code, ids, dead) WHERE o.id = u.id";
constexpr const char* put_attempts_new =
    "INSERT INTO attempts (outbox, number, began_at, ended_at, what, code) SELECT * FROM unnest($1::int8[], "
    "$2::int8[], $3::int8[], $4::int8[], $5::text[], $6::text[])";
constexpr const char* put_sent_new =
    "INSERT INTO sent_ids (day, hash, outbox) SELECT * FROM unnest($1::int8[], $2::int8[], $3::int8[]) ON "
    "CONFLICT DO NOTHING";
// Receipts that came before we knew their message. The strongest word counts: "sent" may come after
// "delivered", a failure stays; a word that it arrived settles an unknown outcome (status 5).
constexpr const char* put_sent_reported =
    "WITH sent AS (SELECT * FROM unnest($1::int8[], $2::int8[]) AS u(hash, outbox)), gone AS (DELETE FROM "
    "reports r USING sent WHERE r.hash = sent.hash RETURNING sent.outbox, r.what, r.code, r.at) UPDATE "
    "outbox "
    "o SET report = greatest(coalesce(o.report, 0), f.what), report_code = f.code, reported_at = f.at, "
    "status "
    "= CASE WHEN o.status = 5 AND f.what IN (0, 3, 4) THEN 1 ELSE o.status END FROM (SELECT outbox, "
    "max(what) AS "
    "what, "
    "(array_agg(code ORDER BY what DESC))[1] AS code, max(at) AS at FROM gone GROUP BY outbox) f WHERE o.id "
    "= "
    "f.outbox";
constexpr const char* put_reports =
    "WITH told AS (SELECT * FROM unnest($1::int8[], $2::int8[], $3::int8[], $4::text[], $5::int8[], "
    "$6::int8[]) AS u(ref, hash, what, code, at, day)), found AS (SELECT told.*, coalesce((SELECT o.id FROM "
    "outbox o WHERE o.id = told.ref), (SELECT s.outbox FROM sent_ids s WHERE s.hash = told.hash AND s.day IN "
    "(told.day, told.day - 1, told.day + 1, told.day - 2, told.day - 3, told.day - 4, told.day - 5, told.day "
    "- "
    "6, told.day - 7, told.day - 8) ORDER BY s.day DESC, s.outbox DESC LIMIT 1)) AS target FROM told), "
    "parked "
    "AS (INSERT INTO reports (hash, what, code, at) SELECT hash, what, code, at FROM found WHERE target IS "
    "NULL AND hash >= 0) UPDATE outbox o SET report = greatest(coalesce(o.report, 0), f.what), report_code = "
    "f.code, reported_at = f.at, status = CASE WHEN o.status = 5 AND f.arrived = 1 THEN 1 ELSE o.status END "
    "FROM (SELECT target, max(what) AS what, (array_agg(code ORDER BY what DESC))[1] AS code, max(at) AS at, "
    "max(CASE WHEN what IN (0, 3, 4) THEN 1 ELSE 0 END) AS arrived FROM found WHERE target IS NOT NULL GROUP "
    "BY "
    "target) f WHERE o.id = f.target";
constexpr const char* put_notified = "SELECT pg_notify('sapa', u.whom) FROM unnest($1::text[]) AS u(whom)";

}  // namespace

// One row a member of group_writes::table, in its order.
std::vector<bulk> group_writes::tables()
{
    return {
        {put_conversation_arrivals, {number, number, number, number, number, bytes}},
        {put_inbox_new, {number, number, number, text, bytes, number, number, number, number}},
        {put_copies_new, {number, number, number, number}},
        {put_handed_new, {number, number, number}},
        {put_inbox_ended, {number, number, number, number, text, bytes}},
        {put_conversation_states, {number, bytes}},
        {put_writes_gone, {number}},
        {put_promises_new, {number, number, number, bytes, number}},
        {put_outbox_new, {number, number, number, number, number, text,   bytes, number, number, number,
                          number, number, number, number, number, number, text,  bytes,  number, number}},
        {put_outbox_changed,
         {number, number, number, number, number, number, number, number, number, text, bytes, number}},
        {put_attempts_new, {number, number, number, number, text, text}},
        {put_sent_new, {number, number, number}},
        {put_sent_reported, {number, number}},
        {put_reports, {number, number, number, text, number, number}},
        {put_notified, {text}},
    };
}

void group_needs::clear()
{
    known.clear();
    known_ids.clear();
    for (auto* one : {&provider_hashes, &provider_times, &conversations, &keys, &channels, &senders, &last4s,
                      &times, &fingerprints, &in_turn, &reported, &reported_hashes})
        one->clear();
}

void group_writes::send(connection& db)
{
    for (auto& one : all_)
        one.send(db);
}

void group_writes::clear()
{
    for (auto& one : all_)
        one.clear();
}

void group_writes::insert(std::int64_t id, const reply_row& row, std::int64_t owner)
{
    of(outbox_new)
        .add(id, row.conversation, row.inbox, row.purpose, row.channel, row.account, as_blob(row.sealed),
             row.status, row.attempts, row.open, row.segments, row.unknowns, row.created, row.not_before,
             row.attempted, row.ended, row.code, as_blob(row.message_ids), row.dead, owner);
}

void group_writes::update(std::int64_t id, const reply_row& row)
{
    of(outbox_changed)
        .add(id, row.status, row.attempts, row.open, row.segments, row.unknowns, row.not_before,
             row.attempted, row.ended, row.code, as_blob(row.message_ids), row.dead);
}

}  // namespace sapa::store::pg
