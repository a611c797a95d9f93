// The client's work on one connection.
#include "gateway/http/client_exchange.hpp"

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/error.hpp>
#include "gateway/http/parser.hpp"

namespace sapa {
namespace {

using boost::system::error_code;
namespace http = beast::http;

constexpr std::size_t header_max = 64 << 10;

// Nothing that would break out of a line.
bool is_clean(std::string_view text)
{
    return std::ranges::none_of(text, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

bool takes_body(std::string_view method) { return method == "POST" || method == "PUT" || method == "PATCH"; }

}  // namespace

bool serialise_request(const http_pool& pool, const http_request& request, std::string& out)
{
    const bool clean_target = is_clean(request.target) && request.target.find(' ') == request.target.npos;
    if (!clean_target || !is_clean(request.method))
        return false;
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

async<error_code> write_out(pooled_connection& over)
{
    std::size_t written = 0;
    auto ec = over.write_now(written);
    if (!ec && written < over.out.size())
        ec = co_await over.write_rest(written);
    co_return ec;
}

async<exchange> read_answer(pooled_connection& over, http_response& answer, bool head, std::size_t body_max)
{
    exchange done{.touched = over.in.size() > 0};
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
        done.keep = parser.keep_alive();
    } while (answer.status >= 100 && answer.status < 200);
    co_return done;
}

bool closed_by_peer(error_code ec)
{
    return ec == http::error::end_of_stream || ec == asio::error::eof ||
           ec == asio::error::connection_reset || ec == asio::error::broken_pipe ||
           ec == asio::error::connection_aborted || ec == asio::ssl::error::stream_truncated;
}

}  // namespace sapa
