// The turn: state, replies, promise and "inbox row done" together.
#include "gateway/store/postgres/database.hpp"
#include "gateway/store/records.hpp"

namespace sapa::store::pg {

// Everything that can be refused is refused before the first write.
turn_receipt database::commit_turn(const turn& done, ticket group)
{
    refuse_stale(done.lease_epoch);
    const auto inbox = inbox_of(done);
    turn_receipt receipt;
    receipt.committed = group;
    receipt.lease_epoch = self_.epoch;
    if (done.inbox != 0)
        end_question(done);
    else if (done.promise_kept != 0)
        end_promise(done, inbox);
    else if (done.replaces)
        end_replaced(done);
    else if (done.next_state)
        keep_state(done.conversation, *done.next_state, done.now);
    bool attempt_now = done.attempt_first;
    for (const auto& reply : done.replies) {
        receipt.outbox.push_back(add_outbox(done, reply, inbox, attempt_now));
        attempt_now = false;
    }
    if (done.promised)
        receipt.promise = add_promise(done);
    for (const auto& change : done.preferences)
        set_preference(done.conversation, change, done.now);
    return receipt;
}

// The question that the turn is about; 0: a notice. What this node does not own it may not end.
row_id database::inbox_of(const turn& done)
{
    if (done.inbox != 0) {
        if (!questions_.contains(done.inbox))
            throw store_refused(
                "store: no question in work here has this id; its turn was committed, its admission failed, "
                "or "
                "another node serves it");
        return done.inbox;
    }
    if (done.replaces)
        return replaceable(done.replaces->outbox);
    if (done.promise_kept == 0)
        return 0;
    const auto made = promises_.find(done.promise_kept);
    if (made == promises_.end())
        throw store_refused("store: no open promise here has this id");
    return made->second.inbox;
}

void database::end_question(const turn& done)
{
    const auto at = questions_.find(done.inbox);
    const auto question = at->second;
    questions_.erase(at);
    undo([this, id = done.inbox, question] { questions_.emplace(id, question); });
    if (done.blank_text)
        blank_text(done.inbox, done.now);
    std::optional<std::string> trace;
    if (!done.trace.empty())
        trace = keys_.seal(text_kind::message, done.now, done.trace);
    writes_.of(group_writes::inbox_ended)
        .add(done.inbox, done.promised ? 2 : 1, done.now, done.how, done.intent, as_blob(trace));
    if (question.write_kept)
        writes_.of(group_writes::writes_gone).add(done.inbox);
    if (done.next_state)
        keep_state(question.conversation, *done.next_state, done.now);
    count(standing::in_work, -1);
    count(done.promised ? standing::promised : standing::answered, 1);
    ++ended_[static_cast<std::size_t>(done.how)];
}

void database::keep_state(row_id conversation, const std::string& state, instant now)
{
    states_[conversation] = keys_.seal(text_kind::state, now, state);
}

// A secret that a person should not have sent goes before retention ends.
void database::blank_text(row_id inbox, instant now)
{
    auto& db = direct();
    auto row = db.query("SELECT message FROM inbox WHERE id = $1", inbox);
    const auto bytes = row.step() ? keys_.open(text_kind::message, row.bytes(0)) : std::nullopt;
    if (!bytes)
        return;
    auto message = unpack_mo_message(*bytes);
    blank(message);
    db.send("UPDATE inbox SET message = $2 WHERE id = $1", inbox,
            as_blob(keys_.seal(text_kind::message, now, pack(message))));
}

void database::end_promise(const turn& done, row_id inbox)
{
    undo([this, id = done.promise_kept, made = promises_.at(done.promise_kept)] {
        promises_.emplace(id, made);
    });
    promises_.erase(done.promise_kept);
    auto& db = direct();
    db.send("DELETE FROM promises WHERE id = $1", done.promise_kept);
    if (done.next_state)
        keep_state(done.conversation, *done.next_state, done.now);
    const auto dead =
        db.value("UPDATE inbox SET status = 1, ended_at = $2, how = $3 WHERE id = $1 RETURNING dead_letters",
                 inbox, done.now, done.how);
    count(standing::promised, -1);
    count(dead > 0 ? standing::dead_lettered : standing::answered, 1);
}

row_id database::add_outbox(const turn& done, const mt_message& reply, row_id inbox, bool attempt_now)
{
    ids_.follow(inbox);
    const auto id = new_id();
    reply_row row;
    row.conversation = done.conversation;
    row.inbox = inbox;
    row.purpose = static_cast<int>(reply.purpose);
    row.channel = static_cast<int>(reply.via);
    row.account = reply.account;
    row.sealed = keys_.seal(text_kind::reply, done.now, pack(reply));
    row.created = done.now;
    row.attempts = attempt_now ? 1 : 0;
    row.open = attempt_now;
    if (attempt_now)
        row.attempted = done.now;
    row.stored = false;
    row.changed = true;
    replies_.emplace(id, std::move(row));
    changed_replies_.push_back(id);
    undo([this, id] { replies_.erase(id); });
    return id;
}

row_id database::add_promise(const turn& done)
{
    auto made = *done.promised;
    made.inbox = done.inbox;
    made.conversation = done.conversation;
    const auto id = new_id();
    writes_.of(group_writes::promises_new)
        .add(id, made.inbox, made.conversation, as_blob(keys_.seal(text_kind::core, done.now, pack(made))),
             made.deadline);
    open_promise open;
    open.inbox = made.inbox;
    open.conversation = made.conversation;
    promises_.emplace(id, open);
    undo([this, id] { promises_.erase(id); });
    return id;
}

void database::set_preference(row_id conversation, const preference_change& change, instant now)
{
    auto& db = direct();
    db.send(
        "INSERT INTO preferences (conversation, name, value, at) VALUES ($1, $2, $3, $4) ON CONFLICT "
        "(conversation, name) DO UPDATE SET value = excluded.value, at = excluded.at",
        conversation, change.name, change.value, now);
    db.send("INSERT INTO preference_changes (conversation, name, value, at) VALUES ($1, $2, $3, $4)",
            conversation, change.name, change.value, now);
    if (change.name != "stop")
        return;
    const bool stopped = change.value == "yes" || change.value == "on" || change.value == "true";
    db.send("UPDATE conversations SET stopped = $2 WHERE id = $1", conversation, stopped);
    if (const auto fetched = conversations_.find(conversation); fetched != conversations_.end())
        fetched->second.stopped = stopped;
}

void database::keep_write(row_id inbox, const core_question& question)
{
    const auto at = questions_.find(inbox);
    if (at == questions_.end())
        throw store_refused("store: no question in work here has this id");
    direct().send(
        "INSERT INTO core_writes (inbox, question) VALUES ($1, $2) ON CONFLICT (inbox) DO UPDATE SET "
        "question = "
        "excluded.question",
        inbox, as_blob(keys_.seal(text_kind::core, at->second.received_at, pack(question))));
    at->second.write_kept = true;
}

}  // namespace sapa::store::pg
