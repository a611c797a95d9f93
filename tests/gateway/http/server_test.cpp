// The server and the client against each other, and the server against peers that misbehave.
#include "gateway/http/server.hpp"
#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include "gateway/http/client.hpp"

namespace sapa {
namespace {

using tcp = asio::ip::tcp;

http_response text(int status, std::string body)
{
    http_response answer;
    answer.status = status;
    answer.body = std::move(body);
    return answer;
}

http_router routes()
{
    http_router router;
    router.on("GET", "/hello", [](http_request) -> async<http_response> { co_return text(200, "hello"); });
    router.on("POST", "/echo",
              [](http_request got) -> async<http_response> { co_return text(200, got.body); });
    router.on("GET", "/people/{name}/tail/{rest...}", [](http_request got) -> async<http_response> {
        co_return text(200, std::string(find_field(got.captured, "name")) + "|" +
                                std::string(find_field(got.captured, "rest")) + "|" + got.route + "|" +
                                got.remote);
    });
    router.on("GET", "/throw", [](http_request) -> async<http_response> {
        throw std::runtime_error("number 3171234567890001");
        co_return text(200, "");
    });
    router.on("GET", "/big",
              [](http_request) -> async<http_response> { co_return text(200, std::string(3 << 20, 'x')); });
    return router;
}

// Server and clients in one loop.
struct server_test : testing::Test
{
    asio::io_context io{1};
    std::unique_ptr<http_server> server{};

    void start(http_server_options options = {}, http_router router = routes())
    {
        server = std::make_unique<http_server>(io.get_executor(), options, std::move(router));
        asio::co_spawn(io, server->run(), [](std::exception_ptr) {});
    }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(server->endpoint().port()); }

    template <class T>
    T wait(async<T> task)
    {
        std::optional<T> out;
        std::exception_ptr failed;
        asio::co_spawn(io, std::move(task), [&](std::exception_ptr failure, T value) {
            failed = failure;
            out = std::move(value);
        });
        while (!out && !failed && io.run_one() > 0) {
        }
        if (failed)
            std::rethrow_exception(failed);
        return std::move(*out);
    }
    // Sends raw octets and reads until the server closes.
    std::string raw(std::string octets)
    {
        return wait([](asio::any_io_executor on, tcp::endpoint to, std::string octets) -> async<std::string> {
            tcp::socket socket(on);
            co_await socket.async_connect(to, asio::use_awaitable);
            std::string got;
            boost::system::error_code ec;
            co_await asio::async_write(socket, asio::buffer(octets),
                                       asio::redirect_error(asio::use_awaitable, ec));
            auto into = asio::dynamic_buffer(got);
            co_await asio::async_read(socket, into, asio::redirect_error(asio::use_awaitable, ec));
            co_return got;
        }(io.get_executor(), server->endpoint(), std::move(octets)));
    }
    // Sends an octet every ten milliseconds after the first `at_once`, then reads until the server closes.
    async<std::string> drip(std::string octets, std::size_t at_once)
    {
        tcp::socket socket(io.get_executor());
        co_await socket.async_connect(server->endpoint(), asio::use_awaitable);
        asio::steady_timer pause(io.get_executor());
        boost::system::error_code ec;
        for (std::size_t sent = 0; !ec && sent < octets.size();) {
            const std::size_t part = sent < at_once ? at_once : 1;
            sent += co_await asio::async_write(socket, asio::buffer(octets.data() + sent, part),
                                               asio::redirect_error(asio::use_awaitable, ec));
            pause.expires_after(milliseconds(10));
            co_await pause.async_wait(asio::use_awaitable);
        }
        std::string got;
        auto into = asio::dynamic_buffer(got);
        ec = {};
        co_await asio::async_read(socket, into, asio::redirect_error(asio::use_awaitable, ec));
        co_return got;
    }
};

struct raw_case
{
    const char* name;
    std::string sent;
    std::string status;   // of the last answer
    std::string holds{};  // somewhere in what came back
};

TEST_F(server_test, AnswersEveryFormOfRequestOnTheWire)
{
    http_server_options limits;
    limits.body_max = 1000;
    limits.header_max = 2000;
    start(limits);
    const std::string close = "Connection: close\r\n\r\n";
    const raw_case cases[]{
        {"get", "GET /hello HTTP/1.1\r\nHost: a\r\n" + close, "200 OK", "\r\n\r\nhello"},
        {"http10 closes", "GET /hello HTTP/1.0\r\n\r\n", "200 OK", "Connection: close"},
        {"absolute form", "GET http://a/hello HTTP/1.1\r\nHost: a\r\n" + close, "200 OK"},
        {"head has length, no body", "HEAD /hello HTTP/1.1\r\nHost: a\r\n" + close, "200 OK",
         "Content-Length: 5"},
        {"no host", "GET /hello HTTP/1.1\r\n\r\n", "400 Bad Request"},
        {"garbage", "\x16\x03\x01\x02 hello\r\n\r\n", "400 Bad Request", "not a request of HTTP/1.1"},
        {"unknown path", "GET /none?x=1 HTTP/1.1\r\nHost: a\r\n" + close, "404 Not Found", "no such path"},
        {"wrong method", "PUT /hello HTTP/1.1\r\nHost: a\r\n" + close, "405 Method Not Allowed",
         "Allow: GET"},
        {"long header", "GET /hello HTTP/1.1\r\nX: " + std::string(4000, 'x') + "\r\n\r\n",
         "431 Request Header", "2000 octets"},
        {"long target", "GET /" + std::string(4000, 'x') + " HTTP/1.1\r\n\r\n", "431 Request Header"},
        {"body announced too long", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n",
         "413 Payload Too Large", "1000 octets"},
        {"chunks too long",
         "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" +
             std::string(1001, 'x') + "\r\n0\r\n\r\n",
         "413 Payload Too Large"},
        {"chunks",
         "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n" + close +
             "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
         "200 OK", "\r\n\r\nabcde"},
        {"length and chunks",
         "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
         "400 Bad Request"},
        {"length no number", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3x\r\n\r\nabc",
         "400 Bad Request"},
        {"expect",
         "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n" + close + "ok",
         "200 OK"},
        {"throws", "GET /throw HTTP/1.1\r\nHost: a\r\n" + close, "500 Internal Server Error",
         "internal error"},
        {"captures", "GET /people/a%20b/tail/c/d HTTP/1.1\r\nHost: a\r\n" + close, "200 OK",
         "a b|c/d|/people/{name}/tail/{rest...}|127.0.0.1"},
        {"empty capture", "GET /people//tail/c HTTP/1.1\r\nHost: a\r\n" + close, "404 Not Found"},
        {"pipelined",
         "GET /hello HTTP/1.1\r\nHost: a\r\n\r\nPOST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nok"
         "GET /none HTTP/1.1\r\nHost: a\r\n" +
             close,
         "404 Not Found", "\r\n\r\nokHTTP/1.1 404"},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        const auto got = raw(c.sent);
        const auto last = got.rfind("HTTP/1.1 ");
        ASSERT_NE(last, got.npos) << got;
        EXPECT_EQ(got.substr(last + 9, c.status.size()), c.status) << got;
        EXPECT_NE(got.find(c.holds), got.npos) << got;
        EXPECT_EQ(got.find("3171234567890001"), got.npos);
    }
    EXPECT_FALSE(raw("HEAD /hello HTTP/1.1\r\nHost: a\r\n" + close).ends_with("hello"));
}

TEST_F(server_test, ClosesSlowClients)
{
    http_server_options limits;
    limits.header_timeout = limits.body_timeout = limits.idle_timeout = milliseconds(40);
    start(limits);
    const raw_case cases[]{
        {"says nothing", "", ""},
        {"half a header", "GET /hello HTTP/1.1\r\nHo", ""},
        {"half a body", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc", ""},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(raw(c.sent), "");
    }
    const auto kept = raw("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_TRUE(kept.ends_with("hello"));
}

// Each octet comes in time, the whole does not: the time is that of the request, not of a read.
TEST_F(server_test, ClosesClientsThatDrip)
{
    http_server_options limits;
    limits.header_timeout = limits.body_timeout = milliseconds(100);
    start(limits);
    for (const std::string& request :
         {"GET /hello HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n" + std::string(),
          "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 40\r\n\r\n" + std::string(40, 'x')}) {
        const auto at_once = request.starts_with("POST") ? request.find("\r\n\r\n") + 4 : 0;
        EXPECT_EQ(wait(drip(request, at_once)), "");
    }
}

TEST_F(server_test, ClosesTheNewestWhereTooManyAreConnected)
{
    http_server_options limits;
    limits.connections_max = 1;
    start(limits);
    http_client_options options;
    options.base_url = url();
    http_client first(io.get_executor(), options), second(io.get_executor(), options);
    http_request hello;
    hello.target = "/hello";
    EXPECT_EQ(wait(first.send(hello))->status, 200);
    EXPECT_FALSE(wait(second.send(hello)).has_value());
    EXPECT_EQ(wait(first.send(hello))->status, 200);
}

TEST_F(server_test, FinishesRunningRequestsWhenStopped)
{
    auto gate = std::make_shared<asio::steady_timer>(io, asio::steady_timer::time_point::max());
    auto entered = std::make_shared<bool>(false);
    auto router = routes();
    router.on("GET", "/gate", [gate, entered](http_request) -> async<http_response> {
        boost::system::error_code ec;
        *entered = true;
        co_await gate->async_wait(asio::redirect_error(asio::use_awaitable, ec));
        co_return text(200, "opened");
    });
    server = std::make_unique<http_server>(io.get_executor(), http_server_options{}, std::move(router));
    bool ended = false;
    asio::co_spawn(io, server->run(), [&](std::exception_ptr) { ended = true; });
    http_client_options options;
    options.base_url = url();
    http_client client(io.get_executor(), options), idle(io.get_executor(), options);
    http_request ask;
    ask.target = "/hello";
    EXPECT_EQ(wait(idle.send(ask))->status, 200);
    ask.target = "/gate";
    std::optional<boost::system::result<http_response>> got;
    asio::co_spawn(io, client.send(ask), [&](std::exception_ptr, auto answer) { got = std::move(answer); });
    while (!*entered)
        io.run_one();
    server->stop();
    io.poll();
    EXPECT_FALSE(ended);
    EXPECT_FALSE(got.has_value());
    gate->cancel();
    while (!ended || !got)
        io.run_one();
    EXPECT_EQ((*got)->body, "opened");
    EXPECT_EQ(find_field((*got)->fields, "connection"), "close");
}

TEST_F(server_test, NamesTheAddressThatItCannotBind)
{
    start();
    http_server_options taken;
    taken.listen = "127.0.0.1:" + std::to_string(server->endpoint().port());
    for (const auto& [listen, says] : {std::pair<std::string, std::string>{taken.listen, taken.listen},
                                       {"127.0.0.1", "not address:port"},
                                       {"127.0.0.1:99999", "not address:port"},
                                       {"nowhere:80", "nowhere:80"}}) {
        SCOPED_TRACE(listen);
        http_server_options options;
        options.listen = listen;
        try {
            http_server second(io.get_executor(), options, {});
            ADD_FAILURE();
        } catch (const boost::system::system_error& refused) {
            EXPECT_NE(std::string(refused.what()).find(says), std::string::npos) << refused.what();
        }
    }
}

TEST_F(server_test, SendsLongBodies)
{
    start();
    http_client_options options;
    options.base_url = url();
    options.body_max = 4 << 20;
    http_client client(io.get_executor(), options);
    http_request ask;
    ask.target = "/big";
    EXPECT_EQ(wait(client.send(ask))->body.size(), 3u << 20);
    ask.method = "POST";
    ask.target = "/echo";
    ask.body.assign(2 << 20, 'y');
    EXPECT_EQ(wait(client.send(ask))->body, ask.body);
}

}  // namespace
}  // namespace sapa
