// The store on PostgreSQL: each call of the road is one job of the store's thread.
#include "gateway/store/postgres/postgres_store.hpp"
#include <boost/asio/post.hpp>
#include "gateway/async/within.hpp"
#include "gateway/store/postgres/reader.hpp"
#include "gateway/store/postgres/schema.hpp"

namespace sapa {
namespace {

// Between tries of a question of which nobody knows yet whether it is a redelivery.
constexpr milliseconds undecided_pause{300};

store::pg::database_settings database_settings_of(const postgres_settings& settings)
{
    store::pg::database_settings of;
    of.url = settings.url;
    of.keys = settings.keys;
    of.node = settings.node;
    of.lease = settings.lease;
    return of;
}

// Announced before its group begins, so that all arrivals of a group are read at once.
struct arrival_job
{
    void prepare() { database.announce(what, message, origin); }
    admission operator()(ticket group) { return database.admit(what, message, origin, joined, group); }

    store::pg::database& database;
    store::pg::arrival& what;
    const mo_message& message;
    const std::optional<smpp_origin>& origin;
    const joined_parts& joined;
};

// Announced likewise, so that its conversation is locked together with those of the arrivals.
struct turn_job
{
    void prepare() { database.announce(done); }
    turn_receipt operator()(ticket group) { return database.commit_turn(done, group); }

    store::pg::database& database;
    const turn& done;
};

}  // namespace

ledger read_ledger(const postgres_settings& settings)
{
    store::pg::reader from(settings.url, settings.keys);
    store::pg::require_usable(from.db);
    auto row = from.db.query(
        "SELECT coalesce(sum(accepted), 0)::bigint, coalesce(sum(answered), 0)::bigint, "
        "coalesce(sum(in_work), "
        "0)::bigint, coalesce(sum(promised), 0)::bigint, coalesce(sum(dead_lettered), 0)::bigint FROM "
        "ledger");
    row.step();
    return {row.number(0), row.number(1), row.number(2), row.number(3), row.number(4)};
}

postgres_store::postgres_store(asio::any_io_executor home, postgres_settings settings)
    : settings_(std::move(settings)),
      home_(home),
      database_(database_settings_of(settings_),
                [tell = tell_, home] {
                    asio::post(home, [tell] {
                        if (*tell)
                            (*tell)();
                    });
                }),
      thread_(std::move(home), database_, settings_.group)
{
}

postgres_store::~postgres_store()
{
    *tell_ = nullptr;
    database_.stop();
}

void postgres_store::when_work_waits(std::function<void()> tell) { *tell_ = std::move(tell); }

async<admission> postgres_store::admit(mo_message message, std::optional<smpp_origin> origin,
                                       joined_parts joined)
{
    thread_.admit_arrival();
    store::pg::arrival what;
    for (;;) {
        arrival_job job{database_, what, message, origin, joined};
        auto admitted = co_await thread_.early(job);
        if (!what.undecided)
            co_return admitted;
        co_await pause_for(undecided_pause);
    }
}

async<part_kept> postgres_store::keep_part(sms_part part)
{
    thread_.admit_arrival();
    auto job = [&](ticket group) { return database_.keep_part(part, group); };
    co_return co_await thread_.early(job);
}

async<ticket> postgres_store::note_report(delivery_report report)
{
    thread_.admit_arrival();
    auto job = [&](ticket group) { return database_.note_report(report), group; };
    co_return co_await thread_.early(job);
}

async<std::vector<unsent>> postgres_store::find_failed(delivery_report report)
{
    auto job = [&](ticket) { return database_.find_failed(report); };
    co_return co_await thread_.early(job);
}

async<ticket> postgres_store::mute(channel_type via, std::string sender, instant until)
{
    auto job = [&](ticket group) { return database_.mute(via, sender, until), group; };
    co_return co_await thread_.early(job);
}

async<ticket> postgres_store::take_back(revocation what, instant now)
{
    auto job = [&](ticket group) { return database_.take_back(what, now), group; };
    co_return co_await thread_.early(job);
}

async<bool> postgres_store::durable(ticket committed) { return thread_.durable(committed); }

async<addressee> postgres_store::find_addressee(channel_type via, std::string sender)
{
    auto job = [&](ticket) { return database_.find_addressee(via, sender); };
    co_return co_await thread_.early(job);
}

async<void> postgres_store::keep_write(row_id inbox, core_question question)
{
    auto job = [&](ticket) { database_.keep_write(inbox, question); };
    co_await thread_.committed(job);
}

async<turn_receipt> postgres_store::commit_turn(turn done)
{
    turn_job job{database_, done};
    co_return co_await thread_.committed(job);
}

async<ticket> postgres_store::begin_attempt(row_id outbox, std::int64_t lease_epoch, instant now)
{
    auto job = [&](ticket group) { return database_.begin_attempt(outbox, lease_epoch, now), group; };
    co_return co_await thread_.early(job);
}

async<ticket> postgres_store::end_attempt(attempt_result result)
{
    auto job = [&](ticket group) { return database_.end_attempt(result), group; };
    co_return co_await thread_.early(job);
}

async<row_id> postgres_store::begin_epoch(std::string account, instant now)
{
    auto job = [&](ticket) { return database_.begin_epoch(account, now); };
    co_return co_await thread_.committed(job);
}

async<void> postgres_store::end_epoch(row_id epoch, instant now)
{
    auto job = [&](ticket) { database_.end_epoch(epoch, now); };
    co_await thread_.committed(job);
}

async<ticket> postgres_store::acknowledged_late(row_id inbox)
{
    auto job = [&](ticket group) { return database_.acknowledged_late(inbox), group; };
    co_return co_await thread_.early(job);
}

async<backlog> postgres_store::claim(std::size_t most, instant now)
{
    auto job = [&](ticket) { return database_.claim(most, now); };
    co_return co_await thread_.committed(job);
}

async<std::vector<sms_part>> postgres_store::parts()
{
    auto job = [&](ticket) { return database_.parts(); };
    co_return co_await thread_.committed(job);
}

async<ledger> postgres_store::balance()
{
    auto job = [&](ticket) { return database_.balance(); };
    co_return co_await thread_.committed(job);
}

async<std::optional<unsent>> postgres_store::release(row_id outbox, instant now)
{
    auto job = [&](ticket) { return database_.release(outbox, now); };
    co_return co_await thread_.committed(job);
}

async<bool> postgres_store::drop(row_id outbox, instant now)
{
    auto job = [&](ticket) { return database_.drop(outbox, now); };
    co_return co_await thread_.committed(job);
}

async<purge_report> postgres_store::purge(instant now, retention kept, std::size_t most)
{
    auto job = [&](ticket) { return database_.purge(now, kept, most); };
    co_return co_await thread_.committed(job);
}

async<void> postgres_store::append_audit(audit_entry entry)
{
    auto job = [&](ticket) { database_.append_audit(entry); };
    co_await thread_.committed(job);
}

async<bool> postgres_store::commits()
{
    auto job = [&](ticket group) { return database_.probe(), group; };
    bool held = false;
    try {
        const auto group = co_await thread_.early(job);
        held = co_await thread_.durable(group);
    } catch (const store_full&) {
    }
    co_return held;
}

}  // namespace sapa
