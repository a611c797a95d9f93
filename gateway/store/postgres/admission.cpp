// Arrival: is it known, whose is it, which number has it within its conversation, who serves it.
#include <algorithm>
#include "gateway/async/clock.hpp"
#include "gateway/pipeline/redelivery.hpp"
#include "gateway/store/known_as.hpp"
#include "gateway/store/postgres/database.hpp"
#include "gateway/store/records.hpp"

namespace sapa::store::pg {
namespace {

std::string bytes_of(const std::array<unsigned char, 16>& digest)
{
    return std::string(as_blob(digest).bytes);
}

// Known for eight days; then the same id may come anew. Waits where another node is taking the same one.
constexpr const char* take_provider_ids =
    "INSERT INTO provider_ids AS p (hash, received_at) SELECT u.hash, u.at FROM unnest($1::bytea[], "
    "$2::int8[]) "
    "AS u(hash, at) ORDER BY u.hash ON CONFLICT (hash) DO UPDATE SET received_at = excluded.received_at "
    "WHERE "
    "p.received_at <= excluded.received_at - $3 RETURNING hash";
constexpr const char* make_conversations =
    "INSERT INTO conversations (id, key, channel, sender, last4, last_at) SELECT * FROM unnest($1::int8[], "
    "$2::bytea[], $3::int8[], $4::bytea[], $5::int8[], $6::int8[]) AS u(id, key, channel, sender, last4, at) "
    "ORDER BY u.id ON CONFLICT (id) DO NOTHING";
constexpr const char* lock_conversations =
    "SELECT id, key, state, last_number, last_inbox, stopped, muted_until, substr(sender, 1, 5), owner FROM "
    "conversations WHERE id = ANY ($1::int8[] || $2::int8[]) ORDER BY id FOR UPDATE";
// After the lock, so that it sees what the owner has just committed. Row by row: for EXISTS the planner would
// read all that is unfinished into a hash.
constexpr const char* find_unfinished =
    "SELECT c.id, (EXISTS (SELECT FROM ledger l WHERE l.epoch = c.owner))::int, coalesce((SELECT 1 FROM "
    "inbox i WHERE i.conversation = c.id AND i.status = 0 LIMIT 1), (SELECT 1 FROM outbox o WHERE "
    "o.conversation = c.id AND o.status = 0 AND o.purpose = 0 LIMIT 1), (SELECT 1 FROM promises p WHERE "
    "p.conversation = c.id LIMIT 1), 0) FROM conversations c WHERE c.id = ANY ($1::int8[]) AND c.owner NOT "
    "IN (0, $2)";
constexpr const char* find_handed =
    "SELECT DISTINCT conversation FROM handed WHERE conversation = ANY ($1::int8[])";
// Sorted here, not there: an order by id would make the planner read the table in that order.
constexpr const char* find_copies =
    "SELECT c.id, c.fingerprint, c.epoch, c.epoch_ended, c.received_at, c.late, coalesce(e.node, 0), "
    "coalesce((extract(epoch FROM n.beaten) * 1000)::bigint, 0) FROM (SELECT DISTINCT unnest($1::int8[]) AS "
    "print) p JOIN copies c ON c.fingerprint = p.print LEFT JOIN epochs e ON e.id = c.epoch LEFT JOIN nodes "
    "n "
    "ON n.epoch = e.node FOR UPDATE OF c";
constexpr const char* read_clock = "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint";

}  // namespace

void database::announce(arrival& what, const mo_message& message, const std::optional<smpp_origin>& origin)
{
    what.key = conversation_key(*db_, keys_, message.via, message.sender);
    what.conversation = keyring::number_of(what.key);
    what.provider_hash.clear();
    what.fingerprint = 0;
    what.undecided = false;
    if (!message.provider_id.empty()) {
        what.provider_hash = bytes_of(keys_.hash("provider", identity(message.via, message.provider_id)));
        if (needs_.known_ids.insert(what.provider_hash).second) {
            needs_.provider_hashes.add(as_blob(what.provider_hash));
            needs_.provider_times.add(message.received_at);
        }
    }
    if (origin && !origin->fingerprint.empty()) {
        what.fingerprint = keys_.hash64("fingerprint", origin->fingerprint);
        needs_.fingerprints.add(what.fingerprint);
    }
    if (!needs_.known.insert(what.conversation).second)
        return;
    const auto tail = message.sender.substr(message.sender.size() > 4 ? message.sender.size() - 4 : 0);
    needs_.conversations.add(what.conversation);
    needs_.keys.add(as_blob(what.key));
    needs_.channels.add(static_cast<std::int64_t>(message.via));
    needs_.senders.add(as_blob(keys_.seal(text_kind::sender, message.received_at, message.sender)));
    needs_.last4s.add(keys_.hash64("last4", tail));
    needs_.times.add(message.received_at);
}

// Where arrivals of its group lock conversations, too: otherwise the write of the states is the only lock.
void database::announce(const turn& done)
{
    if (!done.next_state)
        return;
    const auto asked = questions_.find(done.inbox);
    needs_.in_turn.add(asked == questions_.end() ? done.conversation : asked->second.conversation);
}

// One order over all nodes, so that groups do not wait for one another in a ring: ids of providers, then
// conversations, then the outbox (lock_reported), each sorted.
void database::fetch()
{
    if (needs_.empty())
        return;
    open_transaction();
    constexpr auto kept = milliseconds(provider_id_kept).count();
    db_->ask(take_provider_ids, needs_.provider_hashes, needs_.provider_times, kept);
    db_->send(make_conversations, needs_.conversations, needs_.keys, needs_.channels, needs_.senders,
              needs_.last4s, needs_.times);
    db_->ask(lock_conversations, needs_.conversations, needs_.in_turn);
    db_->ask(find_unfinished, needs_.conversations, self_.epoch);
    db_->ask(find_handed, needs_.conversations);
    db_->ask(find_copies, needs_.fingerprints);
    db_->ask(read_clock);
    auto answers = db_->wait();
    read_arrivals(answers);
}

void database::read_arrivals(std::vector<cursor>& answers)
{
    for (auto& row = answers[0]; row.step();)
        fresh_ids_.insert(row.text(0));
    for (auto& row = answers[1]; row.step();) {
        auto& found = conversations_[row.number(0)];
        found.key = row.text(1);
        found.sealed_state = row.text(2);
        found.last_number = row.number(3);
        found.last_inbox = row.number(4);
        found.stopped = row.number(5) != 0;
        if (!row.null(6))
            found.muted_until = row.at(6);
        found.sender_day = keyring::day_sealed(row.bytes(7));
        found.owner = row.number(8);
    }
    for (auto& row = answers[2]; row.step();) {
        auto& found = conversations_[row.number(0)];
        found.owner_lives = row.number(1) != 0;
        found.unfinished = row.number(2) != 0;
    }
    for (auto& row = answers[3]; row.step();)
        conversations_[row.number(0)].handed = true;
    for (auto& row = answers[4]; row.step();) {
        earlier copy;
        copy.id = row.number(0);
        copy.fingerprint = row.number(1);
        copy.epoch = row.number(2);
        if (!row.null(3))
            copy.epoch_ended = row.at(3);
        copy.received_at = row.at(4);
        copy.late = row.number(5) != 0;
        copy.node = row.number(6);
        copy.node_beaten = row.number(7);
        copies_.push_back(copy);
    }
    std::ranges::sort(copies_, {}, &earlier::id);
    if (answers[5].step())
        server_clock_ = answers[5].number(0);
}

admission database::admit(arrival& what, const mo_message& message, const std::optional<smpp_origin>& origin,
                          const joined_parts& joined, ticket group)
{
    admission admitted;
    admitted.committed = group;
    admitted.duplicate = (!what.provider_hash.empty() && fresh_ids_.erase(what.provider_hash) == 0) ||
                         (what.fingerprint != 0 && is_redelivery(what, message, *origin));
    if (what.undecided)
        return admitted;
    if (!joined.empty() && !join_parts(joined, message.received_at))
        admitted.duplicate = true;
    if (admitted.duplicate)
        return admitted;
    learn_other_name(message, what);
    auto& row = row_of(what, message);
    ids_.follow(row.last_inbox);
    admitted.inbox = new_id();
    admitted.conversation = what.conversation;
    admitted.number = ++row.last_number;
    admitted.stopped = row.stopped;
    admitted.muted_until = row.muted_until;
    admitted.lease_epoch = self_.epoch;
    take_or_hand(what, row, admitted);
    const auto written = states_.find(what.conversation);
    if (const auto& sealed = written == states_.end() ? row.sealed_state : written->second; !sealed.empty())
        admitted.state = keys_.open(text_kind::state, sealed).value_or("");
    writes_.of(group_writes::inbox_new)
        .add(admitted.inbox, what.conversation, admitted.number, message.account,
             as_blob(keys_.seal(text_kind::message, message.received_at, pack(message))), message.received_at,
             origin ? origin->bind_epoch : 0, what.fingerprint, row.last_inbox);
    if (what.fingerprint != 0)
        keep_copy(admitted.inbox, what.fingerprint, origin->bind_epoch, message.received_at);
    row.last_inbox = admitted.inbox;
    row.last_at = message.received_at;
    row.changed = true;
    // Who writes again is remembered under the day's own key.
    if (const auto today = day_of(message.received_at); row.sender_day != today) {
        row.new_sender = keys_.seal(text_kind::sender, message.received_at, message.sender);
        row.sender_day = today;
    }
    ++delta_.accepted;
    count(standing::in_work, 1);
    return admitted;
}

// Free where nothing of it is unfinished; else whoever owns it serves it, in the order of the numbers.
void database::take_or_hand(const arrival& what, conversation_row& row, admission& admitted)
{
    const bool waits_here = std::ranges::any_of(taken_.questions, [&](const unanswered& one) {
        return one.admitted.conversation == what.conversation;
    });
    const bool mine = row.owner == self_.epoch;
    admitted.ours = mine ? !row.handed && !waits_here : !row.unfinished;
    if (admitted.ours) {
        row.owner = self_.epoch;
        open_question question;
        question.conversation = what.conversation;
        question.received_at = row.last_at;
        questions_.emplace(admitted.inbox, question);
        undo([this, id = admitted.inbox] { questions_.erase(id); });
        return;
    }
    row.handed = true;
    if (mine || row.owner_lives)
        writes_.of(group_writes::handed_new).add(admitted.inbox, what.conversation, row.owner);
    writes_.of(group_writes::notified)
        .add(mine || row.owner_lives ? std::to_string(row.owner) : std::string(everybody));
}

// Nearly always the row that was fetched; where another sender has the same hash, the next id that is free.
database::conversation_row& database::row_of(arrival& what, const mo_message& message)
{
    const auto key = bytes_of(what.key);
    while (conversations_.at(what.conversation).key != key) {
        ++what.conversation;
        if (conversations_.contains(what.conversation))
            continue;
        column id(int8_oid);
        id.add(what.conversation);
        auto& db = direct();
        db.run(
            "INSERT INTO conversations (id, key, channel, sender, last4, last_at) VALUES ($1, $2, $3, $4, 0, "
            "$5) "
            "ON CONFLICT (id) DO NOTHING",
            what.conversation, as_blob(what.key), message.via,
            as_blob(keys_.seal(text_kind::sender, message.received_at, message.sender)), message.received_at);
        std::vector<cursor> answers;
        answers.push_back(db.query("SELECT ''::bytea WHERE false"));
        answers.push_back(db.query(lock_conversations, id, column(int8_oid)));
        answers.push_back(db.query(find_unfinished, id, self_.epoch));
        answers.push_back(db.query(find_handed, id));
        answers.push_back(db.query("SELECT 1 WHERE false"));
        answers.push_back(db.query(read_clock));
        read_arrivals(answers);
    }
    return conversations_.at(what.conversation);
}

}  // namespace sapa::store::pg
