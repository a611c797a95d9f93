// An operator's HTTP form at work: questions in over the router, replies out to an operator's server.
#include "adapters/sms/http_form_account.hpp"
#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include "gateway/http/server.hpp"
#include "plain_store.hpp"

namespace sapa::tests {
namespace {

struct form_stand
{
    form_stand()
    {
        http_router router;
        router.on("GET", "/send",
                  [this](http_request request) { return operator_answers(std::move(request)); });
        http_server_options options;
        server = std::make_unique<http_server>(io.get_executor(), options, std::move(router));
        asio::co_spawn(io, server->run(), [](std::exception_ptr failed) { EXPECT_FALSE(failed); });
        sms::http_form form;
        form.name = "south";
        form.in.source = {"msisdn"};
        form.in.text = {"sms"};
        form.in.transaction = {"trx_id"};
        form.in.body = "OK {transaction}";
        form.in.allowed = {"127.0.0.0/8"};
        form.out.url = "http://127.0.0.1:" + std::to_string(server->endpoint().port()) + "/send";
        form.out.parameters = {{"to", "{recipient}"}, {"text", "{text}"}, {"trx", "{transaction}"}};
        form.out.success = "^1";
        sms::mo_sink sink{.store = store};
        sink.begin_work = [this](admission, mo_message asked) { begun.push_back(std::move(asked)); };
        account = std::make_unique<sms::http_form_account>(io.get_executor(), form, std::move(sink));
    }
    ~form_stand()
    {
        account.reset();
        server->stop();
        io.restart();
        io.run_for(std::chrono::seconds(1));
    }

    async<http_response> operator_answers(http_request request)
    {
        asked_of_operator.push_back(request.target);
        http_response answer;
        answer.body = operator_says;
        co_return answer;
    }
    template <class T>
    T wait_for(async<T> task)
    {
        std::optional<T> result;
        asio::co_spawn(io, std::move(task), [&](std::exception_ptr failed, T value) {
            EXPECT_FALSE(failed);
            result = std::move(value);
        });
        for (int turns = 0; !result && turns < 10000; ++turns) {
            io.restart();
            io.run_one_for(std::chrono::milliseconds(20));
        }
        return std::move(result).value();
    }
    http_response ask(const std::string& query, const std::string& remote = "127.0.0.1")
    {
        http_request request;
        request.target = "/webhooks/sms/south?" + query;
        request.remote = remote;
        return wait_for(account->receive(std::move(request)));
    }

    asio::io_context io{1};
    plain_store store{io.get_executor()};
    std::unique_ptr<http_server> server{};
    std::unique_ptr<sms::http_form_account> account{};
    std::vector<mo_message> begun{};
    std::vector<std::string> asked_of_operator{};
    std::string operator_says{"1:Success"};
};

TEST(HttpFormAccount, StoresAQuestionThenAnswers)
{
    form_stand stand;
    const auto answer = stand.ask("msisdn=6281200000001&sms=SALDO&trx_id=T-9");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "OK T-9");
    ASSERT_EQ(stand.begun.size(), 1u);
    EXPECT_EQ(stand.begun[0].provider_id, "T-9");
    EXPECT_EQ(stand.begun[0].sender, "6281200000001");
}

TEST(HttpFormAccount, RefusesWhatItCannotTake)
{
    form_stand stand;
    EXPECT_EQ(stand.ask("msisdn=6281200000001&sms=SALDO", "10.0.0.1").status, 403);
    EXPECT_EQ(stand.ask("sms=SALDO").status, 400);
    stand.store.fail_commits = true;
    EXPECT_EQ(stand.ask("msisdn=6281200000001&sms=SALDO").status, 503);
}

TEST(HttpFormAccount, SendsAReplyWithTheTransactionOfItsQuestion)
{
    form_stand stand;
    stand.ask("msisdn=6281200000001&sms=SALDO&trx_id=T-9");
    mt_message reply;
    reply.recipient = "6281200000001";
    reply.content.text = "Rp1.000";
    reply.carried = stand.begun.at(0).carried;
    const auto outcome = stand.wait_for(stand.account->send(reply, "1", 0));
    EXPECT_TRUE(std::holds_alternative<accepted>(outcome));
    ASSERT_EQ(stand.asked_of_operator.size(), 1u);
    EXPECT_NE(stand.asked_of_operator[0].find("trx=T-9"), std::string::npos);
    stand.operator_says = "2";
    EXPECT_TRUE(std::holds_alternative<refused>(stand.wait_for(stand.account->send(reply, "2", 0))));
}

}  // namespace
}  // namespace sapa::tests
