// Recovery: what stood unfinished when the store was opened, handed out in chunks.
#include "gateway/store/records.hpp"
#include "gateway/store/sqlite/database.hpp"

namespace sapa::store {

backlog database::claim(std::size_t most, instant now)
{
    backlog out;
    const bool questions = claim_questions(out, most, now);
    const bool replies = claim_outbox(out, most, now);
    const bool promises = claim_promises(out, most, now);
    out.more = questions || replies || promises;
    return out;
}

// Each claim_...: true where the chunk was full.
bool database::claim_questions(backlog& out, std::size_t most, instant now)
{
    std::vector<row_id> expired;
    std::size_t taken = 0;
    {
        auto row = db_.query(
            "SELECT i.id, i.conversation, i.number, i.message, c.stopped, c.muted_until, w.question "
            "FROM inbox i LEFT JOIN conversations c ON c.id = i.conversation "
            "LEFT JOIN core_writes w ON w.inbox = i.id WHERE i.status = 0 AND i.id > ? AND i.id < ? "
            "ORDER BY i.id LIMIT ?",
            std::max(claimed_.inbox, batches_upto_ - 1), claim_end_.inbox, most);
        for (; row.step(); ++taken) {
            unanswered one;
            claimed_.inbox = one.admitted.inbox = row.number(0);
            one.admitted.conversation = row.number(1);
            one.admitted.number = row.number(2);
            auto bytes = keys_.open(text_kind::message, row.bytes(3));
            if (!bytes) {
                expired.push_back(one.admitted.inbox);
                continue;
            }
            one.message = unpack_mo_message(*bytes);
            if (const auto& state = conversations_.at(one.admitted.conversation).sealed_state; !state.empty())
                one.admitted.state = keys_.open(text_kind::state, state).value_or("");
            one.admitted.stopped = row.number(4) != 0;
            if (!row.null(5))
                one.admitted.muted_until = row.at(5);
            if (!row.null(6))
                if (auto question = keys_.open(text_kind::core, row.bytes(6)))
                    one.write = unpack_core_question(*question);
            out.questions.push_back(std::move(one));
        }
    }
    for (const auto inbox : expired)
        give_up_question(inbox, now);
    return taken == most;
}

// Its text cannot be read any more: retention ended before its turn came.
void database::give_up_question(row_id inbox, instant now)
{
    turn ended;
    ended.inbox = inbox;
    ended.conversation = questions_.at(inbox).conversation;
    ended.how = turn_end::too_old;
    ended.now = now;
    end_question(ended);
}

std::optional<unsent> database::read_unsent(const cursor& row)
{
    unsent one;
    one.outbox = row.number(0);
    one.conversation = row.number(1);
    auto bytes = keys_.open(text_kind::reply, row.bytes(2));
    if (!bytes)
        return std::nullopt;
    one.message = unpack_mt_message(*bytes);
    one.attempts = static_cast<int>(row.number(3));
    one.attempt_open = row.number(4) != 0;
    one.segments_accepted = static_cast<std::size_t>(row.number(5));
    one.not_before = row.at(6);
    return one;
}

// A status tells of a whole message of WhatsApp; whatever its attempt came to, it has left.
void database::settle_open_attempts(instant now)
{
    db_.run(
        "UPDATE outbox SET status = ?, attempt_open = 0, ended_at = ? "
        "WHERE status = 0 AND attempt_open = 1 AND channel = ? AND report IN (?, ?, ?)",
        1 + static_cast<int>(outbox_end::accepted), now, channel_type::whatsapp, delivery_report::state::sent,
        delivery_report::state::delivered, delivery_report::state::read);
}

bool database::claim_outbox(backlog& out, std::size_t most, instant now)
{
    std::vector<row_id> expired;
    settle_open_attempts(now);
    std::size_t taken = 0;
    {
        auto row = db_.query(
            "SELECT id, conversation, message, attempts, attempt_open, segments_accepted, not_before FROM "
            "outbox "
            "WHERE status = 0 AND id > ? AND id < ? ORDER BY id LIMIT ?",
            claimed_.outbox, claim_end_.outbox, most);
        for (; row.step(); ++taken) {
            claimed_.outbox = row.number(0);
            if (auto one = read_unsent(row))
                out.outbox.push_back(std::move(*one));
            else
                expired.push_back(claimed_.outbox);
        }
    }
    for (const auto outbox : expired)
        db_.run("UPDATE outbox SET status = ?, attempt_open = 0, ended_at = ? WHERE id = ?",
                1 + static_cast<int>(outbox_end::expired), now, outbox);
    return taken == most;
}

bool database::claim_promises(backlog& out, std::size_t most, instant now)
{
    std::vector<std::pair<row_id, row_id>> expired;
    std::size_t taken = 0;
    {
        auto row =
            db_.query("SELECT id, inbox, promise FROM promises WHERE id > ? AND id < ? ORDER BY id LIMIT ?",
                      claimed_.promise, claim_end_.promise, most);
        for (; row.step(); ++taken) {
            claimed_.promise = row.number(0);
            auto bytes = keys_.open(text_kind::core, row.bytes(2));
            if (!bytes) {
                expired.emplace_back(claimed_.promise, row.number(1));
                continue;
            }
            auto made = unpack_promise(*bytes);
            made.id = claimed_.promise;
            out.promises.push_back(std::move(made));
        }
    }
    for (const auto& [id, inbox] : expired) {
        turn ended;
        ended.promise_kept = id;
        ended.how = turn_end::too_old;
        ended.now = now;
        end_promise(ended, inbox);
    }
    return taken == most;
}

}  // namespace sapa::store
