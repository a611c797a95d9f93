// The operators' lists: dead letters, the queue, preferences, the audit, and the back-up.
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <filesystem>
#include "gateway/store/postgres/postgres_store.hpp"
#include "gateway/store/postgres/reader.hpp"

namespace sapa {
namespace {

using store::text_kind;
using store::pg::reader;

std::string recipient_of(reader& from, std::string_view sealed)
{
    const auto bytes = from.keys.open(text_kind::reply, sealed);
    return bytes ? masked_tail(store::unpack_mt_message(*bytes).recipient) : std::string(reader::expired);
}

// Runs a program of PostgreSQL's; its password and the like stay in the environment and the URL's service.
bool run_program(std::vector<std::string> words)
{
    std::vector<char*> arguments;
    for (auto& word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    pid_t child{};
    int status = 0;
    return ::posix_spawnp(&child, arguments[0], nullptr, nullptr, arguments.data(), environ) == 0 &&
           ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

store_load postgres_store::load()
{
    store_load now{.waiting = thread_.waiting(), .waiting_max = thread_.waiting_max()};
    if (!watching_ || watching_->lost())
        watching_.emplace(settings_.url, "SET default_transaction_read_only = on", reader::never);
    auto row = watching_->query(
        "SELECT (SELECT min(received_at) FROM inbox WHERE status = 0), (SELECT min(created_at) FROM outbox "
        "WHERE status = 0 AND purpose = 0), (SELECT max(at) FROM audit WHERE what = 'backup')");
    row.step();
    const auto time_in = [&row](int column) {
        return row.null(column) ? std::nullopt : std::optional(row.at(column));
    };
    now.oldest_question = time_in(0);
    now.oldest_reply = time_in(1);
    now.last_backup = time_in(2);
    return now;
}

std::vector<dead_letter> postgres_store::dead_letters(std::size_t most)
{
    reader from(settings_.url, settings_.keys);
    std::vector<dead_letter> list;
    auto row = from.db.query(
        "SELECT id, inbox, conversation, channel, account, message, code, attempts, created_at, ended_at "
        "FROM outbox "
        "WHERE dead = 1 ORDER BY id LIMIT $1",
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

std::vector<queued_message> postgres_store::queued(std::size_t most)
{
    reader from(settings_.url, settings_.keys);
    std::vector<queued_message> list;
    auto row = from.db.query(
        "SELECT id, inbox, conversation, channel, account, message, attempts, attempt_open, created_at, "
        "not_before "
        "FROM outbox WHERE status = 0 ORDER BY id LIMIT $1",
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

std::vector<std::pair<std::string, std::string>> postgres_store::preferences(channel_type via,
                                                                             std::string sender)
{
    reader from(settings_.url, settings_.keys);
    std::vector<std::pair<std::string, std::string>> list;
    auto row = from.db.query("SELECT name, value FROM preferences WHERE conversation = $1 ORDER BY name",
                             store::pg::stored_conversation(from.db, from.keys, via, sender));
    while (row.step())
        list.emplace_back(row.text(0), row.text(1));
    return list;
}

std::vector<audit_entry> postgres_store::audit(std::size_t most)
{
    reader from(settings_.url, settings_.keys);
    std::vector<audit_entry> list;
    auto row =
        from.db.query("SELECT at, who, what, about, reason FROM audit ORDER BY id DESC LIMIT $1", most);
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

// By pg_dump, which copies one moment while the nodes go on; pg_restore reads the copy's contents as a check.
void postgres_store::back_up(std::string file)
{
    const std::string draft = file + ".new";
    std::filesystem::remove(draft);
    const int made = ::open(draft.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (made < 0)
        throw std::runtime_error("back-up " + file + ": cannot be made");
    ::close(made);
    if (!run_program({"pg_dump", "--format=custom", "--file=" + draft, "--dbname=" + settings_.url}))
        throw std::runtime_error("back-up " + file + ": pg_dump failed (postgresql-client is needed here)");
    if (!run_program({"pg_restore", "--file=/dev/null", draft}))
        throw std::runtime_error("back-up " + file + ": the copy is damaged");
    std::filesystem::rename(draft, file);
}

}  // namespace sapa
