// The database's life: opening, groups, the ledger, checkpoints.
#include "gateway/store/sqlite/database.hpp"
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include <cerrno>
#include <cstring>
#include "gateway/store/known_as.hpp"
#include "gateway/store/records.hpp"
#include "gateway/store/sqlite/schema.hpp"
#include "gateway/store/sqlite/wal_gather.hpp"

namespace sapa::store {
namespace {

constexpr row_id batch = 32'768;  // questions

}  // namespace

database::file_lock::file_lock(const std::filesystem::path& file)
{
    if (file.has_parent_path())
        std::filesystem::create_directories(file.parent_path());
    const auto lock = file.string() + ".lock";
    descriptor = ::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0)
        throw std::runtime_error("store " + lock + ": cannot be made: " + std::strerror(errno));
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        ::close(descriptor);
        throw std::runtime_error("store " + file.string() + ": another Sapa is using it");
    }
    // SQLite gives its WAL the mode of the file.
    if (const int made = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600); made >= 0)
        ::close(made);
}

database::file_lock::~file_lock() { ::close(descriptor); }

database::database(database_settings settings)
    : settings_(std::move(settings)),
      lock_(settings_.file),
      keys_(settings_.keys),
      db_(settings_.file.string(), connection::mode::read_write, gathered_wal(settings_.vfs))
{
    configure();
    migrate(db_);
    db_.execute("BEGIN IMMEDIATE");
    end_epochs_left_open();
    db_.execute("COMMIT");
    reload();
    checkpointer_.emplace(settings_.file.string(), settings_.vfs);
    claim_end_ = {next_inbox_, next_outbox_, db_.value("SELECT coalesce(max(id), 0) + 1 FROM promises")};
}

void database::configure()
{
    db_.execute("PRAGMA page_size = 4096");
    db_.execute("PRAGMA journal_mode = WAL");
    db_.execute("PRAGMA synchronous = FULL");
    db_.execute("PRAGMA wal_autocheckpoint = 0");  // ours: after the waiters are woken
    db_.execute("PRAGMA cache_size = -6000");
    db_.execute("PRAGMA mmap_size = 2147418112");  // SQLite's most: rows of long ago without a call a page
    db_.execute("PRAGMA temp_store = MEMORY");
    db_.execute("PRAGMA secure_delete = OFF");
    if (settings_.max_pages > 0)
        db_.execute("PRAGMA max_page_count = " + std::to_string(settings_.max_pages));
    auto* pages = &wal_pages_;
    sqlite3_wal_hook(
        db_.handle(),
        [](void* pages_, sqlite3*, const char*, int count) {
            *static_cast<std::int64_t*>(pages_) = count;
            return SQLITE_OK;
        },
        pages);
}

void database::reload()
{
    {
        auto row = db_.query(
            "SELECT accepted, answered, in_work, promised, dead_lettered, next_inbox, next_outbox, "
            "next_conversation, conversations_indexed, batches_upto FROM ledger");
        row.step();
        ledger_ = {row.number(0), row.number(1), row.number(2), row.number(3), row.number(4)};
        // Never back: an id whose commit failed is not given to another message.
        next_inbox_ = std::max(next_inbox_, row.number(5));
        next_outbox_ = std::max(next_outbox_, row.number(6));
        next_conversation_ = std::max(next_conversation_, row.number(7));
        conversations_indexed_ = row.number(8);
        batches_upto_ = row.number(9);
        next_batch_ = std::max(next_batch_, next_inbox_ + batch);
    }
    ended_.fill(0);
    ledger_changed_ = false;
    redeliverable_ = db_.value("SELECT count(*) FROM redeliverable");
    parked_reports_ = db_.value("SELECT count(*) FROM reports");
    reload_sent();
    reload_places();
    reload_provider_ids();
    reload_questions();
    stale_ = false;
}

void database::reload_questions()
{
    conversations_.clear();
    questions_.clear();
    auto row = db_.query(
        "SELECT i.id, i.conversation, i.number, i.message, c.last_number, c.sender, w.inbox, c.last_inbox, "
        "c.state FROM inbox i "
        "LEFT JOIN conversations c ON c.id = i.conversation LEFT JOIN core_writes w ON w.inbox = i.id "
        "WHERE i.id >= ? AND i.status = 0 ORDER BY i.id",
        batches_upto_);
    while (row.step()) {
        open_question question;
        question.conversation = row.number(1);
        question.number = row.number(2);
        question.write_kept = !row.null(6);
        questions_.emplace(row.number(0), question);
        auto& open = conversations_[question.conversation];
        if (open.in_work++ == 0) {
            if (auto bytes = keys_.open(text_kind::message, row.bytes(3))) {
                auto message = unpack_mo_message(*bytes);
                open.via = message.via;
                open.sender = std::move(message.sender);
                open.key = conversation_key(db_, keys_, open.via, open.sender);
            }
            open.stored = !row.null(4);
            open.last_number = row.number(4);
            open.last_inbox = row.number(7);
            open.sealed_state = row.text(8);
            open.place = place_of(question.conversation, as_blob(open.key).bytes);
            if (!open.stored)
                fresh_places_[open.place.hash] = open.place;
            else if (open.place.last_inbox > open.last_inbox)
                read_newer(open.place.last_inbox, open.last_number, open.last_inbox, open.sealed_state);
            open.sender_day = keyring::day_sealed(row.bytes(5));
        }
        open.last_number = std::max(open.last_number, question.number);
        open.last_inbox = std::max(open.last_inbox, row.number(0));
    }
}

void database::begin()
{
    if (stale_)
        reload();
    claimed_before_ = claimed_;
    db_.run("BEGIN");
}

void database::commit()
{
    if (ledger_changed_)
        flush_ledger();
    db_.run("COMMIT");
}

void database::rollback() noexcept
{
    try {
        stale_ = true;
        claimed_ = claimed_before_;
        if (db_.in_transaction())
            db_.run("ROLLBACK");
        reload();
    } catch (const std::exception&) {
        // Tried again before the next group; what fails there is told to its waiters.
    }
}

bool database::hopeless(const std::exception& failure) const
{
    const auto* error = dynamic_cast<const sqlite_error*>(&failure);
    if (!error)
        return false;
    switch (error->code & 0xff) {
        case SQLITE_FULL:
        case SQLITE_IOERR:
        case SQLITE_READONLY:
        case SQLITE_CANTOPEN:
        case SQLITE_NOMEM:
        case SQLITE_BUSY:
        case SQLITE_CORRUPT:
            return true;
        default:
            return false;
    }
}

// The bulk is copied by the checkpointer beside us; what came meanwhile is little and done here, since only
// where all is copied does the WAL begin anew.
void database::after_commit() noexcept
{
    if (checkpointer_->take_finished())
        finish_checkpoint();
    else if (wal_pages_ >= settings_.checkpoint_pages)
        checkpointer_->start();
}

void database::idle() noexcept
{
    if (checkpointer_->take_finished() || wal_pages_ >= settings_.idle_checkpoint_pages)
        finish_checkpoint();
}

// Its failure (a full disk) harms nothing: the WAL keeps what it has.
void database::finish_checkpoint()
{
    sqlite3_wal_checkpoint_v2(db_.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    wal_pages_ = 0;
}

// So many questions are read again after a crash.
void database::write_batches()
{
    keep_provider_ids();
    index_conversations();
    batches_upto_ = next_inbox_;
    for (const auto& [inbox, question] : questions_)
        batches_upto_ = std::min(batches_upto_, inbox);
    next_batch_ = next_inbox_ + batch;
    ledger_changed_ = true;
}

void database::flush_ledger()
{
    db_.run(
        "UPDATE ledger SET accepted = ?, answered = ?, in_work = ?, promised = ?, dead_lettered = ?, "
        "next_inbox = ?, next_outbox = ?, next_conversation = ?, conversations_indexed = ?, "
        "batches_upto = ? WHERE id = 1",
        ledger_.accepted, ledger_.answered, ledger_.in_work, ledger_.promised, ledger_.dead_lettered,
        next_inbox_, next_outbox_, next_conversation_, conversations_indexed_, batches_upto_);
    for (std::size_t how = 0; how < ended_.size(); ++how)
        if (ended_[how] != 0)
            db_.run(
                "INSERT INTO ended VALUES (?, ?) ON CONFLICT DO UPDATE SET turns = turns + excluded.turns",
                how, ended_[how]);
    ended_.fill(0);
    ledger_changed_ = false;
}

void database::count(standing where, std::int64_t change)
{
    switch (where) {
        case standing::in_work:
            ledger_.in_work += change;
            break;
        case standing::answered:
            ledger_.answered += change;
            break;
        case standing::promised:
            ledger_.promised += change;
            break;
        case standing::dead_lettered:
            ledger_.dead_lettered += change;
            break;
    }
    ledger_changed_ = true;
}

standing database::standing_of(row_id inbox)
{
    auto row = db_.query("SELECT status, dead_letters FROM inbox WHERE id = ?", inbox);
    if (!row.step())
        return standing::answered;
    if (row.number(0) == 0)
        return standing::in_work;
    if (row.number(0) == 2)
        return standing::promised;
    return row.number(1) > 0 ? standing::dead_lettered : standing::answered;
}

}  // namespace sapa::store
