// The webhook road (signature, parse, store, 200 after the commit) beside a bare Beast server that checks the
// same signature and answers 200 without storing: both asked by the same client in turns, the ratio printed.
//   webhook_bench [requests] [connections]
#include <fmt/format.h>
#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <cstdio>
#include <cstdlib>
#include <vector>
#include "adapters/whatsapp/signature.hpp"
#include "adapters/whatsapp/webhook_handler.hpp"
#include "gateway/http/client.hpp"
#include "gateway/http/server.hpp"
#include "tests/bench/loop_thread.hpp"
#include "tests/bench/store_load.hpp"

namespace sapa::bench {
namespace {

using tcp = asio::ip::tcp;
namespace http = boost::beast::http;
using steady = std::chrono::steady_clock;

const std::vector<std::string> secrets{"the app's secret"};
constexpr const char *number_id = "100000000000001", *path = "/webhooks/whatsapp";

http_request signed_webhook(std::int64_t id)
{
    http_request request;
    request.method = "POST";
    request.target = path;
    request.body = fmt::format(
        R"({{"object":"whatsapp_business_account","entry":[{{"id":"102290129340398","changes":[{{"value":{{)"
        R"("messaging_product":"whatsapp","metadata":{{"display_phone_number":"622100000000","phone_number_id":)"
        R"("{0}"}},"contacts":[{{"profile":{{"name":"Peserta Uji"}},"wa_id":"62812{1}"}}],"messages":[{{"from":)"
        R"("62812{1}","id":"wamid.HBgN{2}","timestamp":"{3}","text":{{"body":"SALDO 3171234567890001"}},)"
        R"("type":"text"}}]}},"field":"messages"}}]}}]}})",
        number_id, 10'000'000 + id % 1'000'000, id,
        std::chrono::floor<seconds>(system_now()).time_since_epoch().count());
    request.fields.emplace_back("Content-Type", "application/json");
    request.fields.emplace_back("X-Hub-Signature-256", whatsapp::sign(request.body, secrets.front()));
    return request;
}

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
        const auto header = request["X-Hub-Signature-256"];
        const bool fits =
            whatsapp::signature_fits(request.body(), std::string_view(header.data(), header.size()), secrets);
        http::response<http::empty_body> response(fits ? http::status::ok : http::status::unauthorized, 11);
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

struct asking
{
    std::vector<http_request> requests{};  // made before, so that the client costs little
    std::size_t failed{};
    steady::time_point answered{};  // the newest; the client's timers keep its loop for longer

    async<void> ask(http_client& client)
    {
        while (!requests.empty()) {
            auto request = std::move(requests.back());
            requests.pop_back();
            const auto got = co_await client.send(std::move(request), false);
            failed += !got || got->status != 200;
            answered = steady::now();
        }
    }
};

// Requests a second.
double measure(unsigned port, std::int64_t first, std::int64_t count, std::size_t connections)
{
    asking all;
    for (std::int64_t i = 0; i < count; ++i)
        all.requests.push_back(signed_webhook(first + i));
    asio::io_context io{1};
    http_client_options options;
    options.base_url = "http://127.0.0.1:" + std::to_string(port);
    options.connections = connections;
    http_client client(io.get_executor(), options);
    const auto begun = steady::now();
    for (std::size_t i = 0; i < connections; ++i)
        asio::co_spawn(io, all.ask(client), rethrow);
    io.run();
    const std::chrono::duration<double> took = all.answered - begun;
    if (all.failed > 0)
        std::fprintf(stderr, "%zu requests failed\n", all.failed);
    return static_cast<double>(count) / took.count();
}

double median(std::vector<double> of)
{
    std::ranges::nth_element(of, of.begin() + static_cast<std::ptrdiff_t>(of.size() / 2));
    return of[of.size() / 2];
}

}  // namespace
}  // namespace sapa::bench

int main(int argc, char** argv)
{
    using namespace sapa;
    using namespace sapa::bench;
    const std::int64_t count = argc > 1 ? std::atoll(argv[1]) : 50'000;
    const auto connections = static_cast<std::size_t>(argc > 2 ? std::atoi(argv[2]) : 200);
    const scratch_folder folder;
    metrics counters;
    whatsapp::customer_windows windows;
    loop_thread bare, ours;
    sqlite_store store(ours.io.get_executor(), folder.store());
    whatsapp::account settings;
    settings.phone_number_id = number_id;
    settings.app_secrets = secrets;
    std::atomic<std::int64_t> admitted = 0;
    whatsapp::webhook_handler handler(
        {settings}, store, [&](admission, mo_message) { ++admitted; }, [] { return true; }, system_now,
        windows, counters);
    http_router routes;
    handler.add_routes(routes, path);
    http_server server(ours.io.get_executor(), {}, std::move(routes));
    asio::co_spawn(ours.io, server.run(), rethrow);
    tcp::acceptor acceptor(bare.io, tcp::endpoint(asio::ip::make_address("127.0.0.1"), 0));
    asio::co_spawn(bare.io, bare_server(acceptor), rethrow);

    std::vector<double> of_bare, of_ours, ratios;
    for (int round = 0; round < 5; ++round) {
        of_bare.push_back(measure(acceptor.local_endpoint().port(), 0, count, connections));
        of_ours.push_back(measure(server.endpoint().port(), round * count, count, connections));
        ratios.push_back(of_ours.back() / of_bare.back());
    }
    fmt::print(R"({{"bare_per_s":{:.0f},"webhook_road_per_s":{:.0f},"ratio":{:.2f},"admitted":{}}})"
               "\n",
               median(of_bare), median(of_ours), median(ratios), admitted.load());
    bare.stop();
    ours.stop();
    std::filesystem::remove_all(folder.path);
    std::exit(admitted == 5 * count ? 0 : 1);  // the servers' coroutines are left where they stand
}
