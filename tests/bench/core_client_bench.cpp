// The balance question through the whole core client: questions a second and CPU of the asking side.
// With --url it asks a core of your own (bench/core_stub), else a server in this process.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include "gateway/core/core_stack.hpp"
#include "gateway/http/server.hpp"
#include "tests/bench/loop_thread.hpp"

namespace sapa::bench {
namespace {

async<http_response> balance(http_request request)
{
    http_response answer;
    answer.fields.emplace_back("Content-Type", "application/json");
    answer.body =
        "{\"participant_no\":\"" + request.captured.front().second +
        "\",\"name\":\"PESERTA UJI\",\"balance\":{\"total\":12345678,\"contributions\":12345678,\"yield\":0},"
        "\"as_of\":\"2026-11-19\",\"last_contribution\":{\"period\":\"2026-10\",\"paid_on\":\"2026-11-12\"}}";
    co_return answer;
}

async<void> ask(core_client& core, int& left, int& failed)
{
    while (left-- > 0) {
        core_question question;
        question.operation = "balance";
        question.arguments.emplace_back("participant_no", std::to_string(3171000000000000LL + left));
        question.phone = msisdn("6281200000001");
        question.request_id = "12345-1";
        failed += (co_await core.ask(std::move(question))).outcome != "ok";
    }
}

}  // namespace
}  // namespace sapa::bench

int main(int argc, char** argv)
{
    using namespace sapa;
    using namespace sapa::bench;
    loop_thread peer;
    http_router router;
    router.on("GET", "/v1/participants/{participant_no}/balance", balance);
    http_server server(peer.io.get_executor(), {}, std::move(router));
    asio::co_spawn(peer.io, server.run(), [](std::exception_ptr) {});
    core_settings settings;
    settings.base_url = "http://127.0.0.1:" + std::to_string(server.endpoint().port());
    if (argc > 2 && std::strcmp(argv[1], "--url") == 0)
        settings.base_url = argv[2];
    constexpr int questions = 200'000;
    for (int round = 0; round < 3; ++round) {
        asio::io_context io{1};
        metrics counters;
        const auto core = make_core_client(
            io.get_executor(), settings, [] { return std::string("token"); }, counters);
        int left = questions, failed = 0;
        const double before = cpu_seconds(CLOCK_THREAD_CPUTIME_ID);
        const auto begun = std::chrono::steady_clock::now();
        for (int i = 0; i < 200; ++i)
            asio::co_spawn(io, ask(*core, left, failed), [](std::exception_ptr) {});
        io.run();
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
        std::printf("{\"questions_per_s\":%.0f,\"cpu_us\":%.2f,\"failed\":%d}\n", questions / took.count(),
                    (cpu_seconds(CLOCK_THREAD_CPUTIME_ID) - before) * 1e6 / questions, failed);
    }
    std::fflush(stdout);
    std::_Exit(0);
}
