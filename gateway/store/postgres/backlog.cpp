// What nobody works on: taken over conversation by conversation, handed out in the order of ids.
#include <algorithm>
#include "gateway/store/postgres/database.hpp"
#include "gateway/store/records.hpp"

namespace sapa::store::pg {
namespace {

// Conversations with something unfinished whose owner does not live, the oldest first. A node that takes the
// same at the same moment skips them.
constexpr const char* find_unowned =
    "SELECT c.id FROM conversations c JOIN (SELECT conversation, min(id) AS first FROM (SELECT conversation, "
    "id "
    "FROM inbox WHERE status = 0 UNION ALL SELECT conversation, id FROM outbox WHERE status = 0 AND purpose "
    "= 0 "
    "UNION ALL SELECT conversation, id FROM promises) AS unfinished GROUP BY conversation) u ON "
    "u.conversation "
    "= c.id WHERE NOT EXISTS (SELECT FROM ledger l WHERE l.epoch = c.owner AND l.epoch <> 0) ORDER BY "
    "u.first "
    "LIMIT $1 FOR UPDATE OF c SKIP LOCKED";
// Looked at again now that they are locked: the owner may have joined after the first statement began.
constexpr const char* own_conversations =
    "UPDATE conversations c SET owner = $2 WHERE c.id = ANY ($1::int8[]) AND NOT EXISTS (SELECT FROM ledger "
    "l "
    "WHERE l.epoch = c.owner AND l.epoch <> 0) RETURNING c.id";
constexpr const char* own_replies =
    "UPDATE outbox SET owner = $2 WHERE status = 0 AND purpose = 0 AND conversation = ANY ($1::int8[]) "
    "RETURNING "
    "id, conversation, message, attempts, attempt_open, segments_accepted, not_before, inbox, purpose, "
    "channel, "
    "account, unknowns, created_at, attempted_at, message_ids";
// Notices, and dead letters released by a node that died: they follow nobody's conversation.
constexpr const char* own_strays =
    "UPDATE outbox o SET owner = $2 WHERE o.id IN (SELECT s.id FROM outbox s WHERE s.status = 0 AND NOT "
    "EXISTS "
    "(SELECT FROM ledger l WHERE l.epoch = s.owner AND l.epoch <> 0) AND (s.purpose <> 0 OR EXISTS (SELECT "
    "FROM "
    "conversations c JOIN ledger l ON l.epoch = c.owner AND l.epoch <> 0 WHERE c.id = s.conversation)) ORDER "
    "BY "
    "s.id LIMIT $1 FOR UPDATE SKIP LOCKED) RETURNING o.id, o.conversation, o.message, o.attempts, "
    "o.attempt_open, o.segments_accepted, o.not_before, o.inbox, o.purpose, o.channel, o.account, "
    "o.unknowns, "
    "o.created_at, o.attempted_at, o.message_ids";
constexpr const char* take_handed_rows = "DELETE FROM handed WHERE owner = $1 RETURNING inbox";
constexpr const char* questions_by_conversation =
    "SELECT i.id, i.conversation, i.number, i.message, c.state, c.stopped, c.muted_until, w.question, "
    "i.received_at FROM inbox i JOIN conversations c ON c.id = i.conversation LEFT JOIN core_writes w ON "
    "w.inbox "
    "= i.id WHERE i.status = 0 AND i.conversation = ANY ($1::int8[]) ORDER BY i.id";
// < 1, not = 0: for that the planner would read the index of all that is in work.
constexpr const char* questions_by_id =
    "SELECT i.id, i.conversation, i.number, i.message, c.state, c.stopped, c.muted_until, w.question, "
    "i.received_at FROM inbox i JOIN conversations c ON c.id = i.conversation LEFT JOIN core_writes w ON "
    "w.inbox = i.id WHERE i.status < 1 AND i.id = ANY ($1::int8[]) ORDER BY i.id";

template <class Row>
bool hand_out(std::vector<Row>& from, std::vector<Row>& to, std::size_t most)
{
    const auto count = static_cast<std::ptrdiff_t>(std::min(from.size(), most));
    to.assign(std::make_move_iterator(from.begin()), std::make_move_iterator(from.begin() + count));
    from.erase(from.begin(), from.begin() + count);
    return !from.empty();
}

}  // namespace

backlog database::claim(std::size_t most, instant now)
{
    undo([this, before = taken_] { taken_ = before; });
    if (taken_.questions.empty() && taken_.outbox.empty() && taken_.promises.empty()) {
        taken_.more = false;
        take_handed(now);
        if (unowned_waits_.exchange(false)) {
            undo([this] { unowned_waits_ = true; });
            take_over(most, now);
        }
    }
    backlog out;
    const bool questions = hand_out(taken_.questions, out.questions, most);
    const bool replies = hand_out(taken_.outbox, out.outbox, most);
    const bool promises = hand_out(taken_.promises, out.promises, most);
    out.more = questions || replies || promises || taken_.more;
    return out;
}

void database::take_handed(instant now)
{
    auto row = direct().query(take_handed_rows, self_.epoch);
    column ids(int8_oid);
    while (row.step())
        ids.add(row.number(0));
    if (!ids.empty())
        read_questions(ids, true, now);
}

void database::take_over(std::size_t most, instant now)
{
    auto& db = direct();
    column candidates(int8_oid), conversations(int8_oid);
    auto row = db.query(find_unowned, most);
    while (row.step())
        candidates.add(row.number(0));
    auto owned = db.query(own_conversations, candidates, self_.epoch);
    while (owned.step()) {
        conversations.add(owned.number(0));
        if (const auto fetched = conversations_.find(owned.number(0)); fetched != conversations_.end()) {
            fetched->second.owner = self_.epoch;
            fetched->second.handed = false;
        }
    }
    taken_.more = candidates.count() == most;
    if (taken_.more)
        unowned_waits_ = true;
    // A status tells of a whole message of WhatsApp; whatever its attempt came to, it has left.
    db.send(
        "UPDATE outbox SET status = $3, attempt_open = 0, ended_at = $4 WHERE status = 0 AND conversation = "
        "ANY ($1::int8[]) AND attempt_open = 1 AND channel = $2 AND report IN (0, 3, 4)",
        conversations, channel_type::whatsapp, 1 + static_cast<int>(outbox_end::accepted), now);
    read_outbox(db.query(own_replies, conversations, self_.epoch), now);
    read_outbox(db.query(own_strays, most, self_.epoch), now);
    read_promises(conversations, now);
    db.send("DELETE FROM handed WHERE conversation = ANY ($1::int8[])", conversations);
    read_questions(conversations, false, now);
    std::ranges::sort(taken_.outbox, {}, &unsent::outbox);
}

void database::read_questions(const column& ids, bool handed, instant now)
{
    auto row = handed ? direct().query(questions_by_id, ids) : direct().query(questions_by_conversation, ids);
    std::vector<row_id> expired;
    while (row.step()) {
        unanswered one;
        one.admitted.inbox = row.number(0);
        one.admitted.conversation = row.number(1);
        one.admitted.number = row.number(2);
        one.admitted.lease_epoch = self_.epoch;
        open_question question;
        question.conversation = one.admitted.conversation;
        question.received_at = row.at(8);
        question.write_kept = !row.null(7);
        questions_.emplace(one.admitted.inbox, question);
        undo([this, id = one.admitted.inbox] { questions_.erase(id); });
        const auto bytes = keys_.open(text_kind::message, row.bytes(3));
        if (!bytes) {
            expired.push_back(one.admitted.inbox);
            continue;
        }
        one.message = unpack_mo_message(*bytes);
        if (!row.bytes(4).empty())
            one.admitted.state = keys_.open(text_kind::state, row.bytes(4)).value_or("");
        one.admitted.stopped = row.number(5) != 0;
        if (!row.null(6))
            one.admitted.muted_until = row.at(6);
        if (!row.null(7))
            if (const auto written = keys_.open(text_kind::core, row.bytes(7)))
                one.write = unpack_core_question(*written);
        ids_.follow(one.admitted.inbox);
        taken_.questions.push_back(std::move(one));
    }
    // Their texts cannot be read any more: retention ended before their turn came.
    for (const auto inbox : expired) {
        turn ended;
        ended.inbox = inbox;
        ended.how = turn_end::too_old;
        ended.now = now;
        end_question(ended);
    }
}

std::optional<unsent> database::read_unsent(const cursor& row, bool own)
{
    unsent one;
    one.outbox = row.number(0);
    one.conversation = row.number(1);
    one.lease_epoch = self_.epoch;
    const auto bytes = keys_.open(text_kind::reply, row.bytes(2));
    if (bytes)
        one.message = unpack_mt_message(*bytes);
    one.attempts = static_cast<int>(row.number(3));
    one.attempt_open = row.number(4) != 0;
    one.segments_accepted = static_cast<std::size_t>(row.number(5));
    one.not_before = row.at(6);
    ids_.follow(one.outbox);
    if (own) {
        reply_row known;
        known.conversation = one.conversation;
        known.inbox = row.number(7);
        known.purpose = static_cast<int>(row.number(8));
        known.channel = static_cast<int>(row.number(9));
        known.account = row.text(10);
        known.attempts = one.attempts;
        known.open = one.attempt_open;
        known.segments = static_cast<int>(one.segments_accepted);
        known.unknowns = static_cast<int>(row.number(11));
        known.created = row.at(12);
        if (!row.null(6))
            known.not_before = row.at(6);
        if (!row.null(13))
            known.attempted = row.at(13);
        if (!row.null(14))
            known.message_ids = row.text(14);
        replies_[one.outbox] = std::move(known);
        undo([this, id = one.outbox] { replies_.erase(id); });
    }
    return bytes ? std::optional(std::move(one)) : std::nullopt;
}

void database::read_outbox(cursor rows, instant now)
{
    while (rows.step()) {
        const auto id = rows.number(0);
        if (auto one = read_unsent(rows, true)) {
            taken_.outbox.push_back(std::move(*one));
            continue;
        }
        auto& unreadable = change_reply(id);
        unreadable.status = 1 + static_cast<int>(outbox_end::expired);
        unreadable.open = false;
        unreadable.ended = now;
    }
}

void database::read_promises(const column& conversations, instant now)
{
    auto row = direct().query(
        "SELECT id, inbox, conversation, promise FROM promises WHERE conversation = ANY ($1::int8[]) ORDER "
        "BY id",
        conversations);
    while (row.step()) {
        const auto id = row.number(0);
        open_promise open;
        open.inbox = row.number(1);
        open.conversation = row.number(2);
        promises_.emplace(id, open);
        undo([this, id] { promises_.erase(id); });
        if (const auto bytes = keys_.open(text_kind::core, row.bytes(3))) {
            auto made = unpack_promise(*bytes);
            made.id = id;
            taken_.promises.push_back(std::move(made));
            continue;
        }
        turn ended;
        ended.promise_kept = id;
        ended.how = turn_end::too_old;
        ended.now = now;
        end_promise(ended, open.inbox);
    }
}

}  // namespace sapa::store::pg
