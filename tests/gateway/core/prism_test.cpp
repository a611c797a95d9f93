// openapi.yaml holds: our client against Prism's mock of it, and the lab's core behind Prism's validating
// proxy.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <filesystem>
#include "gateway/core/core_stack.hpp"
#include "gateway/lab/core.hpp"

extern char** environ;

namespace sapa {
namespace {

const std::string prism = SOURCE_DIR "/tests/interop/prism/node_modules/.bin/prism";
const std::string contract = SOURCE_DIR "/gateway/core/openapi.yaml";

// Prism on a free port; ended with the test.
class prism_process
{
public:
    explicit prism_process(std::vector<std::string> arguments)
    {
        std::vector<char*> argv;
        for (auto& argument : arguments)
            argv.push_back(argument.data());
        argv.push_back(nullptr);
        int ends[2];
        if (pipe2(ends, O_CLOEXEC) != 0)
            return;
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
        if (posix_spawn(&pid_, arguments.front().c_str(), &actions, nullptr, argv.data(), environ) != 0)
            pid_ = 0;
        posix_spawn_file_actions_destroy(&actions);
        close(ends[1]);
        out_ = ends[0];
    }
    ~prism_process()
    {
        if (pid_ > 0) {
            kill(pid_, SIGKILL);
            waitpid(pid_, nullptr, 0);
        }
        close(out_);
    }
    // "http://127.0.0.1:PORT" once it listens; empty: it ended before.
    std::string url()
    {
        std::string said;
        const std::string mark = "Prism is listening on ";
        char octets[4096];
        for (ssize_t got = 0; (got = read(out_, octets, sizeof octets)) > 0;) {
            said.append(octets, static_cast<std::size_t>(got));
            const auto at = said.find(mark);
            const auto end = at == said.npos ? at : said.find_first_of("\n \x1b", at + mark.size());
            if (end != said.npos)
                return said.substr(at + mark.size(), end - at - mark.size());
        }
        ADD_FAILURE() << said;
        return {};
    }

private:
    pid_t pid_{};
    int out_{-1};
};

core_question sample(const core_operation& operation, const std::string& number, const std::string& phone)
{
    core_question question;
    question.operation = operation.name;
    question.phone = msisdn(phone);
    question.request_id = "1-1";
    question.idempotency_key = "1-1";
    for (const auto& [name, value] :
         std::initializer_list<std::pair<const char*, std::string>>{{"participant_no", number},
                                                                    {"nik", "3174010101900001"},
                                                                    {"birth_date", "1990-01-01"},
                                                                    {"town", "Bogor"},
                                                                    {"claim_no", "KLM-2026-000072"},
                                                                    {"text", "contoh"},
                                                                    {"anonymous", "true"},
                                                                    {"limit", "3"},
                                                                    {"retire_at", "56"}})
        question.arguments.emplace_back(name, value);
    return question;
}

struct prism_test : testing::Test
{
    asio::io_context io{1};
    metrics counters{};

    void SetUp() override
    {
        if (!std::filesystem::exists(prism))
            GTEST_SKIP() << "Prism is not installed: npm ci in tests/interop/prism (./test does it)";
    }
    core_answer ask(core_client& client, core_question question)
    {
        std::optional<core_answer> got;
        asio::co_spawn(io, client.ask(std::move(question)),
                       [&](std::exception_ptr, core_answer answer) { got = answer; });
        io.restart();  // between two questions it may have run out of work
        while (!got && io.run_one() > 0) {
        }
        return got.value();
    }
    std::unique_ptr<core_client> client(const std::string& url)
    {
        core_settings settings;
        settings.base_url = url;
        settings.timeout = milliseconds(20000);
        return make_core_client(
            io.get_executor(), settings, [] { return std::string("token"); }, counters);
    }
};

TEST_F(prism_test, TheMockUnderstandsEveryQuestionAndWeEveryAnswer)
{
    prism_process mock({prism, "mock", "--errors", "-h", "127.0.0.1", "-p", "0", contract});
    const auto core = client(mock.url());
    for (const auto& operation : core_operations()) {
        SCOPED_TRACE(operation.name);
        const auto answer = ask(*core, sample(operation, "3171234567890001", "6281200000001"));
        EXPECT_EQ(answer.outcome, operation.outcomes.front().name) << answer.status;
    }
    const auto balance = ask(*core, sample(*find_operation("balance"), "3171234567890001", "6281200000001"));
    EXPECT_EQ(std::get<rupiah>(*balance.told.find("total")).amount, 12345678);
}

TEST_F(prism_test, TheLabKeepsTheContract)
{
    lab::lab_core lab(lab::people::invent(), SOURCE_DIR "/conf");
    http_router router;
    lab.add_routes(router, system_now);
    http_server server(io.get_executor(), {}, std::move(router));
    asio::co_spawn(io, server.run(), [](std::exception_ptr) {});
    const auto upstream = "http://127.0.0.1:" + std::to_string(server.endpoint().port());
    prism_process proxy({prism, "proxy", "--errors", "-h", "127.0.0.1", "-p", "0", contract, upstream});
    const auto core = client(proxy.url());
    for (std::size_t i = 0; i < 30; ++i) {
        const auto& who = lab.known().all()[i];
        const auto phone = who.phones.empty() ? "6281200000099" : who.phones.front().digits();
        for (const auto& operation : core_operations()) {
            if (operation.name == "unregister_phone")
                continue;
            auto question = sample(operation, who.number.digits(), phone);
            const auto direct = lab.answer(question, system_now());
            SCOPED_TRACE(std::string(operation.name) + " " + who.role);
            EXPECT_EQ(ask(*core, question).outcome, direct.outcome);
        }
    }
}

}  // namespace
}  // namespace sapa
