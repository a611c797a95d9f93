// A thin hold on libpq. Non-blocking with poll(): a pipeline whose both ends wait to write would stand still.
#include "gateway/store/postgres/connection.hpp"
#include <poll.h>

namespace sapa::store::pg {
namespace {

constexpr milliseconds silence_max{20'000};  // of the server in the middle of a request
constexpr milliseconds look_up{200};         // how often `stop` is looked at
constexpr milliseconds stop_patience{2'000};

// The defaults come first, so that the URL may say otherwise. A failover is noticed within seconds, and only
// a server that takes writes will do.
constexpr const char* keywords[]{
    "application_name", "connect_timeout",  "target_session_attrs", "keepalives_idle", "keepalives_interval",
    "keepalives_count", "tcp_user_timeout", "client_encoding",      "dbname",          nullptr};

std::string words_of(const PGresult* result, const PGconn* handle)
{
    const char* words = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : nullptr;
    return words ? words : PQerrorMessage(handle);
}

}  // namespace

std::int64_t cursor::number(int column) const
{
    if (null(column))
        return 0;
    const auto octets = bytes(column);
    std::uint64_t value = !octets.empty() && (octets[0] & 0x80) != 0 ? ~std::uint64_t{} : 0;
    for (const char octet : octets)
        value = (value << 8) | static_cast<unsigned char>(octet);
    return static_cast<std::int64_t>(value);
}

std::int64_t cursor::changed() const
{
    const std::string_view count = PQcmdTuples(rows_.get());
    std::int64_t number = 0;
    for (const char digit : count)
        number = number * 10 + (digit - '0');
    return number;
}

connection::connection(const std::string& url, const char* settings, const std::atomic<bool>& stop)
    : stop_(stop)
{
    const char* values[]{"sapa", "3", "read-write", "5", "2", "3", "8000", "UTF8", url.c_str(), nullptr};
    handle_ = PQconnectdbParams(keywords, values, 1);
    if (PQstatus(handle_) != CONNECTION_OK) {
        const std::string words = PQerrorMessage(handle_);
        PQfinish(handle_);
        throw pg_error("", "store: no connection to PostgreSQL: " + words);
    }
    try {
        execute(settings);
    } catch (...) {
        PQfinish(handle_);
        throw;
    }
    PQsetNoticeProcessor(
        handle_, [](void*, const char*) {}, nullptr);
    PQsetnonblocking(handle_, 1);
}

connection::~connection() { PQfinish(handle_); }

void connection::fail_lost(const std::string& doing)
{
    lost_ = true;
    throw pg_error("", "store: " + doing + ": " + PQerrorMessage(handle_));
}

void connection::send_prepared(const char* sql, const parameters& values, bool wanted)
{
    auto [at, fresh] = statements_.try_emplace(sql);
    if (fresh) {
        at->second = "s" + std::to_string(++prepared_);
        preparing_.push_back(sql);
        if (!PQsendPrepare(handle_, at->second.c_str(), sql, values.count(), values.types().data()))
            fail_lost("a statement cannot be sent");
        expected_.push_back(false);
    }
    std::vector<const char*> data;
    std::vector<int> lengths;
    const std::vector<int> binary(static_cast<std::size_t>(values.count()), 1);
    for (int i = 0; i < values.count(); ++i) {
        const auto& value = values.value(i);
        data.push_back(value ? value->data() : nullptr);
        lengths.push_back(value ? static_cast<int>(value->size()) : 0);
    }
    if (!PQsendQueryPrepared(handle_, at->second.c_str(), values.count(), data.data(), lengths.data(),
                             binary.data(), 1))
        fail_lost("a statement cannot be sent");
    expected_.push_back(wanted);
}

// false: nothing happened so long.
bool connection::wait_for_socket(bool write, milliseconds longest)
{
    for (auto left = longest; left.count() > 0; left -= look_up) {
        pollfd socket{PQsocket(handle_), static_cast<short>(write ? POLLIN | POLLOUT : POLLIN), 0};
        const int ready = ::poll(&socket, 1, static_cast<int>(std::min(left, look_up).count()));
        if (ready > 0)
            return true;
        if (stop_)
            left = std::min(left, stop_patience);
    }
    return false;
}

void connection::transfer()
{
    for (int left = PQflush(handle_); left != 0; left = PQflush(handle_)) {
        if (left < 0 || !wait_for_socket(true, silence_max) || !PQconsumeInput(handle_))
            fail_lost("a group cannot be sent");
    }
}

PGresult* connection::next_result()
{
    while (PQisBusy(handle_))
        if (!wait_for_socket(false, silence_max) || !PQconsumeInput(handle_))
            fail_lost("no answer");
    return PQgetResult(handle_);
}

std::vector<cursor> connection::wait()
{
    if (!PQpipelineSync(handle_))
        fail_lost("a group cannot be sent");
    transfer();
    std::vector<cursor> wanted;
    std::string failed_state, failed_words;
    const auto preparing = std::exchange(preparing_, {});
    for (const bool is_wanted : std::exchange(expected_, {})) {
        cursor rows(next_result());
        const auto* result = rows.result();
        const auto status = PQresultStatus(result);
        if (!result || PQstatus(handle_) != CONNECTION_OK)
            fail_lost("the connection went");
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && failed_state.empty()) {
            const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
            failed_state = state ? state : "XX000";
            failed_words = words_of(result, handle_);
        }
        if (is_wanted)
            wanted.push_back(std::move(rows));
        if (PGresult* more = next_result())  // each statement ends with none
            PQclear(more);
    }
    PGresult* end = next_result();
    const bool synced = end && PQresultStatus(end) == PGRES_PIPELINE_SYNC;
    PQclear(end);
    if (!synced)
        fail_lost("the connection went");
    if (failed_state.empty())
        return wanted;
    for (const auto* sql : preparing)  // behind the failure nothing was prepared
        statements_.erase(sql);
    throw pg_error(failed_state, "store: a statement failed: " + failed_words);
}

void connection::execute(const std::string& sql)
{
    PQexitPipelineMode(handle_);
    std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(handle_, sql.c_str()), &PQclear);
    PQenterPipelineMode(handle_);
    const auto status = PQresultStatus(result.get());
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY)
        return;
    const char* state = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
    throw pg_error(state ? state : "", "store: " + words_of(result.get(), handle_));
}

std::vector<std::string> connection::notifications(milliseconds longest)
{
    std::vector<std::string> told;
    const auto take = [&] {
        while (PGnotify* one = PQnotifies(handle_)) {
            told.emplace_back(one->extra);
            PQfreemem(one);
        }
    };
    take();
    if (told.empty() && wait_for_socket(false, longest)) {
        if (!PQconsumeInput(handle_) || PQstatus(handle_) != CONNECTION_OK)
            fail_lost("the connection went");
        take();
    }
    return told;
}

}  // namespace sapa::store::pg
