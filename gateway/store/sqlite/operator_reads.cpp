// The operators' lists: dead letters, the queue, preferences, the audit, and the back-up.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include "gateway/store/sqlite/reader.hpp"
#include "gateway/store/sqlite/sqlite_store.hpp"

namespace sapa {
namespace {

using store::reader;
using store::text_kind;

std::string recipient_of(reader& from, std::string_view sealed)
{
    const auto bytes = from.keys.open(text_kind::reply, sealed);
    return bytes ? masked_tail(store::unpack_mt_message(*bytes).recipient) : std::string(reader::expired);
}

// Copies the whole in one read transaction; writers go on.
void copy_database(store::connection& from, store::connection& to)
{
    auto* copy = sqlite3_backup_init(to.handle(), "main", from.handle(), "main");
    if (!copy)
        throw std::runtime_error(std::string("back-up: ") + sqlite3_errmsg(to.handle()));
    sqlite3_backup_step(copy, -1);
    if (const int code = sqlite3_backup_finish(copy); code != SQLITE_OK)
        throw std::runtime_error(std::string("back-up: ") + sqlite3_errstr(code));
}

void check_integrity(store::connection& db)
{
    auto row = db.query("PRAGMA integrity_check(1)");
    if (!row.step() || row.bytes(0) != "ok")
        throw std::runtime_error("back-up: the copy is damaged: " + row.text(0));
}

std::optional<instant> time_of(store::connection& db, const char* sql)
{
    auto row = db.query(sql);
    return row.step() && !row.null(0) ? std::optional(row.at(0)) : std::nullopt;
}

std::uint64_t octets_of(const std::filesystem::path& file)
{
    std::error_code none;
    const auto size = std::filesystem::file_size(file, none);
    return none ? 0 : size;
}

}  // namespace

store_load sqlite_store::load()
{
    store::connection db(file_.string(), store::connection::mode::read_only);
    store_load now{.waiting = thread_.waiting(), .waiting_max = thread_.waiting_max()};
    // Ids rise with time, so the first unfinished row is the oldest.
    now.oldest_question = time_of(db,
                                  "SELECT received_at FROM inbox WHERE id >= (SELECT batches_upto FROM "
                                  "ledger) AND status = 0 ORDER BY id LIMIT 1");
    now.oldest_reply =
        time_of(db, "SELECT created_at FROM outbox WHERE status = 0 AND purpose = 0 ORDER BY id LIMIT 1");
    now.last_backup = time_of(db, "SELECT at FROM audit WHERE what = 'backup' ORDER BY id DESC LIMIT 1");
    now.octets = octets_of(file_) + octets_of(file_.string() + "-wal");
    return now;
}

std::vector<dead_letter> sqlite_store::dead_letters(std::size_t most)
{
    reader from(file_, settings_.keys);
    std::vector<dead_letter> list;
    auto row = from.db.query(
        "SELECT id, inbox, conversation, channel, account, message, code, attempts, created_at, ended_at "
        "FROM outbox "
        "WHERE dead = 1 ORDER BY id LIMIT ?",
        most);
    while (row.step()) {
        dead_letter one;
        one.outbox = row.number(0);
        one.inbox = row.number(1);
        one.conversation = row.number(2);
        one.via = static_cast<channel_type>(row.number(3));
        one.account = row.text(4);
        one.recipient = recipient_of(from, row.bytes(5));
        one.code = row.text(6);
        one.attempts = static_cast<int>(row.number(7));
        one.created_at = row.at(8);
        one.ended_at = row.at(9);
        list.push_back(std::move(one));
    }
    return list;
}

std::vector<queued_message> sqlite_store::queued(std::size_t most)
{
    reader from(file_, settings_.keys);
    std::vector<queued_message> list;
    auto row = from.db.query(
        "SELECT id, inbox, conversation, channel, account, message, attempts, attempt_open, created_at, "
        "not_before "
        "FROM outbox WHERE status = 0 ORDER BY id LIMIT ?",
        most);
    while (row.step()) {
        queued_message one;
        one.outbox = row.number(0);
        one.inbox = row.number(1);
        one.conversation = row.number(2);
        one.via = static_cast<channel_type>(row.number(3));
        one.account = row.text(4);
        one.recipient = recipient_of(from, row.bytes(5));
        one.attempts = static_cast<int>(row.number(6));
        one.attempt_open = row.number(7) != 0;
        one.created_at = row.at(8);
        one.not_before = row.at(9);
        list.push_back(std::move(one));
    }
    return list;
}

std::vector<std::pair<std::string, std::string>> sqlite_store::preferences(channel_type via,
                                                                           std::string sender)
{
    reader from(file_, settings_.keys);
    std::vector<std::pair<std::string, std::string>> list;
    auto row = from.db.query("SELECT name, value FROM preferences WHERE conversation = ? ORDER BY name",
                             store::stored_conversation(from.db, from.keys, via, sender));
    while (row.step())
        list.emplace_back(row.text(0), row.text(1));
    return list;
}

std::vector<audit_entry> sqlite_store::audit(std::size_t most)
{
    reader from(file_, settings_.keys);
    std::vector<audit_entry> list;
    auto row = from.db.query("SELECT at, who, what, about, reason FROM audit ORDER BY id DESC LIMIT ?", most);
    while (row.step()) {
        audit_entry one;
        one.at = row.at(0);
        one.who = row.text(1);
        one.what = row.text(2);
        one.about = row.text(3);
        one.reason = row.text(4);
        list.push_back(std::move(one));
    }
    return list;
}

void sqlite_store::back_up(std::string file)
{
    const std::string draft = file + ".new";
    std::filesystem::remove(draft);
    const int made = ::open(draft.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (made < 0)
        throw std::runtime_error("back-up " + file + ": cannot be made");
    ::close(made);
    {
        store::connection from(file_.string(), store::connection::mode::read_only);
        store::connection to(draft, store::connection::mode::read_write);
        copy_database(from, to);
        to.execute("PRAGMA journal_mode = DELETE");
        check_integrity(to);
    }
    std::filesystem::rename(draft, file);
}

}  // namespace sapa
