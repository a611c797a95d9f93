// The database's life: connecting, joining the nodes, groups, the ledger, an unknown COMMIT.
#include "gateway/store/postgres/database.hpp"
#include <poll.h>
#include "gateway/async/clock.hpp"
#include "gateway/observe/log.hpp"
#include "gateway/store/postgres/schema.hpp"

namespace sapa::store::pg {
namespace {

// Every statement finds its rows by an index, also where a table is small today. A frozen process must not
// hold up who takes over from it.
constexpr const char* session =
    "SET jit = off; SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; "
    "SET plan_cache_mode = force_generic_plan; SET idle_in_transaction_session_timeout = '4s'; "
    "SET lock_timeout = '15s'";

// Divides by zero where this epoch was fenced off, or where a group of ours that we had given up came through
// after all: then nothing of this group holds.
constexpr const char* fence =
    "WITH mine AS (SELECT FROM ledger WHERE slot = $1 AND epoch = $2 AND last_group = $3 FOR UPDATE) "
    "SELECT 1 / (SELECT count(*) FROM mine)";
constexpr std::string_view division_by_zero = "22012";

constexpr milliseconds first_pause{100}, longest_pause{2000};

}  // namespace

database::database(database_settings settings, std::function<void()> work_waits)
    : settings_(std::move(settings)),
      node_(settings_.node),
      keys_(settings_.keys),
      lease_(settings_.url, settings_.lease,
             [this, tell = std::move(work_waits)](waiting_work waits) {
                 if (waits == waiting_work::unowned)
                     unowned_waits_ = true;
                 tell();
             })
{
    connect();
    migrate(*db_);
    check_keyring();
    if (const auto before = node_.read(); before.epoch != 0)
        fence_off(*db_, before.slot, before.epoch, fence_reason::certain);
    join();
}

database::~database()
{
    stop_ = true;
    lease_.let_go();
    try {
        if (self_.epoch != 0 && db_ && !db_->lost()) {
            stop_ = false;
            fence_off(*db_, self_.slot, self_.epoch, fence_reason::certain);
            node_.write({});
        }
    } catch (const std::exception&) {
        // The others find its lease over.
    }
}

void database::connect()
{
    if (db_ && !db_->lost())
        return;
    db_.reset();
    const auto now = std::chrono::steady_clock::now();
    if (now < retry_at_)
        throw pg_error("", "store: no connection to PostgreSQL");
    try {
        db_.emplace(settings_.url, session, stop_);
        failures_ = 0;
    } catch (const pg_error&) {
        retry_at_ = std::chrono::steady_clock::now() +
                    std::min(first_pause * (1 << std::min(failures_++, 5)), longest_pause);
        throw;
    }
}

void database::join()
{
    const auto asked = std::chrono::steady_clock::now();
    self_ = join_nodes(*db_, settings_.lease.lasts);
    ids_.restart(self_.slot, self_.last_id);
    node_.write(self_);
    lease_.keep(self_, asked);
    log_event(log_level::info, "joined_nodes", {{"slot", self_.slot}, {"epoch", self_.epoch}});
}

// All nodes read one another's texts, so all must have the same keys.
void database::check_keyring()
{
    const auto mark = keys_.hash("keyring", "mark");
    db_->run("INSERT INTO keyring_mark SELECT $1 WHERE NOT EXISTS (SELECT FROM keyring_mark)", as_blob(mark));
    auto row = db_->query("SELECT mark FROM keyring_mark");
    if (row.step() && row.bytes(0) != as_blob(mark).bytes)
        throw std::runtime_error("store.keys " + settings_.keys.string() +
                                 ": is not the keyring with which the other nodes seal; see "
                                 "docs/operations/many-nodes.md");
}

// Fenced off: what was ours is another node's by now.
void database::forget()
{
    log_event(log_level::error, "epoch_ended", {{"epoch", self_.epoch}});
    lease_.let_go();
    self_ = {};
    undo_.clear();
    questions_.clear();
    promises_.clear();
    replies_.clear();
    taken_ = {};
}

// After a group that failed: is this epoch still ours?
void database::check_epoch()
{
    if (self_.epoch == 0)
        return;
    auto row = db_->query("SELECT epoch, last_group FROM ledger WHERE slot = $1", self_.slot);
    if (!row.step() || row.number(0) != self_.epoch)
        return forget();
    self_.last_group = row.number(1);
}

void database::begin()
{
    connect();
    if (std::exchange(doubtful_, false))
        check_epoch();
    if (self_.epoch == 0)
        join();
    in_transaction_ = false;
    undo_.clear();
    delta_ = {};
    ended_.fill(0);
    ledger_changed_ = false;
    needs_.clear();
    writes_.clear();
    conversations_.clear();
    states_.clear();
    fresh_ids_.clear();
    copies_.clear();
    changed_replies_.clear();
}

void database::open_transaction()
{
    if (in_transaction_)
        return;
    in_transaction_ = true;
    db_->send("BEGIN");
    db_->send(fence, self_.slot, self_.epoch, self_.last_group);
}

// For what asks by itself: the transaction with all that its group has written so far.
connection& database::direct()
{
    open_transaction();
    send_writes();
    return *db_;
}

void database::send_writes()
{
    for (auto& [id, row] : conversations_)
        if (std::exchange(row.changed, false))
            writes_.of(group_writes::conversation_arrivals)
                .add(id, row.last_number, row.last_inbox, row.owner, row.last_at,
                     as_blob(std::exchange(row.new_sender, std::nullopt)));
    for (const auto& [id, state] : states_)
        writes_.of(group_writes::conversation_states).add(id, as_blob(state));
    gather_replies();
    writes_.send(*db_);
}

void database::send_ledger()
{
    db_->send(
        "UPDATE ledger SET last_group = $2, last_id = $3, accepted = accepted + $4, answered = answered + "
        "$5, "
        "in_work = in_work + $6, promised = promised + $7, dead_lettered = dead_lettered + $8 WHERE slot = "
        "$1",
        self_.slot, self_.last_group + 1, std::max(self_.last_id, ids_.last()), delta_.accepted,
        delta_.answered, delta_.in_work, delta_.promised, delta_.dead_lettered);
    for (std::size_t how = 0; how < ended_.size(); ++how)
        if (ended_[how] != 0)
            db_->send(
                "INSERT INTO ended AS e (slot, how, turns) VALUES ($1, $2, $3) ON CONFLICT (slot, how) DO "
                "UPDATE SET turns = e.turns + excluded.turns",
                self_.slot, how, ended_[how]);
}

void database::commit()
{
    open_transaction();
    send_writes();
    send_ledger();
    db_->send("COMMIT");
    try {
        db_->wait();
    } catch (const pg_error& failure) {
        if (!failure.lost() || !came_through(self_.last_group + 1))
            throw;
    }
    in_transaction_ = false;
    ++self_.last_group;
    self_.last_id = std::max(self_.last_id, ids_.last());
    undo_.clear();
    for (const auto id : changed_replies_)
        if (const auto at = replies_.find(id); at != replies_.end() && at->second.status != 0)
            replies_.erase(at);
}

// The connection went while it committed: asks a new one, and makes sure that a group which did not come
// through cannot come later (its fence names the group before it).
bool database::came_through(std::int64_t group)
{
    log_event(log_level::warning, "commit_unknown", {{"group", group}});
    for (;;) {
        try {
            db_.reset();
            retry_at_ = {};
            connect();
            db_->send("BEGIN");
            auto row =
                db_->query("SELECT last_group, epoch FROM ledger WHERE slot = $1 FOR UPDATE", self_.slot);
            const bool known = row.step();
            const bool holds = known && row.number(0) == group;
            if (known && !holds && row.number(1) == self_.epoch) {
                db_->send("UPDATE ledger SET last_group = $2 WHERE slot = $1", self_.slot, group + 1);
                db_->query("COMMIT");
                self_.last_group = group + 1;
            } else {
                db_->query("COMMIT");
            }
            log_event(log_level::warning, "commit_looked_up", {{"group", group}, {"holds", holds}});
            return holds;
        } catch (const pg_error& failure) {
            if (stop_)
                throw;
            ::poll(nullptr, 0, 200);
        }
    }
}

void database::rollback() noexcept
{
    doubtful_ = true;
    try {
        for (auto step = undo_.rbegin(); step != undo_.rend(); ++step)
            (*step)();
        undo_.clear();
        if (db_ && db_->lost())
            db_.reset();
        if (db_ && in_transaction_)
            db_->execute("ROLLBACK");
    } catch (const std::exception&) {
        db_.reset();  // the server rolls back what it finds open
    }
    in_transaction_ = false;
}

bool database::hopeless(const std::exception& failure) const
{
    const auto* error = dynamic_cast<const pg_error*>(&failure);
    if (!error)
        return false;
    if (error->lost() || error->state == division_by_zero)
        return true;
    // Connection, read-only after a failover, no resources, operator's intervention, system error.
    constexpr std::string_view classes[]{"08", "25", "53", "57", "58"};
    for (const auto one : classes)
        if (error->state.starts_with(one))
            return true;
    return false;
}

void database::after_commit() noexcept
{
    try {
        if (copies_since_trim_ > copies_before_trim)
            trim_copies();
    } catch (const std::exception&) {
        db_.reset();  // the next group connects again
    }
}

void database::refuse_stale(std::int64_t lease_epoch) const
{
    if (lease_epoch != 0 && lease_epoch != self_.epoch)
        throw store_refused("store: the lease of the conversation went to another node");
}

row_id database::new_id() { return ids_.next(system_now()); }

void database::count(standing where, std::int64_t change)
{
    switch (where) {
        case standing::in_work:
            delta_.in_work += change;
            break;
        case standing::answered:
            delta_.answered += change;
            break;
        case standing::promised:
            delta_.promised += change;
            break;
        case standing::dead_lettered:
            delta_.dead_lettered += change;
            break;
    }
    ledger_changed_ = true;
}

ledger database::balance()
{
    auto row = direct().query(
        "SELECT coalesce(sum(accepted), 0)::bigint + $1, coalesce(sum(answered), 0)::bigint + $2, "
        "coalesce(sum(in_work), 0)::bigint + $3, coalesce(sum(promised), 0)::bigint + $4, "
        "coalesce(sum(dead_lettered), 0)::bigint + $5 FROM ledger",
        delta_.accepted, delta_.answered, delta_.in_work, delta_.promised, delta_.dead_lettered);
    row.step();
    return {row.number(0), row.number(1), row.number(2), row.number(3), row.number(4)};
}

}  // namespace sapa::store::pg
