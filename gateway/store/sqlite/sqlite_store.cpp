// The store on SQLite: each call of the road is one job of the store's thread.
#include "gateway/store/sqlite/sqlite_store.hpp"
#include "gateway/store/sqlite/schema.hpp"

namespace sapa {
namespace {

constexpr std::string_view scheme = "sqlite:";

std::string file_of(const std::string& url)
{
    if (!url.starts_with(scheme) || url.size() == scheme.size())
        throw std::runtime_error("store.url: " + url + " is not sqlite:FILE");
    return url.substr(scheme.size());
}

store::database_settings database_settings_of(const sqlite_settings& settings)
{
    store::database_settings of;
    of.file = file_of(settings.url);
    of.keys = settings.keys;
    of.vfs = settings.vfs;
    of.checkpoint_pages = settings.checkpoint_pages;
    of.max_pages = settings.max_pages;
    return of;
}

}  // namespace

ledger read_ledger(const sqlite_settings& settings)
{
    store::connection db(file_of(settings.url), store::connection::mode::read_only);
    store::require_current(db);
    auto row = db.query("SELECT accepted, answered, in_work, promised, dead_lettered FROM ledger");
    row.step();
    return {row.number(0), row.number(1), row.number(2), row.number(3), row.number(4)};
}

sqlite_store::sqlite_store(asio::any_io_executor home, sqlite_settings settings)
    : settings_(std::move(settings)),
      file_(file_of(settings_.url)),
      database_(database_settings_of(settings_)),
      thread_(std::move(home), database_, settings_.group)
{
}

sqlite_store::~sqlite_store() = default;

async<admission> sqlite_store::admit(mo_message message, std::optional<smpp_origin> origin,
                                     joined_parts joined)
{
    thread_.admit_arrival();
    auto job = [this, message = std::move(message), origin = std::move(origin), joined = std::move(joined)](
                   ticket group) { return database_.admit(message, origin, joined, group); };
    return thread_.early(std::move(job));
}

async<part_kept> sqlite_store::keep_part(sms_part part)
{
    thread_.admit_arrival();
    auto job = [&](ticket group) { return database_.keep_part(part, group); };
    co_return co_await thread_.early(job);
}

async<ticket> sqlite_store::note_report(delivery_report report)
{
    thread_.admit_arrival();
    auto job = [&](ticket group) { return database_.note_report(report), group; };
    co_return co_await thread_.early(job);
}

async<std::vector<unsent>> sqlite_store::find_failed(delivery_report report)
{
    auto job = [&](ticket) { return database_.find_failed(report); };
    co_return co_await thread_.early(job);
}

async<ticket> sqlite_store::mute(channel_type via, std::string sender, instant until)
{
    auto job = [&](ticket group) { return database_.mute(via, sender, until), group; };
    co_return co_await thread_.early(job);
}

async<ticket> sqlite_store::take_back(revocation what, instant now)
{
    auto job = [&](ticket group) { return database_.take_back(what, now), group; };
    co_return co_await thread_.early(job);
}

async<bool> sqlite_store::durable(ticket committed) { return thread_.durable(committed); }

async<addressee> sqlite_store::find_addressee(channel_type via, std::string sender)
{
    auto job = [&](ticket) { return database_.find_addressee(via, sender); };
    co_return co_await thread_.early(job);
}

async<void> sqlite_store::keep_write(row_id inbox, core_question question)
{
    auto job = [&](ticket) { database_.keep_write(inbox, question); };
    co_await thread_.committed(job);
}

async<turn_receipt> sqlite_store::commit_turn(turn done)
{
    auto job = [this, done = std::move(done)](ticket group) { return database_.commit_turn(done, group); };
    return thread_.committed(std::move(job));
}

async<ticket> sqlite_store::begin_attempt(row_id outbox, std::int64_t lease_epoch, instant now)
{
    auto job = [&](ticket group) { return database_.begin_attempt(outbox, lease_epoch, now), group; };
    co_return co_await thread_.early(job);
}

async<ticket> sqlite_store::end_attempt(attempt_result result)
{
    auto job = [this, result = std::move(result)](ticket group) {
        return database_.end_attempt(result), group;
    };
    return thread_.early(std::move(job));
}

async<row_id> sqlite_store::begin_epoch(std::string account, instant now)
{
    auto job = [&](ticket) { return database_.begin_epoch(account, now); };
    co_return co_await thread_.committed(job);
}

async<void> sqlite_store::end_epoch(row_id epoch, instant now)
{
    auto job = [&](ticket) { database_.end_epoch(epoch, now); };
    co_await thread_.committed(job);
}

async<ticket> sqlite_store::acknowledged_late(row_id inbox)
{
    auto job = [&](ticket group) { return database_.acknowledged_late(inbox), group; };
    co_return co_await thread_.early(job);
}

async<backlog> sqlite_store::claim(std::size_t most, instant now)
{
    auto job = [&](ticket) { return database_.claim(most, now); };
    co_return co_await thread_.committed(job);
}

async<std::vector<sms_part>> sqlite_store::parts()
{
    auto job = [&](ticket) { return database_.parts(); };
    co_return co_await thread_.committed(job);
}

async<ledger> sqlite_store::balance()
{
    auto job = [&](ticket) { return database_.balance(); };
    co_return co_await thread_.committed(job);
}

async<std::optional<unsent>> sqlite_store::release(row_id outbox, instant now)
{
    auto job = [&](ticket) { return database_.release(outbox, now); };
    co_return co_await thread_.committed(job);
}

async<bool> sqlite_store::drop(row_id outbox, instant now)
{
    auto job = [&](ticket) { return database_.drop(outbox, now); };
    co_return co_await thread_.committed(job);
}

async<purge_report> sqlite_store::purge(instant now, retention kept, std::size_t most)
{
    auto job = [&](ticket) { return database_.purge(now, kept, most); };
    co_return co_await thread_.committed(job);
}

async<void> sqlite_store::append_audit(audit_entry entry)
{
    auto job = [&](ticket) { database_.append_audit(entry); };
    co_await thread_.committed(job);
}

async<bool> sqlite_store::commits()
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
