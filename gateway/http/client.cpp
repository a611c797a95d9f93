// Requests over kept connections: one in flight each, waiters served in order.
#include "gateway/http/client.hpp"

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/error.hpp>
#include "gateway/http/client_pool.hpp"
#include "gateway/http/parser.hpp"

namespace sapa {
namespace {

using boost::system::error_code;
using pool_ptr = std::shared_ptr<http_pool>;
namespace http = beast::http;

constexpr std::size_t header_max = 64 << 10;

// Nothing that would break out of a line.
bool is_clean(std::string_view text)
{
    return std::ranges::none_of(text, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

bool takes_body(std::string_view method) { return method == "POST" || method == "PUT" || method == "PATCH"; }

// The request's octets. false where a field or the target would break out of its line.
bool serialise_request(const http_pool& pool, const http_request& request, std::string& out)
{
    const bool clean_target = is_clean(request.target) && request.target.find(' ') == request.target.npos;
    if (!clean_target || !is_clean(request.method))
        return false;
    out.clear();
    out.append(request.method).append(" ").append(pool.peer.prefix).append(request.target);
    out.append(" HTTP/1.1\r\nHost: ").append(pool.peer.authority).append("\r\n");
    for (const auto& [name, value] : request.fields) {
        if (!is_clean(name) || !is_clean(value))
            return false;
        out.append(name).append(": ").append(value).append("\r\n");
    }
    if (!request.body.empty() || takes_body(request.method))
        out.append("Content-Length: ").append(std::to_string(request.body.size())).append("\r\n");
    out.append("\r\n").append(request.body);
    return true;
}

async<error_code> connect(http_pool& pool, pooled_connection& to)
{
    error_code ec;
    to.restart();
    asio::ip::tcp::resolver resolver(pool.executor);
    std::vector<asio::ip::tcp::endpoint> endpoints;
    const auto address = asio::ip::make_address(pool.peer.host, ec);
    if (!ec) {
        endpoints.emplace_back(address, pool.peer.port);
    } else {
        auto found = co_await resolver.async_resolve(pool.peer.host, std::to_string(pool.peer.port),
                                                     asio::redirect_error(asio::use_awaitable, ec));
        for (const auto& entry : found)
            endpoints.push_back(entry.endpoint());
        if (endpoints.empty())
            co_return ec ? ec : asio::error::host_not_found;
    }
    for (const auto& endpoint : endpoints) {
        if (to.late)
            break;
        to.close();
        co_await to.socket.async_connect(endpoint, asio::redirect_error(asio::use_awaitable, ec));
        if (!ec)
            break;
    }
    if (ec || to.late)
        co_return ec ? ec : asio::error::timed_out;
    to.made_ready();
    if (pool.tls) {
        to.tls = std::make_unique<tls_stream>(to.socket, *pool.tls);
        expect_host(*to.tls, pool.peer.host);
        co_await to.tls->async_handshake(asio::ssl::stream_base::client,
                                         asio::redirect_error(asio::use_awaitable, ec));
    }
    co_return ec;
}

struct exchange
{
    error_code ec{};
    bool touched{};  // something of an answer was read
    bool keep{};
};

// Writes `out`, reads one answer. Informational answers (1xx) are passed over.
async<exchange> run_exchange(pooled_connection& over, http_response& answer, bool head, std::size_t body_max)
{
    exchange done;
    std::size_t written = 0;
    done.ec = over.write_now(written);
    if (!done.ec && written < over.out.size())
        done.ec = co_await over.write_rest(written);
    if (done.ec)
        co_return done;
    do {
        answer = {};
        http_parser<false> parser(answer, header_max, body_max);
        parser.skip(head);
        while (!parser.is_done()) {
            if (over.in.size() > 0)
                parser.take(over.in, done.ec);
            if (done.ec || parser.is_done())
                break;
            done.ec = co_await over.fill();
            done.touched |= over.in.size() > 0 || parser.got_some();
            if (done.ec == asio::error::eof || done.ec == asio::ssl::error::stream_truncated) {
                const bool begun = parser.got_some();
                done.ec = {};
                if (begun)
                    parser.put_eof(done.ec);  // the end may be the body's end
                else
                    done.ec = http::error::end_of_stream;
                if (!done.ec && !parser.is_done())
                    done.ec = http::error::partial_message;
            }
            if (done.ec)
                break;
        }
        if (done.ec)
            co_return done;
        done.keep = parser.keep_alive() && over.in.size() == 0;
    } while (answer.status >= 100 && answer.status < 200);
    co_return done;
}

bool closed_by_peer(error_code ec)
{
    return ec == http::error::end_of_stream || ec == asio::error::eof ||
           ec == asio::error::connection_reset || ec == asio::error::broken_pipe ||
           ec == asio::error::connection_aborted || ec == asio::ssl::error::stream_truncated;
}

async<boost::system::result<http_response>> send_on(pool_ptr pool, http_request request, bool again)
{
    error_code ec;
    pool_lease lease(*pool, pool->take_idle(again));
    if (!lease) {
        if (pool->waiting() >= pool->options.waiting_max)
            co_return error_code(asio::error::try_again);
        lease.take(co_await pool->next_free());
    }
    if (!lease)
        co_return pool->shut_down() ? error_code(asio::error::operation_aborted)
                                    : error_code(asio::error::timed_out);
    auto& over = lease.held();
    pool->begin(over);
    if (!serialise_request(*pool, request, over.out))
        co_return error_code(asio::error::invalid_argument);
    http_response answer;
    for (int attempt = 0;; ++attempt) {
        // Not usable until its answer is read whole, however this coroutine ends.
        const bool kept = std::exchange(over.usable, false);
        if (!kept)
            ec = co_await connect(*pool, over);
        if (ec)
            break;
        const auto done =
            co_await run_exchange(over, answer, request.method == "HEAD", pool->options.body_max);
        ec = done.ec;
        if (!ec)
            over.usable = done.keep;
        if (!ec || attempt > 0 || !kept || !again || done.touched || over.late || !closed_by_peer(ec))
            break;
        ec = {};
    }
    if (ec)
        co_return over.late ? error_code(asio::error::timed_out) : ec;
    co_return std::move(answer);
}

}  // namespace

struct http_client::pool
{
    pool_ptr shared;
};

http_client::http_client(asio::any_io_executor executor, http_client_options options)
    : pool_(std::make_unique<pool>())
{
    pool_->shared = std::make_shared<http_pool>(std::move(executor), std::move(options));
}

http_client::~http_client() { pool_->shared->shut(); }

async<boost::system::result<http_response>> http_client::send(http_request request, bool again)
{
    return send_on(pool_->shared, std::move(request), again);
}

}  // namespace sapa
