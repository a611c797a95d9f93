// What the lab's Graph API takes, and the webhooks that it writes.
#include <gtest/gtest.h>
#include "adapters/whatsapp/payload.hpp"
#include "adapters/whatsapp/webhook.hpp"
#include "gateway/lab/graph_schema.hpp"
#include "gateway/lab/graph_webhooks.hpp"

namespace sapa::lab {
namespace {

using namespace std::chrono_literals;

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
