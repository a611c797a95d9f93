// One socket with its buffers, plain or under TLS; shared by client and server.
#pragma once
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <chrono>
#include <memory>
#include <string>
#include "gateway/async/async.hpp"
#include "gateway/http/tls.hpp"

namespace sapa {

// Its deadline is looked at by the owner's coarse tick, which closes what is late: no timer a request.
struct http_connection
{
    using clock = std::chrono::steady_clock;
    using error_code = boost::system::error_code;

    explicit http_connection(asio::any_io_executor executor) : socket(std::move(executor)) {}

    asio::ip::tcp::socket socket;
    std::unique_ptr<tls_stream> tls{};
    boost::beast::flat_buffer in{};
    std::string out{};
    clock::time_point deadline{clock::time_point::max()};
    bool late{};  // closed by the tick

    void close()
    {
        error_code ignored;
        socket.close(ignored);
    }
    void close_if_late(clock::time_point now)
    {
        if (deadline <= now && socket.is_open()) {
            late = true;
            close();
        }
    }
    // Small packets leave at once; writing and reading ahead of the reactor is allowed.
    void made_ready()
    {
        error_code ignored;
        socket.set_option(asio::ip::tcp::no_delay(true), ignored);
        socket.non_blocking(true, ignored);
    }

    // Reads what is there into `in`; 0 with an error at the end of the stream.
    async<error_code> fill()
    {
        constexpr std::size_t least = 4 << 10;
        const auto room = in.prepare(std::max(least, in.capacity() - in.size()));
        auto [ec, got] = tls ? co_await tls->async_read_some(room, asio::as_tuple(asio::use_awaitable))
                             : co_await socket.async_read_some(room, asio::as_tuple(asio::use_awaitable));
        in.commit(got);
        co_return ec;
    }

    // Writes as much of `out` as the socket takes now. Plain sockets only; would_block is no error.
    error_code write_now(std::size_t& written)
    {
        error_code ec;
        written = tls ? 0 : socket.write_some(asio::buffer(out), ec);
        return ec == asio::error::would_block || ec == asio::error::try_again ? error_code{} : ec;
    }
    async<error_code> write_rest(std::size_t written)
    {
        const auto rest = asio::buffer(out) + written;
        auto [ec, sent] = tls ? co_await asio::async_write(*tls, rest, asio::as_tuple(asio::use_awaitable))
                              : co_await asio::async_write(socket, rest, asio::as_tuple(asio::use_awaitable));
        static_cast<void>(sent);
        co_return ec;
    }
};

}  // namespace sapa
