// A thin hold on SQLite: a connection, its statements kept prepared, values bound in order.
#pragma once
#include <sqlite3.h>
#include <array>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include "gateway/model/time.hpp"

namespace sapa::store {

struct sqlite_error : std::runtime_error
{
    sqlite_error(int code_, const std::string& text) : runtime_error(text), code(code_) {}
    int code{};
};

struct blob
{
    std::string_view bytes{};
    bool null{};
};
inline blob as_blob(const std::string& bytes) { return {bytes}; }
inline blob as_blob(const std::optional<std::string>& bytes) { return bytes ? blob{*bytes} : blob{{}, true}; }
template <std::size_t N>
blob as_blob(const std::array<unsigned char, N>& bytes)
{
    return {std::string_view(reinterpret_cast<const char*>(bytes.data()), N)};
}

// One use of a prepared statement; reset when it goes.
class cursor
{
public:
    // copy: bound texts may go before the next step.
    cursor(sqlite3_stmt* statement, bool copy)
        : statement_(statement), hold_(copy ? SQLITE_TRANSIENT : SQLITE_STATIC)
    {
    }
    cursor(cursor&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)), hold_(other.hold_)
    {
    }
    cursor& operator=(cursor&&) = delete;
    ~cursor()
    {
        if (statement_)
            sqlite3_reset(statement_);  // its values stay until the next use binds all of them
    }

    bool step();  // false: no further row
    std::int64_t number(int column) const { return sqlite3_column_int64(statement_, column); }
    instant at(int column) const { return instant(milliseconds(number(column))); }
    bool null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
    // Valid until the next step.
    std::string_view bytes(int column) const
    {
        const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
        return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
    }
    std::string text(int column) const { return std::string(bytes(column)); }

    void bind(int index, std::int64_t value) { check(sqlite3_bind_int64(statement_, index, value)); }
    void bind(int index, instant value) { bind(index, value.time_since_epoch().count()); }
    void bind(int index, std::optional<instant> value) { value ? bind(index, *value) : bind(index, nullptr); }
    void bind(int index, std::nullptr_t) { check(sqlite3_bind_null(statement_, index)); }
    void bind(int index, std::string_view value)
    {
        check(sqlite3_bind_text(statement_, index, value.data(), static_cast<int>(value.size()), hold_));
    }
    void bind(int index, blob value)
    {
        value.null ? bind(index, nullptr)
                   : check(sqlite3_bind_blob(statement_, index, value.bytes.empty() ? "" : value.bytes.data(),
                                             static_cast<int>(value.bytes.size()), hold_));
    }

private:
    void check(int code) const;
    sqlite3_stmt* statement_;
    sqlite3_destructor_type hold_;
};

// Settings of the whole program, before SQLite starts. Called by whoever may be the first to use it.
void prepare_sqlite();

// Throws sqlite_error with SQLite's code and words (never a bound value).
class connection
{
public:
    enum class mode { read_write, read_only };
    // vfs: "" is the system's own.
    connection(const std::string& file, mode how, const std::string& vfs = "");
    ~connection();
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;

    // The statement is prepared once for each address of `sql`, so give a literal.
    template <class... Values>
    cursor query(const char* sql, const Values&... values)
    {
        return bound(sql, true, values...);
    }
    // Runs a statement without rows; how many rows it changed.
    template <class... Values>
    std::int64_t run(const char* sql, const Values&... values)
    {
        bound(sql, false, values...).step();
        return sqlite3_changes64(handle_);
    }
    template <class... Values>
    std::int64_t value(const char* sql, const Values&... values)
    {
        auto row = bound(sql, false, values...);
        return row.step() ? row.number(0) : 0;
    }
    // Several statements that are not kept.
    void execute(const std::string& sql);

    bool in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }
    sqlite3* handle() const { return handle_; }

private:
    template <class... Values>
    cursor bound(const char* sql, bool copy, const Values&... values)
    {
        cursor use(prepared(sql), copy);
        [[maybe_unused]] int index = 0;
        (use.bind(++index, as_bound(values)), ...);
        return use;
    }
    template <class Value>
    static auto as_bound(const Value& value)
    {
        if constexpr (std::is_integral_v<Value> || std::is_enum_v<Value>)
            return static_cast<std::int64_t>(value);
        else if constexpr (std::is_convertible_v<const Value&, std::string_view>)
            return std::string_view(value);
        else
            return value;
    }
    sqlite3_stmt* prepared(const char* sql);

    sqlite3* handle_{};
    std::unordered_map<const char*, sqlite3_stmt*> statements_{};
};

}  // namespace sapa::store
