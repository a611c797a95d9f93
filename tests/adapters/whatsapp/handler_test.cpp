// From signed bodies to admissions: nothing is acknowledged before it is kept.
#include "adapters/whatsapp/webhook_handler.hpp"

#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <set>
#include "adapters/whatsapp/signature.hpp"
#include "tests/adapters/whatsapp/shared_files.hpp"

namespace sapa::whatsapp {
namespace {

using namespace std::chrono_literals;
const instant now{1'763'600'100'000ms};

// Keeps what is admitted in memory; can refuse, and counts how many calls were under way at once.
class memory_store final : public conversation_store
{
public:
    async<admission> admit(mo_message message, std::optional<smpp_origin>, std::vector<std::string>) override
    {
        ++under_way;
        most_under_way = std::max(most_under_way, under_way);
        co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
        --under_way;
        if (message.text == refuse)
            throw std::runtime_error("full");
        admission given;
        given.duplicate = !seen.insert(message.provider_id).second;
        given.committed = ticket(admitted.size() / 100 + 1);
        if (!given.duplicate)
            admitted.push_back(std::move(message));
        co_return given;
    }
    async<ticket> note_report(delivery_report report) override
    {
        reports.push_back(std::move(report));
        co_return ticket(1);
    }
    async<ticket> mute(channel_type, std::string sender, instant until) override
    {
        mutes.emplace_back(std::move(sender), until);
        co_return ticket(1);
    }
    async<bool> durable(ticket) override { co_return commits; }

    async<ticket> keep_part(sms_part) override { co_return ticket(0); }
    async<void> keep_write(row_id, core_question) override { co_return; }
    async<addressee> find_addressee(channel_type, std::string) override { co_return addressee(); }
    async<turn_receipt> commit_turn(turn) override { co_return turn_receipt(); }
    async<ticket> begin_attempt(row_id, std::int64_t, instant) override { co_return ticket(0); }
    async<ticket> end_attempt(attempt_result) override { co_return ticket(0); }
    async<row_id> begin_epoch(std::string, instant) override { co_return 0; }
    async<void> end_epoch(row_id, instant) override { co_return; }
    async<ticket> acknowledged_late(row_id) override { co_return ticket(0); }
    async<backlog> claim(std::size_t, instant) override { co_return backlog(); }
    async<std::vector<sms_part>> parts() override { co_return std::vector<sms_part>(); }
    async<ledger> balance() override { co_return ledger(); }

    std::set<std::string> seen{};
    std::vector<mo_message> admitted{};
    std::vector<delivery_report> reports{};
    std::vector<std::pair<std::string, instant>> mutes{};
    bool commits{true};
    std::string refuse{"refuse me"};
    int under_way{}, most_under_way{};
};

class WebhookHandler : public testing::Test
{
protected:
    static std::vector<account> accounts()
    {
        account first, second;
        first.phone_number_id = "77";
        first.app_secrets = {"old secret", "secret"};
        first.verify_token = "let me in";
        second.phone_number_id = "78";
        second.app_secrets = {"other app"};
        return {first, second};
    }

    http_response post(const std::string& body, const std::string& signature)
    {
        http_request request;
        request.method = "POST";
        request.body = body;
        request.fields.emplace_back("x-hub-signature-256", signature);
        http_response response;
        asio::co_spawn(io, handler.receive(std::move(request)),
                       [&](std::exception_ptr failure, http_response given) {
                           EXPECT_FALSE(failure);
                           response = std::move(given);
                       });
        io.restart();
        io.run();
        return response;
    }
    http_response post(const std::string& body) { return post(body, sign(body, "secret")); }

    static std::string body_of(const std::string& items, const std::string& number = "77",
                               const std::string& field = "messages", const std::string& contacts = "[]")
    {
        return R"({"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":")" + field +
               R"(","value":{"metadata":{"phone_number_id":")" + number + R"("},"contacts":)" + contacts +
               "," + items + "}}]}]}";
    }
    static std::string text(const std::string& id, const std::string& words)
    {
        return R"({"from":"6281200000001","id":")" + id +
               R"(","timestamp":"1763600000","type":"text","text":{"body":")" + words + R"("}})";
    }
    static std::string messages(const std::string& all) { return R"("messages":[)" + all + "]"; }

    asio::io_context io{};
    memory_store store{};
    std::vector<std::string> begun{};
    bool has_room{true};
    customer_windows windows{};
    metrics seen{};
    webhook_handler handler{accounts(),
                            store,
                            [this](admission, mo_message message) { begun.push_back(message.text); },
                            [this] { return has_room; },
                            [] { return now; },
                            windows,
                            seen};
};

TEST_F(WebhookHandler, ConfirmsTheSubscriptionWithTheBareChallenge)
{
    http_request request;
    request.target =
        "/webhooks/whatsapp?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=let%20me+in";
    const auto good = handler.verify(request);
    EXPECT_EQ(good.status, 200);
    EXPECT_EQ(good.body, "1158201444");
    for (const std::string wrong :
         {"?hub.mode=subscribe&hub.challenge=1&hub.verify_token=let",
          "?hub.mode=subscribe&hub.challenge=1&hub.verify_token=", "?hub.challenge=1", "",
          "?hub.mode=x&hub.challenge=1&hub.verify_token=let%20me%20in"}) {
        request.target = "/webhooks/whatsapp" + wrong;
        EXPECT_EQ(handler.verify(request).status, 403) << wrong;
        EXPECT_EQ(handler.verify(request).body, "");
    }
}

TEST_F(WebhookHandler, StoresNothingWithoutAGoodSignature)
{
    const auto body = body_of(messages(text("w1", "saldo")));
    EXPECT_EQ(post(body, "").status, 401);
    EXPECT_EQ(post(body, sign(body, "wrong")).status, 401);
    EXPECT_EQ(post(body, sign(body + " ", "secret")).status, 401);
    EXPECT_TRUE(store.admitted.empty());
    EXPECT_EQ(post(body, sign(body, "old secret")).status, 200);
    EXPECT_EQ(begun, std::vector<std::string>{"saldo"});
    EXPECT_EQ(store.admitted.size(), 1U);
}

TEST_F(WebhookHandler, AdmitsABatchAtOnceAndInOrder)
{
    std::string all;
    std::vector<std::string> expected;
    for (int i = 0; i < 1000; ++i) {
        all += (i ? "," : "") + text("w" + std::to_string(i), std::to_string(i));
        expected.push_back(std::to_string(i));
    }
    EXPECT_EQ(post(body_of(messages(all))).status, 200);
    EXPECT_EQ(begun, expected);
    EXPECT_EQ(store.most_under_way, 1000);
}

TEST_F(WebhookHandler, ARedeliveryBeginsNothing)
{
    const auto body = body_of(messages(text("w1", "saldo")));
    for (int i = 0; i < 50; ++i)
        EXPECT_EQ(post(body).status, 200);
    EXPECT_EQ(begun.size(), 1U);
}

TEST_F(WebhookHandler, AcknowledgesOnlyWhatIsKept)
{
    store.commits = false;
    EXPECT_EQ(post(body_of(messages(text("w1", "saldo")))).status, 503);
    store.commits = true;
    EXPECT_EQ(
        post(body_of(messages(text("w2", "satu") + "," + text("w3", "refuse me") + "," + text("w4", "dua"))))
            .status,
        503);
    EXPECT_EQ(begun, (std::vector<std::string>{"saldo", "satu", "dua"}));
    has_room = false;
    EXPECT_EQ(post(body_of(messages(text("w5", "tiga")))).status, 503);
    EXPECT_EQ(store.admitted.size(), 3U);
    EXPECT_EQ(post("no json").status, 503);
    has_room = true;
    EXPECT_EQ(post("no json").status, 400);
    EXPECT_EQ(post("[]").status, 200);
}

TEST_F(WebhookHandler, RoutesByNumber)
{
    EXPECT_EQ(post(body_of(messages(text("w1", "a")), "78"),
                   sign(body_of(messages(text("w1", "a")), "78"), "other app"))
                  .status,
              200);
    EXPECT_EQ(post(body_of(messages(text("w2", "b")), "99")).status, 200);
    ASSERT_EQ(store.admitted.size(), 1U);
    EXPECT_EQ(store.admitted[0].account, "78");
}

TEST_F(WebhookHandler, AnEchoMutesForFourHours)
{
    const std::string echo =
        R"("message_echoes":[{"from":"62215","to":"6281200000001","id":"e1","timestamp":"1763600000","type":"text"}])";
    EXPECT_EQ(post(body_of(echo, "77", "smb_message_echoes")).status, 200);
    ASSERT_EQ(store.mutes.size(), 1U);
    EXPECT_EQ(store.mutes[0].first, "6281200000001");
    EXPECT_EQ(store.mutes[0].second, instant(1'763'600'000s) + 4h);
    EXPECT_TRUE(begun.empty());
}

TEST_F(WebhookHandler, NotesStatusesAndPassesOverUnknownOnes)
{
    const std::string statuses = R"("statuses":[{"id":"o1","status":"teleported","timestamp":"1"},)"
                                 R"({"id":"o2","status":"read","timestamp":"1","recipient_id":"628"},null])";
    EXPECT_EQ(post(body_of(statuses)).status, 200);
    ASSERT_EQ(store.reports.size(), 1U);
    EXPECT_EQ(store.reports[0].message_id, "o2");
}

TEST_F(WebhookHandler, AnotherIdentityHashEndsTheVerifiedSessionFirst)
{
    const auto contact = [](const std::string& hash) {
        return R"([{"wa_id":"6281200000001","identity_key_hash":")" + hash + R"("}])";
    };
    post(body_of(messages(text("w1", "satu")), "77", "messages", contact("A")));
    post(body_of(messages(text("w2", "dua")), "77", "messages", contact("A")));
    post(body_of(messages(text("w3", "tiga")), "77", "messages", contact("B")));
    ASSERT_EQ(store.admitted.size(), 4U);
    EXPECT_EQ(store.admitted[2].kind, mo_kind::person_changed);
    EXPECT_EQ(store.admitted[3].text, "tiga");
    mt_message reply;
    reply.account = "77";
    reply.recipient = "6281200000001";
    EXPECT_EQ(windows.is_open(reply, now), true);
    EXPECT_EQ(windows.is_open(reply, now + 24h), false);
}

TEST_F(WebhookHandler, TakesEverySharedBodyThatItShould)
{
    if (!shared_file("manifest.json"))
        GTEST_SKIP() << "no shared fixtures";
    const auto body = *shared_file("webhooks/derived_batch_1000_statuses.json");
    EXPECT_EQ(post(body).status, 200);
    EXPECT_TRUE(store.reports.empty());  // for another number than ours
}

}  // namespace
}  // namespace sapa::whatsapp
