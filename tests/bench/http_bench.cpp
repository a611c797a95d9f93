// Our HTTP server beside a bare Beast loop, asked by our client: requests a second, CPU of each side.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <cstdio>
#include <cstdlib>
#include "gateway/http/client.hpp"
#include "gateway/http/server.hpp"
#include "tests/bench/loop_thread.hpp"

namespace sapa::bench {
namespace {

using tcp = asio::ip::tcp;
namespace http = boost::beast::http;
const std::string answer_body =
    R"({"participant_no":"3171234567890001","name":"PESERTA UJI","balance":{"total":12345678,)"
    R"("contributions":10000000,"yield":2345678},"as_of":"2026-11-19"})";

async<void> bare_session(tcp::socket socket)
{
    boost::beast::flat_buffer buffer;
    boost::system::error_code ec;
    socket.set_option(tcp::no_delay(true));
    for (;;) {
        http::request<http::string_body> request;
        co_await http::async_read(socket, buffer, request, asio::redirect_error(asio::use_awaitable, ec));
        if (ec)
            co_return;
        http::response<http::string_body> response(http::status::ok, 11);
        response.set(http::field::content_type, "application/json");
        response.body() = answer_body;
        response.prepare_payload();
        co_await http::async_write(socket, response, asio::redirect_error(asio::use_awaitable, ec));
    }
}

async<void> bare_server(tcp::acceptor& acceptor)
{
    for (;;) {
        auto socket = co_await acceptor.async_accept(asio::use_awaitable);
        asio::co_spawn(acceptor.get_executor(), bare_session(std::move(socket)), [](std::exception_ptr) {});
    }
}

async<void> ask(http_client& client, int& left, int& failed)
{
    while (left-- > 0) {
        http_request request;
        request.method = "POST";
        request.target = "/webhooks/whatsapp";
        request.fields.emplace_back("Content-Type", "application/json");
        request.fields.emplace_back("X-Hub-Signature-256", "sha256=" + std::string(64, 'a'));
        request.body.assign(700, 'x');
        const auto got = co_await client.send(std::move(request));
        failed += !got || got->body.size() != answer_body.size();
    }
}

void measure(const char* name, loop_thread& server, unsigned port, int requests)
{
    asio::io_context io{1};
    http_client_options options;
    options.base_url = "http://127.0.0.1:" + std::to_string(port);
    http_client client(io.get_executor(), options);
    int left = requests, failed = 0;
    const double server_before = server.cpu(), client_before = cpu_seconds(CLOCK_THREAD_CPUTIME_ID);
    const auto begun = std::chrono::steady_clock::now();
    for (int i = 0; i < 32; ++i)
        asio::co_spawn(io, ask(client, left, failed), [](std::exception_ptr) {});
    io.run();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    std::printf(
        "{\"server\":\"%s\",\"requests_per_s\":%.0f,\"server_us\":%.2f,\"client_us\":%.2f,\"failed\":%d}\n",
        name, requests / took.count(), (server.cpu() - server_before) * 1e6 / requests,
        (cpu_seconds(CLOCK_THREAD_CPUTIME_ID) - client_before) * 1e6 / requests, failed);
}

}  // namespace
}  // namespace sapa::bench

int main(int argc, char** argv)
{
    using namespace sapa;
    using namespace sapa::bench;
    const int requests = argc > 1 ? std::atoi(argv[1]) : 200'000;
    loop_thread bare, ours;
    tcp::acceptor acceptor(bare.io, tcp::endpoint(asio::ip::make_address("127.0.0.1"), 0));
    asio::co_spawn(bare.io, bare_server(acceptor), [](std::exception_ptr) {});
    http_router router;
    router.on("POST", "/webhooks/whatsapp", [](http_request) -> async<http_response> {
        http_response answer;
        answer.fields.emplace_back("Content-Type", "application/json");
        answer.body = answer_body;
        co_return answer;
    });
    http_server server(ours.io.get_executor(), {}, std::move(router));
    asio::co_spawn(ours.io, server.run(), [](std::exception_ptr) {});
    for (int round = 0; round < 3; ++round) {
        measure("bare beast", bare, acceptor.local_endpoint().port(), requests);
        measure("ours", ours, server.endpoint().port(), requests);
    }
    std::fflush(stdout);
    std::_Exit(0);
}
