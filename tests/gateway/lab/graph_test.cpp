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

TEST_F(GraphLab, ASuspensionStopsEveryNumberOfTheToken)
{
    std::vector<account> accounts;
    for (const auto* number : {"106540352242922", "77"}) {
        account settings;
        settings.phone_number_id = number;
        settings.graph_url = graph.base_url();
        settings.access_token = [this] { return token; };
        accounts.push_back(std::move(settings));
    }
    channel = std::make_unique<whatsapp_channel>(
        io.get_executor(), std::move(accounts), windows, [this] { return clock; }, seen);
    run([](GraphLab& lab) -> async<void> {
        auto other = lab.reply("a");
        other.account = "77";
        co_await lab.channel->send(other, "1", 0);  // its token is known now
        lab.graph.script_error(403, 368);
        const auto outcome = co_await lab.channel->send(lab.reply("a"), "2", 0);
        EXPECT_EQ(why(outcome).what, advice::pause_account);
        EXPECT_EQ(why(outcome).after, 300s);
        EXPECT_EQ(lab.channel->room("106540352242922"), 0U);
        EXPECT_EQ(lab.channel->room("77"), 0U);
        lab.clock += 300s;
        EXPECT_GT(lab.channel->room("77"), 0U);
        lab.channel->note_failure("77", 133010);  // by a status: this number alone
        EXPECT_EQ(lab.channel->room("77"), 0U);
        EXPECT_GT(lab.channel->room("106540352242922"), 0U);
        lab.channel->note_failure("106540352242922", 131026);
        lab.channel->note_failure("nobody", 368);
        EXPECT_GT(lab.channel->room("106540352242922"), 0U) << "that concerns one message";
    }(*this));
}

TEST_F(GraphLab, TellsOfThePersonBehindANumber)
{
    std::vector<std::int64_t> heard;
    channel->when_person_news([&](std::string account, std::string person, std::int64_t code) {
        EXPECT_EQ(account, "106540352242922");
        EXPECT_EQ(person, "6281200000001");
        heard.push_back(code);
    });
    run([](GraphLab& lab) -> async<void> {
        for (const int code : {137000, 131050, 131026}) {
            lab.graph.script_error(400, code);
            co_await lab.channel->send(lab.reply("a"), "1", 0);
        }
    }(*this));
    EXPECT_EQ(heard, (std::vector<std::int64_t>{137000, 131050}));
}

TEST_F(GraphLab, WhatWeStartWaitsWhileMetaHoldsMessagesBack)
{
    run([](GraphLab& lab) -> async<void> {
        lab.graph.script_error(400, 131048);
        const auto held = co_await lab.channel->send(lab.reply("a"), "1", 0);
        EXPECT_EQ(why(held).after, 15min);
        auto notice = lab.reply("b");
        notice.purpose = mt_purpose::notice;
        notice.content.template_name = "saldo_berkala";
        const auto waits = co_await lab.channel->send(notice, "2", 0);
        EXPECT_EQ(why(waits).code, "campaigns_stopped");
        EXPECT_EQ(why(waits).after, 1h);
        const auto answered = co_await lab.channel->send(lab.reply("c"), "3", 0);
        EXPECT_TRUE(std::holds_alternative<accepted>(answered)) << "answers leave";
        lab.clock += 1h;
        const auto leaves = co_await lab.channel->send(notice, "2", 0);
        EXPECT_TRUE(std::holds_alternative<accepted>(leaves));
        EXPECT_EQ(lab.graph.messages().size(), 2U);
    }(*this));
}

TEST_F(GraphLab, MakesOneMessageOfTwo)
{
    EXPECT_TRUE(channel->merged(reply("a"), reply("b")));
    EXPECT_FALSE(channel->merged(reply("a"), reply("b", "6281200000002")));
}

TEST_F(GraphLab, AScriptMayBeForOnePersonAndForSeveralRequests)
{
    graph_script refusal;
    refusal.to = "6281200000002";
    refusal.times = 2;
    refusal.body = R"({"error":{"code":131026}})";
    graph.script(std::move(refusal));
    run([](GraphLab& lab) -> async<void> {
        for (const bool refused_now : {true, true, false}) {
            const auto other = co_await lab.channel->send(lab.reply("a"), "1", 0);
            EXPECT_TRUE(std::holds_alternative<accepted>(other));
            const auto outcome = co_await lab.channel->send(lab.reply("b", "6281200000002"), "2", 0);
            EXPECT_EQ(std::holds_alternative<refused>(outcome), refused_now);
        }
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

}  // namespace
}  // namespace sapa::lab
