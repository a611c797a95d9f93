// The tables, and how an older database becomes a newer one. user_version is the number of migrations
// applied.
//
// Cost stays flat: ids rise with time, so that what is current lies on the last pages; an index exists only
// for what is unfinished; what must be found by a provider's id lies in buckets of an hour or a day.
#include "gateway/store/sqlite/schema.hpp"
#include <array>

namespace sapa::store {
namespace {

constexpr const char* first_version = R"sql(
-- key: keyed hash of channel and sender.
CREATE TABLE conversations (
    id INTEGER PRIMARY KEY, key BLOB NOT NULL, channel INTEGER NOT NULL, sender BLOB NOT NULL,
    last4 INTEGER NOT NULL, last_number INTEGER NOT NULL, state BLOB, last_at INTEGER NOT NULL,
    stopped INTEGER NOT NULL DEFAULT 0, muted_until INTEGER,
    lease_owner TEXT, lease_epoch INTEGER NOT NULL DEFAULT 0, lease_until INTEGER);

-- status: 0 in work, 1 answered, 2 promised. A row in work is counted in `last_number` of its conversation
-- only when its turn ends, so that an arrival writes no page but the last.
CREATE TABLE inbox (
    id INTEGER PRIMARY KEY, conversation INTEGER NOT NULL, number INTEGER NOT NULL, status INTEGER NOT NULL,
    account TEXT NOT NULL, message BLOB, received_at INTEGER NOT NULL, epoch INTEGER, fingerprint INTEGER,
    late INTEGER NOT NULL DEFAULT 0, ended_at INTEGER, how INTEGER, intent TEXT, trace BLOB,
    dead_letters INTEGER NOT NULL DEFAULT 0);
CREATE INDEX inbox_in_work ON inbox (id) WHERE status = 0;
CREATE INDEX inbox_late ON inbox (epoch) WHERE late = 1;

-- status: 0 queued, else 1 + outbox_end.
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY, conversation INTEGER NOT NULL, inbox INTEGER, purpose INTEGER NOT NULL,
    channel INTEGER NOT NULL, account TEXT NOT NULL, message BLOB, status INTEGER NOT NULL,
    attempts INTEGER NOT NULL, attempt_open INTEGER NOT NULL, segments_accepted INTEGER NOT NULL DEFAULT 0,
    unknowns INTEGER NOT NULL DEFAULT 0, created_at INTEGER NOT NULL, not_before INTEGER,
    attempted_at INTEGER,
    ended_at INTEGER, code TEXT, message_ids BLOB, report INTEGER, report_code TEXT, reported_at INTEGER,
    dead INTEGER NOT NULL DEFAULT 0);
CREATE INDEX outbox_queued ON outbox (id) WHERE status = 0;
CREATE INDEX outbox_dead ON outbox (id) WHERE dead = 1;

-- Attempts that did not settle their message at once; an accepted first attempt is told by its outbox row.
CREATE TABLE attempts (
    id INTEGER PRIMARY KEY, outbox INTEGER NOT NULL, number INTEGER NOT NULL, began_at INTEGER,
    ended_at INTEGER NOT NULL, what TEXT NOT NULL, code TEXT NOT NULL);

-- Keyed hashes of the providers' ids of what came in (by day) and of what we sent (by hour).
CREATE TABLE provider_ids (
    day INTEGER NOT NULL, hash BLOB NOT NULL, received_at INTEGER NOT NULL,
    PRIMARY KEY (day, hash)) WITHOUT ROWID;
CREATE TABLE sent_ids (
    hour INTEGER NOT NULL, hash INTEGER NOT NULL, outbox INTEGER NOT NULL,
    PRIMARY KEY (hour, hash, outbox)) WITHOUT ROWID;
-- Receipts and statuses that came before we knew their message.
CREATE TABLE reports (
    id INTEGER PRIMARY KEY, hash INTEGER NOT NULL, what INTEGER NOT NULL, code TEXT NOT NULL,
    at INTEGER NOT NULL);
CREATE INDEX reports_hash ON reports (hash);

CREATE TABLE sms_parts (
    id INTEGER PRIMARY KEY, set_hash INTEGER NOT NULL, number INTEGER NOT NULL, part BLOB NOT NULL,
    received_at INTEGER NOT NULL, UNIQUE (set_hash, number));

-- ended_at NULL: open. redeliverable holds copies whose epoch has ended, and those that absorbed one.
CREATE TABLE epochs (id INTEGER PRIMARY KEY, account TEXT NOT NULL, began_at INTEGER NOT NULL,
    ended_at INTEGER);
CREATE TABLE redeliverable (
    id INTEGER PRIMARY KEY, fingerprint INTEGER NOT NULL, epoch INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    late INTEGER NOT NULL, epoch_ended INTEGER);
CREATE INDEX redeliverable_fingerprint ON redeliverable (fingerprint);

CREATE TABLE promises (id INTEGER PRIMARY KEY, inbox INTEGER NOT NULL, promise BLOB NOT NULL,
    deadline INTEGER NOT NULL);
CREATE TABLE core_writes (inbox INTEGER PRIMARY KEY, question BLOB NOT NULL);

-- One row each; purge does not touch them.
CREATE TABLE ledger (
    id INTEGER PRIMARY KEY CHECK (id = 1), accepted INTEGER NOT NULL, answered INTEGER NOT NULL,
    in_work INTEGER NOT NULL, promised INTEGER NOT NULL, dead_lettered INTEGER NOT NULL,
    next_inbox INTEGER NOT NULL, next_outbox INTEGER NOT NULL);
INSERT INTO ledger VALUES (1, 0, 0, 0, 0, 0, 1, 1);
CREATE TABLE ended (how INTEGER PRIMARY KEY, turns INTEGER NOT NULL);

CREATE TABLE preferences (
    conversation INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (conversation, name)) WITHOUT ROWID;
-- Every change, for who must prove a consent: never updated.
CREATE TABLE preference_changes (
    id INTEGER PRIMARY KEY, conversation INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
    at INTEGER NOT NULL);
CREATE TABLE audit (
    id INTEGER PRIMARY KEY, at INTEGER NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, about TEXT NOT NULL,
    reason TEXT NOT NULL);
)sql";

// A conversation's messages hang on one another, so that a search needs no index.
constexpr const char* chained_messages = R"sql(
ALTER TABLE conversations ADD COLUMN last_inbox INTEGER NOT NULL DEFAULT 0;
ALTER TABLE inbox ADD COLUMN previous INTEGER NOT NULL DEFAULT 0;
)sql";

// What we sent is written in sorted runs, so that no random page is touched for each message.
constexpr const char* sent_in_runs = R"sql(
DROP TABLE sent_ids;
CREATE TABLE sent_ids (
    run INTEGER NOT NULL, hash INTEGER NOT NULL, outbox INTEGER NOT NULL,
    PRIMARY KEY (run, hash, outbox)) WITHOUT ROWID;
)sql";

// Reports in rising order: what has arrived has arrived, also where a failure is told afterwards.
constexpr const char* reports_in_order = R"sql(
UPDATE outbox SET report = CASE report WHEN 1 THEN 3 WHEN 2 THEN 4 WHEN 3 THEN 1 WHEN 4 THEN 2 ELSE 0 END
    WHERE report IS NOT NULL;
UPDATE reports SET what = CASE what WHEN 1 THEN 3 WHEN 2 THEN 4 WHEN 3 THEN 1 WHEN 4 THEN 2 ELSE 0 END;
)sql";

// Parts of long messages that were joined: keyed hashes, known for some minutes.
constexpr const char* known_joined_parts = R"sql(
CREATE TABLE joined_parts (print INTEGER PRIMARY KEY, at INTEGER NOT NULL);
CREATE INDEX joined_parts_age ON joined_parts (at);
)sql";

// WhatsApp users who came with a phone number, too. id: keyed hash; key: of that number's conversation.
constexpr const char* known_by_user_id = R"sql(
CREATE TABLE known_as (id INTEGER PRIMARY KEY, key BLOB NOT NULL, at INTEGER NOT NULL);
)sql";

// Conversations are numbered as they come; ids of providers and hashes of senders are written in batches; the
// state after a question may stand in its row.
constexpr const char* numbered_conversations = R"sql(
CREATE TABLE conversation_index (hash INTEGER PRIMARY KEY, conversation INTEGER NOT NULL, last_inbox INTEGER NOT NULL);
INSERT INTO conversation_index SELECT id, id, 0 FROM conversations;
ALTER TABLE inbox ADD COLUMN state BLOB;
ALTER TABLE ledger ADD COLUMN next_conversation INTEGER NOT NULL DEFAULT 1;
ALTER TABLE ledger ADD COLUMN conversations_indexed INTEGER NOT NULL DEFAULT 1;
ALTER TABLE ledger ADD COLUMN batches_upto INTEGER NOT NULL DEFAULT 1;
UPDATE ledger SET next_conversation = 1 + max(
    (SELECT coalesce(max(id), 0) FROM conversations),
    (SELECT coalesce(max(conversation), 0) FROM inbox WHERE status = 0));
UPDATE ledger SET conversations_indexed = next_conversation, batches_upto =
    coalesce((SELECT min(id) FROM inbox WHERE status = 0), next_inbox);
DROP INDEX inbox_in_work;  -- what is in work is never before batches_upto
)sql";

constexpr std::array migrations{first_version,      chained_messages, sent_in_runs,          reports_in_order,
                                known_joined_parts, known_by_user_id, numbered_conversations};

int version_of(connection& db) { return static_cast<int>(db.value("PRAGMA user_version")); }

[[noreturn]] void refuse(int found)
{
    throw std::runtime_error("store: the database has schema " + std::to_string(found) +
                             ", this program knows " + std::to_string(schema_version()) +
                             (found > schema_version()
                                  ? ": a newer Sapa wrote it; start that one, or restore a back-up"
                                  : ": start `sapa serve` once to bring it up to date"));
}

}  // namespace

int schema_version() { return static_cast<int>(migrations.size()); }

void require_current(connection& db)
{
    if (const int found = version_of(db); found != schema_version())
        refuse(found);
}

void migrate(connection& db)
{
    const int found = version_of(db);
    if (found > schema_version())
        refuse(found);
    if (found == schema_version())
        return;
    db.execute("BEGIN IMMEDIATE");
    for (auto at = static_cast<std::size_t>(found); at < migrations.size(); ++at)
        db.execute(migrations[at]);
    db.execute("PRAGMA user_version = " + std::to_string(schema_version()));
    db.execute("COMMIT");
}

}  // namespace sapa::store
