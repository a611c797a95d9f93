// The turn: state, replies, promise and "inbox row done" together.
#include "gateway/store/records.hpp"
#include "gateway/store/sqlite/database.hpp"

namespace sapa::store {

// Everything that can be refused is refused before the first write.
turn_receipt database::commit_turn(const turn& done, ticket group)
{
    const auto inbox = inbox_of(done);
    turn_receipt receipt;
    receipt.committed = group;
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

// The question that the turn is about; 0: a notice, or one that is replaced.
row_id database::inbox_of(const turn& done)
{
    if (done.lease_epoch != 0)
        throw store_refused("store: the lease of the conversation went to another node");
    if (done.inbox != 0) {
        if (!questions_.contains(done.inbox))
            throw store_refused(
                "store: no question in work has this id; its turn was committed or its admission failed");
        return done.inbox;
    }
    if (done.replaces)
        return replaceable(done.replaces->outbox);
    if (done.promise_kept == 0)
        return 0;
    auto row = db_.query("SELECT inbox FROM promises WHERE id = ?", done.promise_kept);
    if (!row.step())
        throw store_refused("store: no open promise has this id");
    return row.number(0);
}

void database::end_question(const turn& done)
{
    const auto at = questions_.find(done.inbox);
    const auto question = at->second;
    questions_.erase(at);
    std::optional<std::string> trace;
    if (!done.trace.empty())
        trace = keys_.seal(text_kind::message, done.now, done.trace);
    if (done.blank_text)
        blank_text(done.inbox, done.now);
    const auto state = store_state(done, question);
    db_.run(
        "UPDATE inbox SET status = ?, ended_at = ?, how = ?, intent = ?, trace = ?, state = ? WHERE id = ?",
        done.promised ? 2 : 1, done.now, done.how, done.intent, as_blob(trace), as_blob(state), done.inbox);
    if (question.write_kept)
        db_.run("DELETE FROM core_writes WHERE inbox = ?", done.inbox);
    count(standing::in_work, -1);
    count(done.promised ? standing::promised : standing::answered, 1);
    ++ended_[static_cast<std::size_t>(done.how)];
}

// Gives the state where the inbox row is to tell it: the conversation's own row is written with its first
// question and the first of a day, when who writes again is remembered under the day's own key.
std::optional<std::string> database::store_state(const turn& done, const open_question& question)
{
    const auto at = conversations_.find(question.conversation);
    auto& open = at->second;
    if (done.next_state)
        open.sealed_state = keys_.seal(text_kind::state, done.now, *done.next_state);
    const auto state = open.sealed_state.empty() ? std::nullopt : std::optional(open.sealed_state);
    const auto today = day_of(done.now);
    std::optional<std::string> told;
    if (!open.stored) {
        insert_conversation(question.conversation, open.key, open.via, open.sender, &question, done.inbox,
                            state, done.now);
        open.stored = true;
    } else if (done.inbox < open.place.last_inbox) {
        if (done.next_state)
            keep_state(question.conversation, *done.next_state, done.now);
    } else if (open.sender_day == today || open.sender.empty()) {
        told = open.sealed_state;  // empty, not null: this row tells it
        open.place.last_inbox = done.inbox;
        fresh_places_[open.place.hash] = open.place;
    } else {
        db_.run(
            "UPDATE conversations SET last_number = max(last_number, ?), last_inbox = max(last_inbox, ?), "
            "state = ?, last_at = ?, sender = ? WHERE id = ?",
            question.number, done.inbox, as_blob(state), done.now,
            as_blob(keys_.seal(text_kind::sender, done.now, open.sender)), question.conversation);
    }
    open.sender_day = today;
    if (--open.in_work == 0)
        conversations_.erase(at);
    return told;
}

// A secret that a person should not have sent goes before retention ends.
void database::blank_text(row_id inbox, instant now)
{
    std::optional<std::string> bytes;
    {
        auto row = db_.query("SELECT message FROM inbox WHERE id = ?", inbox);
        if (row.step())
            bytes = keys_.open(text_kind::message, row.bytes(0));
    }
    if (!bytes)
        return;
    auto message = unpack_mo_message(*bytes);
    blank(message);
    db_.run("UPDATE inbox SET message = ? WHERE id = ?",
            as_blob(keys_.seal(text_kind::message, now, pack(message))), inbox);
}

void database::end_promise(const turn& done, row_id inbox)
{
    db_.run("DELETE FROM promises WHERE id = ?", done.promise_kept);
    if (done.next_state)
        keep_state(done.conversation, *done.next_state, done.now);
    db_.run("UPDATE inbox SET status = 1, ended_at = ?, how = ? WHERE id = ?", done.now, done.how, inbox);
    count(standing::promised, -1);
    count(standing_of(inbox), 1);
}

row_id database::add_outbox(const turn& done, const mt_message& reply, row_id inbox, bool attempt_now)
{
    const auto id = next_outbox_++;
    ledger_changed_ = true;
    const std::optional<instant> attempted = attempt_now ? std::optional(done.now) : std::nullopt;
    db_.run(
        "INSERT INTO outbox (id, conversation, inbox, purpose, channel, account, message, status, attempts, "
        "attempt_open, created_at, attempted_at) VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?)",
        id, done.conversation, inbox, reply.purpose, reply.via, reply.account,
        as_blob(keys_.seal(text_kind::reply, done.now, pack(reply))), attempt_now ? 1 : 0,
        attempt_now ? 1 : 0, done.now, attempted);
    return id;
}

row_id database::add_promise(const turn& done)
{
    auto made = *done.promised;
    made.inbox = done.inbox;
    made.conversation = done.conversation;
    db_.run("INSERT INTO promises (inbox, promise, deadline) VALUES (?, ?, ?)", made.inbox,
            as_blob(keys_.seal(text_kind::core, done.now, pack(made))), made.deadline);
    return sqlite3_last_insert_rowid(db_.handle());
}

void database::set_preference(row_id conversation, const preference_change& change, instant now)
{
    db_.run(
        "INSERT INTO preferences VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value, "
        "at = excluded.at",
        conversation, change.name, change.value, now);
    db_.run("INSERT INTO preference_changes (conversation, name, value, at) VALUES (?, ?, ?, ?)",
            conversation, change.name, change.value, now);
    if (change.name == "stop") {
        const bool stopped = change.value == "yes" || change.value == "on" || change.value == "true";
        db_.run("UPDATE conversations SET stopped = ? WHERE id = ?", stopped, conversation);
    }
}

void database::keep_write(row_id inbox, const core_question& question)
{
    const auto at = questions_.find(inbox);
    if (at == questions_.end())
        throw store_refused("store: no question in work has this id");
    // Sealed under the day of now is not known here; the question's own day serves as well.
    auto row = db_.query("SELECT received_at FROM inbox WHERE id = ?", inbox);
    row.step();
    db_.run("INSERT OR REPLACE INTO core_writes VALUES (?, ?)", inbox,
            as_blob(keys_.seal(text_kind::core, row.at(0), pack(question))));
    at->second.write_kept = true;
}

}  // namespace sapa::store
