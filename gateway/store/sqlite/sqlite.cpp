// A thin hold on SQLite.
#include "gateway/store/sqlite/sqlite.hpp"
#include <utility>

namespace sapa::store {
namespace {

[[noreturn]] void fail(sqlite3* handle, int code, const std::string& doing)
{
    throw sqlite_error(code,
                       "store: " + doing + ": " + (handle ? sqlite3_errmsg(handle) : sqlite3_errstr(code)));
}

}  // namespace

bool cursor::step()
{
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW)
        return true;
    if (code != SQLITE_DONE)
        fail(sqlite3_db_handle(statement_), code, "a statement failed");
    return false;
}

void cursor::check(int code) const
{
    if (code != SQLITE_OK)
        fail(sqlite3_db_handle(statement_), code, "a value cannot be bound");
}

// Its own count of memory costs a lock at each allocation, and nobody reads it.
void prepare_sqlite() { [[maybe_unused]] static const int told = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

connection::connection(const std::string& file, mode how, const std::string& vfs)
{
    prepare_sqlite();
    const int flags =
        SQLITE_OPEN_NOMUTEX |
        (how == mode::read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    const int code = sqlite3_open_v2(file.c_str(), &handle_, flags, vfs.empty() ? nullptr : vfs.c_str());
    if (code != SQLITE_OK) {
        const std::string words = handle_ ? sqlite3_errmsg(handle_) : sqlite3_errstr(code);
        sqlite3_close(handle_);
        throw sqlite_error(code, "store " + file + ": " + words);
    }
    sqlite3_extended_result_codes(handle_, 1);
    sqlite3_busy_timeout(handle_, 5000);
}

connection::~connection()
{
    for (auto& [sql, statement] : statements_)
        sqlite3_finalize(statement);
    sqlite3_close(handle_);
}

sqlite3_stmt* connection::prepared(const char* sql)
{
    if (auto at = statements_.find(sql); at != statements_.end())
        return at->second;
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(handle_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK)
        fail(handle_, code, std::string("cannot prepare ") + sql);
    statements_.emplace(sql, statement);
    return statement;
}

void connection::execute(const std::string& sql)
{
    char* words = nullptr;
    const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, &words);
    const std::string text = words ? words : "";
    sqlite3_free(words);
    if (code != SQLITE_OK)
        throw sqlite_error(code, "store: " + text);
}

}  // namespace sapa::store
