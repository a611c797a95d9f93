// A scripted server on a plain socket, for the HTTP client's tests.
#pragma once
#include <gtest/gtest.h>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include "gateway/http/client.hpp"

namespace sapa {

using tcp = asio::ip::tcp;
using boost::system::error_code;

// What the peer does with the requests of one connection, in order: an answer's octets; "" closes at once;
// "hang" reads on and says nothing; a last "!" closes after the octets before it.
using script = std::vector<std::string>;

struct client_test : testing::Test
{
    asio::io_context io{1};
    tcp::acceptor acceptor{io, tcp::endpoint(asio::ip::make_address("127.0.0.1"), 0)};
    std::vector<script> scripts{};  // one a connection; the last serves all further ones
    std::vector<std::string> requests{};
    std::size_t connections{}, most_at_once{};

    static std::size_t requests_in(std::string_view octets)
    {
        std::size_t count = 0;
        for (auto at = octets.find("\r\n\r\n"); at != octets.npos; at = octets.find("\r\n\r\n", at + 4))
            ++count;
        return count;
    }
    void listen()
    {
        asio::co_spawn(io, accept(), [](std::exception_ptr) {});
    }
    async<void> accept()
    {
        for (;;) {
            auto socket = co_await acceptor.async_accept(asio::use_awaitable);
            const auto at = std::min(connections++, scripts.size() - 1);
            asio::co_spawn(io, play(std::move(socket), scripts[at]), [](std::exception_ptr) {});
        }
    }
    async<void> play(tcp::socket socket, script lines)
    {
        std::string in;
        for (auto& line : lines) {
            auto into = asio::dynamic_buffer(in);
            const auto end = co_await asio::async_read_until(socket, into, "\r\n\r\n", asio::use_awaitable);
            requests.push_back(in.substr(0, end));
            most_at_once = std::max(most_at_once, requests_in(in));
            in.erase(0, end);
            if (line == "hang") {
                char octet{};
                error_code ec;
                co_await socket.async_read_some(asio::buffer(&octet, 1),
                                                asio::redirect_error(asio::use_awaitable, ec));
            }
            const bool close = line.empty() || line.back() == '!' || line == "hang";
            const auto octets = line.substr(0, line.size() - (close && !line.empty() ? 1 : 0));
            co_await asio::async_write(socket, asio::buffer(octets), asio::use_awaitable);
            if (close)
                co_return;
        }
        // The script is over: close, as a server does whose idle time is up.
    }
    http_client_options options()
    {
        http_client_options made;
        made.base_url = "http://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port());
        made.connections = 1;
        return made;
    }
    boost::system::result<http_response> ask(http_client& client, http_request request = {},
                                             bool again = true)
    {
        std::optional<boost::system::result<http_response>> got;
        asio::co_spawn(io, client.send(std::move(request), again),
                       [&](std::exception_ptr, auto answer) { got = std::move(answer); });
        while (!got)
            io.run_one();
        return std::move(*got);
    }
};

inline const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

}  // namespace sapa
