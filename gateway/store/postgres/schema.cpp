// The tables on PostgreSQL. The same meaning as SQLite's (gateway/store/sqlite/schema.cpp); what differs is
// what several nodes need: owners, a ledger row a node, hand-overs, copies for redelivery as they come.
//
// A migration only adds (a table, a column with a default), so that nodes of the version before go on; one
// that cannot raises `oldest`, and programs older than that are refused.
#include "gateway/store/postgres/schema.hpp"
#include <array>

namespace sapa::store::pg {
namespace {

constexpr const char* first_version = R"sql(
-- Who lives: a row a node, its lease by this server's clock. epoch names one run of one node.
CREATE TABLE nodes (
    slot int PRIMARY KEY, epoch bigint NOT NULL, beaten timestamptz NOT NULL, until timestamptz NOT NULL);
CREATE SEQUENCE node_epochs;
-- A row a slot: its part of the sums, and the fence: a group holds its row's lock and finds its own epoch in
-- it, or nothing of the group holds. epoch 0: nobody. last_group tells what became of an unknown COMMIT.
CREATE TABLE ledger (
    slot int PRIMARY KEY, epoch bigint NOT NULL DEFAULT 0, last_group bigint NOT NULL DEFAULT 0,
    last_id bigint NOT NULL DEFAULT 0, accepted bigint NOT NULL DEFAULT 0, answered bigint NOT NULL DEFAULT 0,
    in_work bigint NOT NULL DEFAULT 0, promised bigint NOT NULL DEFAULT 0,
    dead_lettered bigint NOT NULL DEFAULT 0) WITH (fillfactor = 10);
CREATE TABLE ended (
    slot int NOT NULL, how smallint NOT NULL, turns bigint NOT NULL, PRIMARY KEY (slot, how))
    WITH (fillfactor = 10);

-- owner: the epoch of the node that serves it, as long as something of it is unfinished.
CREATE TABLE conversations (
    id bigint PRIMARY KEY, key bytea NOT NULL, channel smallint NOT NULL, sender bytea NOT NULL,
    last4 bigint NOT NULL, last_number bigint NOT NULL DEFAULT 0, last_inbox bigint NOT NULL DEFAULT 0,
    state bytea, last_at bigint NOT NULL, stopped smallint NOT NULL DEFAULT 0, muted_until bigint,
    owner bigint NOT NULL DEFAULT 0) WITH (fillfactor = 60);
CREATE INDEX conversations_last4 ON conversations (last4);

-- status: 0 in work, 1 answered, 2 promised.
CREATE TABLE inbox (
    id bigint PRIMARY KEY, conversation bigint NOT NULL, number bigint NOT NULL, status smallint NOT NULL,
    account text NOT NULL, message bytea, received_at bigint NOT NULL, epoch bigint NOT NULL DEFAULT 0,
    fingerprint bigint NOT NULL DEFAULT 0, ended_at bigint, how smallint, intent text, trace bytea,
    dead_letters int NOT NULL DEFAULT 0, previous bigint NOT NULL DEFAULT 0);
CREATE INDEX inbox_in_work ON inbox (conversation) WHERE status = 0;
-- Questions that came to another node than their conversation's owner, which has not taken them up yet.
CREATE TABLE handed (inbox bigint PRIMARY KEY, conversation bigint NOT NULL, owner bigint NOT NULL);
CREATE INDEX handed_conversation ON handed (conversation);

-- status: 0 queued, else 1 + outbox_end. owner: the epoch of the node that sends it.
CREATE TABLE outbox (
    id bigint PRIMARY KEY, conversation bigint NOT NULL, inbox bigint NOT NULL, purpose smallint NOT NULL,
    channel smallint NOT NULL, account text NOT NULL, message bytea, status smallint NOT NULL,
    attempts int NOT NULL, attempt_open smallint NOT NULL, segments_accepted int NOT NULL DEFAULT 0,
    unknowns int NOT NULL DEFAULT 0, created_at bigint NOT NULL, not_before bigint, attempted_at bigint,
    ended_at bigint, code text, message_ids bytea, report smallint, report_code text, reported_at bigint,
    dead smallint NOT NULL DEFAULT 0, owner bigint NOT NULL DEFAULT 0);
CREATE INDEX outbox_queued ON outbox (conversation) WHERE status = 0;
CREATE INDEX outbox_dead ON outbox (id) WHERE dead = 1;

CREATE TABLE attempts (
    id bigserial PRIMARY KEY, outbox bigint NOT NULL, number int NOT NULL, began_at bigint,
    ended_at bigint NOT NULL, what text NOT NULL, code text NOT NULL);
CREATE INDEX attempts_outbox ON attempts (outbox);

CREATE TABLE provider_ids (hash bytea PRIMARY KEY, received_at bigint NOT NULL);
CREATE INDEX provider_ids_age ON provider_ids (received_at);
-- By day, so that only the newest pages of the index are written.
CREATE TABLE sent_ids (
    day int NOT NULL, hash bigint NOT NULL, outbox bigint NOT NULL, PRIMARY KEY (day, hash, outbox));
CREATE TABLE reports (
    id bigserial PRIMARY KEY, hash bigint NOT NULL, what smallint NOT NULL, code text NOT NULL,
    at bigint NOT NULL);
CREATE INDEX reports_hash ON reports (hash);

CREATE TABLE sms_parts (
    set_hash bigint NOT NULL, number int NOT NULL, part bytea NOT NULL, received_at bigint NOT NULL,
    PRIMARY KEY (set_hash, number));

-- Sessions of all nodes. copies: what came in them and may come again; id is the inbox row's.
CREATE TABLE epochs (
    id bigserial PRIMARY KEY, account text NOT NULL, began_at bigint NOT NULL, ended_at bigint,
    node bigint NOT NULL);
CREATE INDEX epochs_open ON epochs (node) WHERE ended_at IS NULL;
CREATE TABLE copies (
    id bigint PRIMARY KEY, fingerprint bigint NOT NULL, epoch bigint NOT NULL, received_at bigint NOT NULL,
    late smallint NOT NULL DEFAULT 0, epoch_ended bigint);
CREATE INDEX copies_fingerprint ON copies (fingerprint);

CREATE TABLE promises (
    id bigint PRIMARY KEY, inbox bigint NOT NULL, conversation bigint NOT NULL, promise bytea NOT NULL,
    deadline bigint NOT NULL);
CREATE INDEX promises_conversation ON promises (conversation);
CREATE TABLE core_writes (inbox bigint PRIMARY KEY, question bytea NOT NULL);

CREATE TABLE preferences (
    conversation bigint NOT NULL, name text NOT NULL, value text NOT NULL, at bigint NOT NULL,
    PRIMARY KEY (conversation, name));
CREATE TABLE preference_changes (
    id bigserial PRIMARY KEY, conversation bigint NOT NULL, name text NOT NULL, value text NOT NULL,
    at bigint NOT NULL);
CREATE TABLE audit (
    id bigserial PRIMARY KEY, at bigint NOT NULL, who text NOT NULL, what text NOT NULL, about text NOT NULL,
    reason text NOT NULL);

-- One row: a keyed hash, by which a node sees that it has the other nodes' keyring.
CREATE TABLE keyring_mark (mark bytea NOT NULL);
)sql";

// Parts of long messages that were joined: keyed hashes, known for some minutes.
constexpr const char* known_joined_parts = R"sql(
CREATE TABLE joined_parts (print bigint PRIMARY KEY, at bigint NOT NULL);
CREATE INDEX joined_parts_age ON joined_parts (at);
)sql";

// WhatsApp users who came with a phone number, too. id: keyed hash; key: of that number's conversation.
constexpr const char* known_by_user_id = R"sql(
CREATE TABLE known_as (id bigint PRIMARY KEY, key bytea NOT NULL, at bigint NOT NULL);
)sql";

struct migration
{
    const char* sql{};
    int oldest{};  // the oldest program that may run on what this makes
};
constexpr std::array migrations{migration{first_version, 1}, migration{known_joined_parts, 1},
                                migration{known_by_user_id, 1}};

// Of sessions, held over a whole migration: any number that no other program uses.
constexpr const char* one_at_a_time = "SELECT pg_advisory_lock(7324161)";
constexpr const char* the_next = "SELECT pg_advisory_unlock(7324161)";

struct found_version
{
    int version{}, oldest{};
};

found_version version_of(connection& db)
{
    if (db.value("SELECT count(*) FROM information_schema.tables WHERE table_name = 'sapa_schema' "
                 "AND table_schema = current_schema()") == 0)
        return {};
    auto row = db.query("SELECT version, oldest FROM sapa_schema");
    if (!row.step())
        return {};
    return {static_cast<int>(row.number(0)), static_cast<int>(row.number(1))};
}

void refuse_newer(found_version found)
{
    if (found.oldest > schema_version())
        throw std::runtime_error("store: the database has schema " + std::to_string(found.version) +
                                 ", this program knows " + std::to_string(schema_version()) +
                                 ": a newer Sapa wrote it and no older one may use it; start that one");
}

}  // namespace

int schema_version() { return static_cast<int>(migrations.size()); }

void require_usable(connection& db)
{
    const auto found = version_of(db);
    refuse_newer(found);
    if (found.version < schema_version())
        throw std::runtime_error("store: the database has schema " + std::to_string(found.version) +
                                 ", this program knows " + std::to_string(schema_version()) +
                                 ": start `sapa serve` once to bring it up to date");
}

void migrate(connection& db)
{
    db.query(one_at_a_time);
    const auto found = version_of(db);
    refuse_newer(found);
    if (found.version < schema_version()) {
        std::string all = "BEGIN;";
        if (found.version == 0)
            all +=
                "CREATE TABLE sapa_schema (version int NOT NULL, oldest int NOT NULL);"
                "INSERT INTO sapa_schema VALUES (0, 0);";
        int oldest = found.oldest;
        for (auto at = static_cast<std::size_t>(found.version); at < migrations.size(); ++at) {
            all += migrations[at].sql;
            oldest = std::max(oldest, migrations[at].oldest);
        }
        all += "UPDATE sapa_schema SET version = " + std::to_string(schema_version()) +
               ", oldest = " + std::to_string(oldest) + "; COMMIT;";
        db.execute(all);
    }
    db.query(the_next);
}

}  // namespace sapa::store::pg
