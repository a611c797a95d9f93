// The gateway's WhatsApp channel against the lab's Graph API, over real sockets.
#include "gateway/lab/graph.hpp"

#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include "adapters/whatsapp/graph_client.hpp"
#include "adapters/whatsapp/payload.hpp"
#include "adapters/whatsapp/signature.hpp"
#include "adapters/whatsapp/webhook.hpp"

namespace sapa::lab {
namespace {

using namespace std::chrono_literals;
using whatsapp::account;
using whatsapp::whatsapp_channel;

class GraphLab : public testing::Test
{
public:
    GraphLab() { build({}); }

    void build(std::function<void(account&)> change)
    {
        channel.reset();
        account settings;
        settings.phone_number_id = "106540352242922";
        settings.graph_url = graph.base_url();
        settings.access_token = [this] { return token; };
        settings.max_per_second = 0;
        settings.user_per_minute = 0;
        if (change)
            change(settings);
        std::vector<account> accounts;
        accounts.push_back(std::move(settings));
        channel = std::make_unique<whatsapp_channel>(
            io.get_executor(), std::move(accounts), windows, [this] { return clock; }, seen);
    }

    // Runs the server until `work` has ended.
    void run(async<void> work)
    {
        asio::co_spawn(io, graph.run(), [](std::exception_ptr failure) { EXPECT_FALSE(failure); });
        asio::co_spawn(io, std::move(work), [this](std::exception_ptr failure) {
            if (failure)
                ADD_FAILURE() << "threw";
            channel.reset();
            graph.stop();
        });
        io.run();
    }

    mt_message reply(std::string text, std::string to = "6281200000001")
    {
        mt_message message;
        message.via = channel_type::whatsapp;
        message.account = "106540352242922";
        message.recipient = std::move(to);
        message.content.text = std::move(text);
        return message;
    }

    static const failure& why(const send_outcome& outcome) { return std::get<refused>(outcome).why; }

    asio::io_context io{};
    std::string token{"good"};
    instant clock{1'763'600'000'000ms};
    metrics seen{};
    whatsapp::customer_windows windows{};
    graph_api graph{io.get_executor(), graph_options{.tokens = {"good", "newer"}}};
    std::unique_ptr<whatsapp_channel> channel{};
};

TEST_F(GraphLab, TakesAReplyWithButtons)
{
    auto message = reply("Pilih:");
    message.content.buttons.push_back({"go", "Saldo", ""});
    run([](GraphLab& lab, mt_message sent) -> async<void> {
        const auto outcome = co_await lab.channel->send(sent, "42", 0);
        EXPECT_EQ(std::get<accepted>(outcome).message_ids.size(), 1U);
        EXPECT_EQ(lab.graph.messages().size(), 1U);
        EXPECT_EQ(lab.graph.messages().at(0).reference, "42");
        EXPECT_EQ(lab.graph.messages().at(0).recipient, "6281200000001");
        EXPECT_EQ(lab.graph.messages().at(0).buttons.at(0).second, "Saldo");
        co_await lab.channel->show_typing("106540352242922", "wamid.Q");
        EXPECT_TRUE(lab.graph.messages().at(1).typing);
    }(*this, message));
}

TEST_F(GraphLab, HoldsOnlyTheUserWhoseRateIsExceeded)
{
    run([](GraphLab& lab) -> async<void> {
        for (const auto hold : {1s, 4s, 16s, 64s, 256s, 256s}) {
            lab.graph.script_error(400, 131056);
            const auto outcome = co_await lab.channel->send(lab.reply("a"), "1", 0);
            EXPECT_EQ(why(outcome).what, advice::hold_recipient);
            EXPECT_EQ(why(outcome).after, milliseconds(hold));
            const auto other = co_await lab.channel->send(lab.reply("b", "6281200000002"), "2", 0);
            EXPECT_TRUE(std::holds_alternative<accepted>(other));
            const auto early = co_await lab.channel->send(lab.reply("a"), "1", 0);
            EXPECT_EQ(why(early).what, advice::hold_recipient);
            lab.clock += hold;
        }
        const auto outcome = co_await lab.channel->send(lab.reply("a"), "1", 0);
        EXPECT_TRUE(std::holds_alternative<accepted>(outcome));
    }(*this));
}

TEST_F(GraphLab, SendsTenAMinuteToOneUser)
{
    build([](account& settings) { settings.user_per_minute = 10; });
    run([](GraphLab& lab) -> async<void> {
        for (int i = 0; i < 10; ++i) {
            const auto outcome = co_await lab.channel->send(lab.reply("a"), "1", 0);
            EXPECT_TRUE(std::holds_alternative<accepted>(outcome));
        }
        const auto outcome = co_await lab.channel->send(lab.reply("a"), "1", 0);
        EXPECT_EQ(why(outcome).what, advice::hold_recipient);
        EXPECT_EQ(why(outcome).after, 6s);
    }(*this));
}

TEST_F(GraphLab, SlowsTheNumberThatIsThrottled)
{
    build([](account& settings) { settings.max_per_second = 60; });
    run([](GraphLab& lab) -> async<void> {
        EXPECT_EQ(lab.channel->room("106540352242922"), 60U);
        lab.graph.script_error(400, 130429);
        const auto outcome = co_await lab.channel->send(lab.reply("a"), "1", 0);
        EXPECT_EQ(why(outcome).what, advice::slow_account);
        EXPECT_EQ(lab.channel->room("106540352242922"), 0U);
        lab.clock += 1s;
        EXPECT_GT(lab.channel->room("106540352242922"), 0U);
    }(*this));
}

TEST_F(GraphLab, PausesWithABadTokenAndTakesANewOneWithoutARestart)
{
    token = "bad";
    run([](GraphLab& lab) -> async<void> {
        const auto outcome = co_await lab.channel->send(lab.reply("a"), "1", 0);
        EXPECT_EQ(why(outcome).what, advice::pause_account);
        EXPECT_EQ(lab.channel->room("106540352242922"), 0U);
        lab.clock += 60s;
        EXPECT_EQ(lab.channel->room("106540352242922"), 1U);
        lab.token = "good";
        const auto again = co_await lab.channel->send(lab.reply("a"), "1", 0);
        EXPECT_TRUE(std::holds_alternative<accepted>(again));
        EXPECT_GT(lab.channel->room("106540352242922"), 1U);
    }(*this));
}

TEST_F(GraphLab, ATokenThatChangedIsUsedAtOnce)
{
    run([](GraphLab& lab) -> async<void> {
        co_await lab.channel->send(lab.reply("a"), "1", 0);
        lab.graph.script_error(401, 190);  // the old one has expired
        lab.token = "newer";
        const auto outcome = co_await lab.channel->send(lab.reply("b"), "2", 0);
        EXPECT_TRUE(std::holds_alternative<accepted>(outcome));
        EXPECT_EQ(lab.graph.messages().size(), 2U);
    }(*this));
}

TEST_F(GraphLab, AnAnswerThatIsLostLeavesTheOutcomeUnknown)
{
    run([](GraphLab& lab) -> async<void> {
        graph_script lost;
        lost.status = 502;
        lost.body = "<html>";
        lost.keep = true;
        lab.graph.script(std::move(lost));
        const auto outcome = co_await lab.channel->send(lab.reply("a"), "1", 0);
        EXPECT_TRUE(std::holds_alternative<unknown_outcome>(outcome));
        EXPECT_EQ(lab.graph.messages().size(), 1U);
    }(*this));
}

TEST_F(GraphLab, SendsNothingFreelyAfterADay)
{
    run([](GraphLab& lab) -> async<void> {
        auto late = lab.reply("a");
        const auto asked_at = lab.clock - 24h;
        late.carried.emplace_back(whatsapp::window_opened_at,
                                  std::to_string(asked_at.time_since_epoch().count()));
        const auto outcome = co_await lab.channel->send(late, "1", 0);
        EXPECT_EQ(why(outcome).what, advice::needs_template);
        lab.windows.note(late.account, late.recipient, lab.clock - 1h);
        const auto reopened = co_await lab.channel->send(late, "1", 0);
        EXPECT_TRUE(std::holds_alternative<accepted>(reopened));
    }(*this));
}

TEST_F(GraphLab, ContinuesALongAnswerWhereItStopped)
{
    run([](GraphLab& lab) -> async<void> {
        const auto outcome = co_await lab.channel->send(lab.reply(std::string(9000, 'a')), "1", 1);
        EXPECT_EQ(std::get<accepted>(outcome).message_ids.size(), 2U);
        EXPECT_EQ(lab.graph.messages().size(), 2U);
    }(*this));
}

TEST_F(GraphLab, SignsTheWebhooksThatItPosts)
{
    http_request heard;
    http_router router;
    router.on("POST", "/hook", [&](http_request request) -> async<http_response> {
        heard = std::move(request);
        co_return http_response();
    });
    http_server server(io.get_executor(), http_server_options(), std::move(router));
    asio::co_spawn(io, server.run(), [](std::exception_ptr failure) { EXPECT_FALSE(failure); });
    graph.set_webhook("http://127.0.0.1:" + std::to_string(server.endpoint().port()) + "/hook", "app secret");
    run([](GraphLab& lab, http_server& hook) -> async<void> {
        graph_person person;
        person.number = "6281200000001";
        person.name = "Budi";
        const int status = co_await lab.graph.say(person, "saldo \xF0\x9F\x98\x80");
        EXPECT_EQ(status, 200);
        lab.graph.set_webhook("http://127.0.0.1:1/", "");  // closes the connection
        hook.stop();
    }(*this, server));
    EXPECT_TRUE(whatsapp::signature_fits(heard.body, find_field(heard.fields, "X-Hub-Signature-256"),
                                         std::vector<std::string>{"app secret"}));
    const auto told = whatsapp::read_webhook(heard.body);
    ASSERT_EQ(told.messages.size(), 1U);
    EXPECT_EQ(told.messages[0].text, "saldo \xF0\x9F\x98\x80");
}

struct refusal_case
{
    std::string body;
    int code;
};

TEST(GraphSchema, RefusesWhatMetaRefuses)
{
    const std::string head = R"({"messaging_product":"whatsapp","to":"+6281200000001",)";
    const refusal_case cases[]{
        {"", 100},
        {"{}", 131008},
        {head + R"("type":"text","text":{"body":"x"}})", 0},
        {head + R"("type":"text","text":{"body":""}})", 131009},
        {head + R"("type":"text"})", 131008},
        {head + R"("type":"hologram","hologram":{}})", 131051},
        {head + R"("type":"text","text":{"body":"x"},"extra":1})", 100},
        {head + R"("type":"text","text":{"body":")" + std::string(4097, 'a') + R"("}})", 131009},
        {R"({"messaging_product":"whatsapp","recipient":"nobody","type":"text","text":{"body":"x"}})",
         131009},
        {R"({"messaging_product":"whatsapp","recipient":"ID.1a","type":"text","text":{"body":"x"}})", 0},
        {whatsapp::render_read_mark("wamid.1", true), 0},
    };
    for (const auto& one : cases)
        EXPECT_EQ(read_graph_message(one.body).code, one.code) << one.body.substr(0, 120);
}

TEST(GraphWebhooks, AreReadAsTheyWereMeant)
{
    const instant at{1'763'600'000s};
    graph_person person;
    person.number = "6281200000001";
    person.user_id = "ID.1";
    std::vector<graph_person> people{person};
    std::vector<std::string> messages{
        text_update(person, "w1", "saldo", at), press_update(person, "w2", "go", "Saldo", true, "w0", at),
        image_update(person, "w3", "ini", at), location_update(person, "w4", {-6.2, 106.8}, at),
        other_update(person, "w5", "audio", R"({"id":"1"})", at)};
    std::vector<std::string> statuses{status_update("6281200000001", "o1", "failed", "42", 131026, at)};
    const auto told = whatsapp::read_webhook(webhook_body({"77", "62215"}, people, messages, statuses));
    ASSERT_EQ(told.messages.size(), 5U);
    EXPECT_EQ(told.messages[1].reply_id, "go");
    EXPECT_EQ(told.messages[1].context_id, "w0");
    EXPECT_EQ(told.messages[3].place->latitude, -6.2);
    ASSERT_EQ(told.statuses.size(), 1U);
    EXPECT_EQ(told.statuses[0].reference, "42");
    EXPECT_EQ(whatsapp::outcome_of(told), "mixed");
    EXPECT_EQ(whatsapp::read_webhook(echo_body({"77", "62215"}, "628", "e1", "x", at)).echoes.size(), 1U);
}

}  // namespace
}  // namespace sapa::lab
