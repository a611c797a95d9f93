// The client against peers that misbehave.
#include "tests/gateway/http/scripted_peer.hpp"

namespace sapa {
namespace {

TEST_F(client_test, ReadsEveryFormOfAnswer)
{
    struct row
    {
        const char* name;
        std::string sent;
        int status;
        std::string body;
    } const rows[]{
        {"length", ok, 200, "ok"},
        {"chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n1\r\n!\r\n0\r\n\r\n", 200,
         "ok!"},
        {"until the end", "HTTP/1.0 200 OK\r\n\r\nto the end!", 200, "to the end"},
        {"no content", "HTTP/1.1 204 No Content\r\n\r\n", 204, ""},
        {"informational first", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + ok, 200, "ok"},
        {"problem", "HTTP/1.1 503 Busy\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbusy!", 503, "busy"},
        {"garbage", "\x16\x03\x01!", 0, ""},
        {"cut in the body", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nok!", 0, ""},
        {"cut in a chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nok!", 0, ""},
        {"closed at once", "", 0, ""},
        {"too long", "HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n", 0, ""},
        {"endless header", "HTTP/1.1 200 OK\r\nX: " + std::string(70000, 'x') + "\r\n\r\n", 0, ""},
        {"length and chunks",
         "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 0, ""},
    };
    for (const auto& row : rows)
        scripts.push_back({row.sent});
    listen();
    for (const auto& row : rows) {
        SCOPED_TRACE(row.name);
        auto limits = options();
        limits.body_max = 10000;
        http_client client(io.get_executor(), limits);
        const auto got = ask(client);
        EXPECT_EQ(got ? got->status : 0, row.status);
        EXPECT_EQ(got ? got->body : "", row.body);
    }
}

TEST_F(client_test, SendsAgainOnlyWhereAKeptConnectionHadBeenClosed)
{
    scripts = {{ok}, {ok + "!"}, {ok, ""}, {ok}, {""}};
    listen();
    http_client client(io.get_executor(), options());
    EXPECT_TRUE(ask(client).has_value());  // first connection, closed by its script afterwards
    EXPECT_TRUE(ask(client).has_value());  // second
    EXPECT_TRUE(ask(client).has_value());  // third
    EXPECT_TRUE(ask(client).has_value());  // closed under the request, so sent again on the fourth
    EXPECT_EQ(connections, 4u);
    EXPECT_FALSE(ask(client).has_value());  // the fifth is new and closed under the request: no third try
    EXPECT_EQ(connections, 5u);
}

TEST_F(client_test, DoesNotSendAWriteTwice)
{
    scripts = {{ok, ""}, {ok}};
    listen();
    http_client client(io.get_executor(), options());
    EXPECT_TRUE(ask(client).has_value());
    http_request write;
    write.method = "POST";
    EXPECT_FALSE(ask(client, write, false).has_value());
    EXPECT_EQ(connections, 1u);
}

TEST_F(client_test, TimesOutAndGoesOn)
{
    scripts = {{"hang"}, {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nok", "hang"}, {ok, ok}};
    listen();
    auto limits = options();
    limits.timeout = milliseconds(30);
    http_client client(io.get_executor(), limits);
    EXPECT_EQ(ask(client).error(), asio::error::timed_out);
    const auto second = ask(client);
    EXPECT_FALSE(second.has_value());
    EXPECT_TRUE(ask(client).has_value());
}

TEST_F(client_test, ServesWaitersInOrderAndRefusesTooMany)
{
    scripts = {script(20, ok)};
    listen();
    auto limits = options();
    limits.waiting_max = 3;
    http_client client(io.get_executor(), limits);
    std::vector<std::string> ended;
    for (int i = 0; i < 6; ++i) {
        http_request request;
        request.target = "/" + std::to_string(i);
        asio::co_spawn(io, client.send(request), [&ended, i](std::exception_ptr, auto got) {
            ended.push_back(std::to_string(i) + (got ? " ok" : " " + got.error().message()));
        });
    }
    while (ended.size() < 6)
        io.run_one();
    const auto full = error_code(asio::error::try_again).message();
    const std::vector<std::string> expected{"4 " + full, "5 " + full, "0 ok", "1 ok", "2 ok", "3 ok"};
    EXPECT_EQ(ended, expected);
    EXPECT_EQ(connections, 1u);
}

TEST_F(client_test, LetsNobodyWaitLongerThanTheLimit)
{
    scripts = {{"hang"}};
    listen();
    auto limits = options();
    limits.timeout = milliseconds(60);
    limits.waiting_timeout = milliseconds(20);
    http_client client(io.get_executor(), limits);
    std::vector<int> order;
    for (int i = 0; i < 2; ++i)
        asio::co_spawn(io, client.send({}), [&order, i](std::exception_ptr, auto got) {
            EXPECT_EQ(got.error(), asio::error::timed_out);
            order.push_back(i);
        });
    while (order.size() < 2)
        io.run_one();
    EXPECT_EQ(order, (std::vector<int>{1, 0}));
}

TEST_F(client_test, CancelledWaitersLeaveTheQueue)
{
    scripts = {{ok, ok, ok}};
    listen();
    http_client client(io.get_executor(), options());
    asio::cancellation_signal cancel;
    int ended = 0, answered = 0;
    const auto count = [&](std::exception_ptr failed, auto got) {
        ++ended;
        answered += !failed && got ? 1 : 0;
    };
    asio::co_spawn(io, client.send({}), count);
    asio::co_spawn(io, client.send({}), asio::bind_cancellation_slot(cancel.slot(), count));
    asio::co_spawn(io, client.send({}), count);
    io.poll_one();
    io.poll_one();
    io.poll_one();
    cancel.emit(asio::cancellation_type::terminal);
    while (ended < 3)
        io.run_one();
    cancel.emit(asio::cancellation_type::terminal);
    EXPECT_EQ(answered, 2);
}

TEST_F(client_test, LeavesNothingBehindWhenItGoesFirst)
{
    scripts = {{"hang"}};
    listen();
    int ended = 0;
    {
        http_client client(io.get_executor(), options());
        for (int i = 0; i < 3; ++i)
            asio::co_spawn(io, client.send({}), [&](std::exception_ptr, auto got) {
                EXPECT_FALSE(got.has_value());
                ++ended;
            });
        io.poll();
    }
    while (ended < 3)
        io.run_one();
}

TEST_F(client_test, KeepsThePrefixAndRefusesWhatBreaksALine)
{
    scripts = {{ok, ok}};
    listen();
    auto with_prefix = options();
    with_prefix.base_url += "/v25.0/";
    http_client client(io.get_executor(), with_prefix);
    http_request request;
    request.target = "/me?x=1";
    EXPECT_TRUE(ask(client, request).has_value());
    EXPECT_TRUE(requests.at(0).starts_with("GET /v25.0/me?x=1 HTTP/1.1\r\nHost: 127.0.0.1:"))
        << requests.at(0);
    request.fields.emplace_back("X-Request-Id", "a\r\nX-Evil: b");
    EXPECT_EQ(ask(client, request).error(), asio::error::invalid_argument);
    request.fields.clear();
    request.target = "/a b";
    EXPECT_EQ(ask(client, request).error(), asio::error::invalid_argument);
}

TEST_F(client_test, RefusesBaseUrlsThatAreNone)
{
    for (const auto* url : {"", "127.0.0.1:80", "ftp://a", "http://", "http://a b", "http://a?x=1"}) {
        SCOPED_TRACE(url);
        http_client_options wrong;
        wrong.base_url = url;
        EXPECT_THROW(http_client(io.get_executor(), wrong), std::invalid_argument);
    }
}

}  // namespace
}  // namespace sapa
