// The whole client against the lab's core over HTTP.
#include "gateway/core/core_stack.hpp"
#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include "gateway/lab/core.hpp"

namespace sapa {
namespace {

struct core_stack_test : testing::Test
{
    asio::io_context io{1};
    lab::lab_core lab{lab::people::invent(), SOURCE_DIR "/conf"};
    std::unique_ptr<http_server> server{};
    metrics counters{};
    std::unique_ptr<core_client> client{};

    void SetUp() override
    {
        http_router router;
        lab.add_routes(router, system_now);
        server = std::make_unique<http_server>(io.get_executor(), http_server_options{}, std::move(router));
        asio::co_spawn(io, server->run(), [](std::exception_ptr) {});
        make({});
    }
    void make(core_settings settings)
    {
        settings.base_url = "http://127.0.0.1:" + std::to_string(server->endpoint().port());
        client = make_core_client(
            io.get_executor(), settings, [] { return std::string("token"); }, counters);
    }
    std::vector<core_answer> ask_all(std::vector<core_question> questions)
    {
        std::vector<core_answer> answers(questions.size());
        std::size_t ended = 0;
        for (std::size_t i = 0; i < questions.size(); ++i)
            asio::co_spawn(io, client->ask(questions[i]), [&, i](std::exception_ptr failed, core_answer got) {
                EXPECT_FALSE(failed);
                answers[i] = std::move(got);
                ++ended;
            });
        while (ended < questions.size())
            io.run_one();
        return answers;
    }
    core_answer ask(core_question question) { return ask_all({std::move(question)}).front(); }
    static core_question balance_of(const lab::person& who)
    {
        core_question question;
        question.operation = "balance";
        question.arguments.emplace_back("participant_no", who.number.digits());
        if (!who.phones.empty())
            question.phone = who.phones.front();
        question.request_id = "1-1";
        return question;
    }
};

TEST_F(core_stack_test, TellsOverHttpWhatTheLabAnswersInTheProcess)
{
    std::vector<core_question> questions;
    for (const auto& who : lab.known().all())
        for (const auto* operation : {"balance", "membership", "contributions", "claim_eligibility", "claims",
                                      "simulation", "registered_numbers", "branches", "clinics", "health"}) {
            auto question = balance_of(who);
            question.operation = operation;
            if (question.operation == "branches" || question.operation == "clinics")
                question.arguments.emplace_back("town", who.town);
            questions.push_back(std::move(question));
            if (questions.size() % 10 == 0 && questions.size() > 2500)
                break;
        }
    questions.resize(2500);
    const auto answers = ask_all(questions);
    for (std::size_t i = 0; i < questions.size(); ++i) {
        const auto expected = lab.answer(questions[i], system_now());
        SCOPED_TRACE(questions[i].operation);
        EXPECT_EQ(answers[i].outcome, expected.outcome);
        EXPECT_EQ(answers[i].told, expected.told);
    }
}

TEST_F(core_stack_test, WritesAreDoneOnceByTheirKey)
{
    core_question wish;
    wish.operation = "complaint";
    wish.arguments.emplace_back("text", "sample");
    wish.arguments.emplace_back("anonymous", "true");
    wish.idempotency_key = "5-1";
    const auto first = ask(wish);
    EXPECT_EQ(first.outcome, "filed");
    EXPECT_EQ(ask(wish).told, first.told);
    wish.idempotency_key.clear();
    EXPECT_EQ(ask(wish).outcome, outcome_unavailable);  // never without a key
}

TEST_F(core_stack_test, AnswersRightlyWhenOneInFiveFailsOrIsCut)
{
    lab.faults.fail_percent = 10;
    lab.faults.cut_percent = 5;
    lab.faults.wrong_body_percent = 5;
    std::vector<core_question> questions;
    const auto& example = lab.known().all().front();
    for (int i = 0; i < 400; ++i) {
        questions.push_back(balance_of(example));
        questions.back().arguments.emplace_back("n", std::to_string(i));  // no two are equal
    }
    int answered = 0;
    for (const auto& answer : ask_all(questions))
        answered += answer.outcome == "ok";
    EXPECT_GE(answered, 396);
    EXPECT_EQ(counters.measure("sapa_core_breaker_open", "").value(), 0);
}

TEST_F(core_stack_test, EqualQuestionsShareOneQuery)
{
    const auto question = balance_of(lab.known().all().front());
    auto other = question;
    other.phone = msisdn("6281200000055");
    std::vector<core_question> questions(50, question);
    questions.insert(questions.end(), 50, other);
    const auto answers = ask_all(questions);
    EXPECT_EQ(lab.asked(), 2u);
    for (int i = 0; i < 100; ++i)
        EXPECT_EQ(answers[static_cast<std::size_t>(i)].outcome, i < 50 ? "ok" : "phone_not_registered");
    ask(question);
    EXPECT_EQ(lab.asked(), 3u);  // nothing is kept once it is answered
}

TEST_F(core_stack_test, TimesOutAndCountsWhy)
{
    core_settings hasty;
    hasty.timeout = milliseconds(40);
    make(hasty);
    lab.faults.delay = milliseconds(300);
    const auto answer = ask(balance_of(lab.known().all().front()));
    EXPECT_EQ(answer.outcome, outcome_unavailable);
    EXPECT_EQ(answer.status, 0);
    EXPECT_GE(counters.count("sapa_core_trouble_total", "", label("reason", "timeout")).value(), 1u);
}

TEST_F(core_stack_test, LeavesACoreAloneThatIsAway)
{
    lab.faults.down = true;
    std::vector<core_question> questions;
    for (int i = 0; i < 200; ++i) {
        questions.push_back(balance_of(lab.known().all().front()));
        questions.back().arguments.emplace_back("n", std::to_string(i));
    }
    for (const auto& answer : ask_all(questions))
        EXPECT_EQ(answer.outcome, outcome_unavailable);
    EXPECT_EQ(counters.measure("sapa_core_breaker_open", "").value(), 1);
    const auto asked = lab.asked();
    EXPECT_LE(asked, 450u);
    EXPECT_EQ(ask(questions.front()).outcome, outcome_unavailable);
    EXPECT_EQ(lab.asked(), asked);
}

TEST_F(core_stack_test, FaultsAreSetOverTheControlPath)
{
    http_client_options options;
    options.base_url = "http://127.0.0.1:" + std::to_string(server->endpoint().port());
    http_client http(io.get_executor(), options);
    const auto put = [&](std::string body) {
        http_request request;
        request.method = "PUT";
        request.target = "/lab/faults";
        request.body = std::move(body);
        std::optional<int> status;
        asio::co_spawn(io, http.send(request),
                       [&](std::exception_ptr, auto got) { status = got ? got->status : 0; });
        while (!status)
            io.run_one();
        return *status;
    };
    EXPECT_EQ(put(R"({"delay_ms":5,"down":false,"fail_percent":20})"), 200);
    EXPECT_EQ(lab.faults.delay, milliseconds(5));
    EXPECT_EQ(lab.faults.fail_percent, 20);
    for (const auto* wrong : {"", "[]", R"({"delay":5})", R"({"fail_percent":101})", R"({"down":1})"})
        EXPECT_EQ(put(wrong), 400) << wrong;
    EXPECT_EQ(lab.faults.fail_percent, 20);
}

}  // namespace
}  // namespace sapa
