// The client against peers that misbehave: a scripted server on a plain socket.
#include "gateway/http/client.hpp"
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

namespace sapa {
namespace {

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

const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

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

// -- reads that share a connection --

std::string says(const std::string& word)
{
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(word.size()) + "\r\n\r\n" + word;
}

struct shared_reads_test : client_test
{
    static constexpr int until_known = 80;  // answers after which the peer is known to be fast

    http_client_options sharing(std::size_t most = 8)
    {
        auto made = options();
        made.pipelined = most;
        made.timeout = milliseconds(200);
        return made;
    }
    // A script that begins with the answers by which the pace is learnt.
    static script after_learning(const script& lines)
    {
        script all(until_known, ok);
        all.insert(all.end(), lines.begin(), lines.end());
        return all;
    }
    void learn(http_client& client)
    {
        for (int i = 0; i < until_known; ++i)
            ASSERT_TRUE(ask(client).has_value());
        ASSERT_EQ(most_at_once, 1u);
    }
    // What so many questions get that are asked in one turn of the loop: the body, or the error's words.
    std::vector<std::string> ask_at_once(http_client& client, std::size_t count)
    {
        std::vector<std::string> told(count);
        std::size_t ended = 0;
        for (std::size_t i = 0; i < count; ++i)
            asio::co_spawn(io, client.send({}), [&, i](std::exception_ptr, auto got) {
                told[i] = got ? got->body : got.error().message();
                ++ended;
            });
        while (ended < count)
            io.run_one();
        return told;
    }
};

TEST_F(shared_reads_test, AreWrittenTogetherAndAnsweredInOrder)
{
    scripts = {after_learning({says("a"), says("b"), says("c"), says("d"), says("e")})};
    listen();
    http_client client(io.get_executor(), sharing(3));
    learn(client);
    EXPECT_EQ(ask_at_once(client, 5), (std::vector<std::string>{"a", "b", "c", "d", "e"}));
    EXPECT_EQ(most_at_once, 3u);
    EXPECT_EQ(connections, 1u);
}

TEST_F(shared_reads_test, StandAloneWhileThePeerIsNotKnownToBeFast)
{
    scripts = {script(5, ok)};
    listen();
    http_client client(io.get_executor(), sharing());
    EXPECT_EQ(ask_at_once(client, 5), std::vector<std::string>(5, "ok"));
    EXPECT_EQ(most_at_once, 1u);
}

TEST_F(shared_reads_test, AreAskedAgainAloneWhereThePeerClosesBetweenThem)
{
    scripts = {after_learning({says("a") + "!"}), script(10, ok)};
    listen();
    http_client client(io.get_executor(), sharing());
    learn(client);
    EXPECT_EQ(ask_at_once(client, 4), (std::vector<std::string>{"a", "ok", "ok", "ok"}));
    EXPECT_EQ(connections, 2u);
    most_at_once = 0;
    EXPECT_EQ(ask_at_once(client, 4), std::vector<std::string>(4, "ok"));
    EXPECT_EQ(most_at_once, 1u);
}

TEST_F(shared_reads_test, ABrokenAnswerIsOnlyItsOwnTrouble)
{
    scripts = {after_learning({says("a"), "garbage\r\n\r\n!"}), script(10, ok)};
    listen();
    http_client client(io.get_executor(), sharing());
    learn(client);
    const auto told = ask_at_once(client, 3);
    EXPECT_EQ(told[0], "a");
    EXPECT_NE(told[1], "ok");
    EXPECT_EQ(told[2], "ok");
}

TEST_F(shared_reads_test, TimeOutTogether)
{
    scripts = {after_learning({says("a"), "hang"}), script(10, ok)};
    listen();
    http_client client(io.get_executor(), sharing());
    learn(client);
    const auto late = error_code(asio::error::timed_out).message();
    EXPECT_EQ(ask_at_once(client, 3), (std::vector<std::string>{"a", late, late}));
    EXPECT_TRUE(ask(client).has_value());
}

TEST_F(shared_reads_test, ACancelledOneLeavesTheOthersTheirAnswers)
{
    scripts = {after_learning({says("a"), says("b"), says("c")})};
    listen();
    http_client client(io.get_executor(), sharing());
    learn(client);
    asio::cancellation_signal cancel;
    std::vector<std::string> told(3);
    std::size_t ended = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        const auto note = [&, i](std::exception_ptr failed, auto got) {
            told[i] = !failed && got ? got->body : "none";
            ++ended;
        };
        if (i == 1)
            asio::co_spawn(io, client.send({}), asio::bind_cancellation_slot(cancel.slot(), note));
        else
            asio::co_spawn(io, client.send({}), note);
    }
    while (requests.size() < until_known + 1u)
        io.run_one();
    cancel.emit(asio::cancellation_type::terminal);
    while (ended < 3)
        io.run_one();
    EXPECT_EQ(told, (std::vector<std::string>{"a", "none", "c"}));
}

TEST_F(shared_reads_test, EndWhenTheClientGoes)
{
    scripts = {{"hang"}};
    listen();
    int ended = 0;
    {
        http_client client(io.get_executor(), sharing());
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
