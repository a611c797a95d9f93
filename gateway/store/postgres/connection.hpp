// A thin hold on libpq: a connection in pipeline mode, its statements kept prepared, values in binary form.
#pragma once
#include <libpq-fe.h>
#include <atomic>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>
#include "gateway/model/time.hpp"
#include "gateway/store/postgres/parameters.hpp"

namespace sapa::store::pg {

struct pg_error : std::runtime_error
{
    pg_error(std::string state_, const std::string& text) : runtime_error(text), state(std::move(state_)) {}
    std::string state{};  // SQLSTATE; empty: the connection was lost
    bool lost() const { return state.empty(); }
};

// The rows of one statement.
class cursor
{
public:
    explicit cursor(PGresult* result) : rows_(result, &PQclear) {}

    bool step() { return ++at_ < PQntuples(rows_.get()); }  // false: no further row
    std::int64_t number(int column) const;                  // of any integer type; 0 for NULL
    instant at(int column) const { return instant(milliseconds(number(column))); }
    bool null(int column) const { return PQgetisnull(rows_.get(), at_, column) != 0; }
    // Valid as long as the cursor.
    std::string_view bytes(int column) const
    {
        return {PQgetvalue(rows_.get(), at_, column),
                static_cast<std::size_t>(PQgetlength(rows_.get(), at_, column))};
    }
    std::string text(int column) const { return std::string(bytes(column)); }
    std::int64_t changed() const;  // rows that the statement changed
    const PGresult* result() const { return rows_.get(); }

private:
    std::unique_ptr<PGresult, decltype(&PQclear)> rows_;
    int at_{-1};
};

// Throws pg_error with PostgreSQL's words (never a bound value). After a lost connection only destroy it.
class connection
{
public:
    // `stop`: set, waiting ends with an error soon. `settings`: SET statements for the session.
    connection(const std::string& url, const char* settings, const std::atomic<bool>& stop);
    ~connection();
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;

    // Sends a statement behind those sent before; its result comes with the next wait(). The statement is
    // prepared once for each address of `sql`, so give a literal.
    template <class... Values>
    void send(const char* sql, const Values&... values)
    {
        send_prepared(sql, parameters(values...), false);
    }
    // The same, and its rows are wanted: wait() gives them in the order of asking.
    template <class... Values>
    void ask(const char* sql, const Values&... values)
    {
        send_prepared(sql, parameters(values...), true);
    }
    void send_columns(const char* sql, const std::vector<column>& columns)
    {
        send_prepared(sql, parameters(columns), false);
    }
    // One round trip for all that was sent.
    std::vector<cursor> wait();

    // What was sent before goes along.
    template <class... Values>
    cursor query(const char* sql, const Values&... values)
    {
        ask(sql, values...);
        return std::move(wait().back());
    }
    template <class... Values>
    std::int64_t run(const char* sql, const Values&... values)
    {
        return query(sql, values...).changed();
    }
    template <class... Values>
    std::int64_t value(const char* sql, const Values&... values)
    {
        auto row = query(sql, values...);
        return row.step() ? row.number(0) : 0;
    }
    // Several statements that are not kept, outside the pipeline.
    void execute(const std::string& sql);

    // Waits for a notification, at most so long; their payloads.
    std::vector<std::string> notifications(milliseconds longest);
    bool lost() const { return lost_ || PQstatus(handle_) != CONNECTION_OK; }

private:
    void send_prepared(const char* sql, const parameters& values, bool wanted);
    void transfer();
    PGresult* next_result();
    bool wait_for_socket(bool write, milliseconds longest);
    [[noreturn]] void fail_lost(const std::string& doing);

    PGconn* handle_{};
    const std::atomic<bool>& stop_;
    std::unordered_map<const char*, std::string> statements_{};
    std::vector<const char*> preparing_{};  // since the last wait()
    std::size_t prepared_{};
    std::vector<bool> expected_{};  // results, and whether somebody wants them
    bool lost_{};
};

// Rows gathered over a group and written by one statement, whose parameters are the columns.
class bulk
{
public:
    bulk(const char* sql, std::initializer_list<oid> elements) : sql_(sql)
    {
        for (const auto element : elements)
            columns_.emplace_back(element);
    }

    template <class... Values>
    void add(const Values&... values)
    {
        std::size_t at = 0;
        (put(columns_[at++], values), ...);
    }
    bool empty() const { return columns_.front().empty(); }
    void send(connection& db)
    {
        if (!empty())
            db.send_columns(sql_, columns_);
        clear();
    }
    void clear()
    {
        for (auto& one : columns_)
            one.clear();
    }

private:
    template <class Value>
    static void put(column& to, const Value& value)
    {
        if constexpr (std::is_integral_v<Value> || std::is_enum_v<Value>)
            to.add(static_cast<std::int64_t>(value));
        else if constexpr (std::is_convertible_v<const Value&, std::string_view>)
            to.add(std::string_view(value));
        else
            to.add(value);
    }

    const char* sql_;
    std::vector<column> columns_{};
};

}  // namespace sapa::store::pg
