// The stages of the road apart, for one balance question: codec, recognise, advance, word, state, store,
// core.
//   stages_bench [--benchmark_filter=...]      from the project's folder
#include <benchmark/benchmark.h>
#include <memory>
#include "adapters/sms/codec.hpp"
#include "adapters/sms/submit.hpp"
#include "gateway/core/core_stack.hpp"
#include "gateway/core/wire.hpp"
#include "gateway/http/server.hpp"
#include "gateway/model/cache_folder.hpp"
#include "intents/dialogue/bundle.hpp"
#include "intents/dialogue/dialogue.hpp"
#include "tests/bench/loop_thread.hpp"
#include "tests/bench/store_load.hpp"

namespace sapa::bench {
namespace {

constexpr std::string_view asked_text = "SALDO 3171234567890001";
constexpr std::string_view core_body =
    R"({"participant_no":"3171234567890001","name":"PESERTA UJI","balance":{"total":12345678,)"
    R"("contributions":12345678,"yield":0},"as_of":"2026-11-19",)"
    R"("last_contribution":{"period":"2026-10","paid_on":"2026-11-12"}})";

std::shared_ptr<const bundle> conf()
{
    static const auto loaded = [] {
        std::vector<finding> findings;
        return bundle::load("conf", cache_folder(), findings);
    }();
    return loaded;
}

mo_message question()
{
    mo_message asked;
    asked.account = "north";
    asked.sender = "6281200000001";
    asked.phone = msisdn(asked.sender);
    asked.text = asked_text;
    asked.received_at = asked.sent_at = system_now();
    return asked;
}

surroundings around(const mo_message& asked)
{
    surroundings here;
    here.phone = asked.phone;
    here.now = asked.received_at;
    return here;
}

core_answer told(const core_question& about)
{
    http_response got;
    got.body = core_body;
    return read_answer(*find_operation(about.operation), about, got).answer;
}

// The two steps of a balance question.
struct steps
{
    mo_message asked{question()};
    surroundings here{around(asked)};
    understood meaning{conf()->recogniser().recognise(asked.text, asked.via)};
    step called{advance(*conf(), dialogue_state{}, said{asked, meaning}, here)};
    core_said answer{*called.question, told(*called.question)};
    step answered{advance(*conf(), called.next, answer, here)};
};

void decode_pdu(benchmark::State& state)
{
    smpp::pdu pdu;
    smpp::deliver_sm mo;
    mo.source_addr = "6281200000001";
    mo.destination_addr = "2757";
    mo.short_message = asked_text;
    pdu.sequence_number = 1;
    pdu.body = mo;
    std::string octets;
    if (smpp::encode(pdu, octets))
        return state.SkipWithError("not encoded");
    for (auto _ : state)
        benchmark::DoNotOptimize(smpp::decode(octets));
}
BENCHMARK(decode_pdu);

void make_and_encode_submit(benchmark::State& state)
{
    const steps road;
    const sms::smpp_account account;
    mt_message reply;
    reply.recipient = road.asked.sender;
    reply.content = word(*conf(), road.answered.says.front(), channel_type::sms, language::id);
    std::string octets;
    for (auto _ : state) {
        octets.clear();
        for (const auto& pdu : sms::make_submits(reply, "42", account, road.asked.received_at))
            if (smpp::encode(pdu, octets))
                return state.SkipWithError("not encoded");
    }
}
BENCHMARK(make_and_encode_submit);

void recognise_command(benchmark::State& state)
{
    for (auto _ : state)
        benchmark::DoNotOptimize(conf()->recogniser().recognise(asked_text, channel_type::sms));
}
BENCHMARK(recognise_command);

void recognise_sentence(benchmark::State& state)
{
    for (auto _ : state)
        benchmark::DoNotOptimize(
            conf()->recogniser().recognise("mau tanya saldo jht saya berapa ya kak", channel_type::whatsapp));
}
BENCHMARK(recognise_sentence);

void advance_on_question(benchmark::State& state)
{
    const steps road;
    for (auto _ : state)
        benchmark::DoNotOptimize(
            advance(*conf(), dialogue_state{}, said{road.asked, road.meaning}, road.here));
}
BENCHMARK(advance_on_question);

void advance_on_answer(benchmark::State& state)
{
    const steps road;
    for (auto _ : state)
        benchmark::DoNotOptimize(advance(*conf(), road.called.next, road.answer, road.here));
}
BENCHMARK(advance_on_answer);

void word_reply(benchmark::State& state)
{
    const steps road;
    for (auto _ : state)
        benchmark::DoNotOptimize(word(*conf(), road.answered.says.front(), channel_type::sms, language::id));
}
BENCHMARK(word_reply);

void write_and_read_state(benchmark::State& state)
{
    const steps road;
    for (auto _ : state)
        benchmark::DoNotOptimize(parse_state(serialise(road.answered.next)));
}
BENCHMARK(write_and_read_state);

void read_core_answer(benchmark::State& state)
{
    const steps road;
    for (auto _ : state)
        benchmark::DoNotOptimize(told(road.answer.question));
}
BENCHMARK(read_core_answer);

// Durable questions (three jobs each), so many at once; items are questions.
void through_the_store(benchmark::State& state)
{
    const scratch_folder folder;
    asio::io_context io{1};
    sqlite_store store(io.get_executor(), folder.store());
    store_load load{store};
    const auto at_once = static_cast<int>(state.range(0));
    const std::int64_t questions = std::max(500, 20 * at_once);
    for (auto _ : state)
        load.run(io, questions, at_once);
    state.SetItemsProcessed(questions * static_cast<std::int64_t>(state.iterations()));
}
BENCHMARK(through_the_store)->Arg(1)->Arg(50)->Arg(200)->Arg(1000)->MeasureProcessCPUTime()->UseRealTime();

async<void> ask(core_client& core, int& left, int& failed)
{
    while (left-- > 0) {
        core_question asked;
        asked.operation = "balance";
        asked.arguments.emplace_back("participant_no", std::to_string(3171000000000000LL + left));
        asked.phone = msisdn("6281200000001");
        asked.request_id = "12345-1";
        failed += (co_await core.ask(std::move(asked))).outcome != "ok";
    }
}

// Balance questions over HTTP to a server on another thread, 200 at once; items are questions.
void ask_core(benchmark::State& state)
{
    loop_thread peer;
    http_router router;
    router.on(
        "GET", "/v1/participants/{participant_no}/balance", [](http_request request) -> async<http_response> {
            http_response answer;
            answer.body = core_body;
            answer.body.replace(answer.body.find("3171234567890001"), 16, request.captured.front().second);
            co_return answer;
        });
    http_server server(peer.io.get_executor(), {}, std::move(router));
    asio::co_spawn(peer.io, server.run(), rethrow);
    core_settings settings;
    settings.base_url = "http://127.0.0.1:" + std::to_string(server.endpoint().port());
    settings.pipelined = static_cast<std::size_t>(state.range(0));
    asio::io_context io{1};
    metrics counters;
    const auto core = make_core_client(
        io.get_executor(), settings, [] { return std::string("token"); }, counters);
    constexpr int questions = 5000;
    int failed = 0;
    for (auto _ : state) {
        int left = questions;
        for (int i = 0; i < 200; ++i)
            asio::co_spawn(io, ask(*core, left, failed), rethrow);
        io.restart();
        io.run_for(std::chrono::seconds(60));
    }
    if (failed > 0)
        state.SkipWithError("questions without an answer");
    state.SetItemsProcessed(questions * static_cast<std::int64_t>(state.iterations()));
}
BENCHMARK(ask_core)->ArgName("pipelined")->Arg(1)->Arg(8);

}  // namespace
}  // namespace sapa::bench

BENCHMARK_MAIN();
