// From signed bodies to admissions: nothing is acknowledged before it is kept.
#include "tests/adapters/whatsapp/handler_stand.hpp"

namespace sapa::whatsapp {
namespace {

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

TEST_F(WebhookHandler, WhatAPersonDeletesIsTakenBack)
{
    const std::string gone =
        R"({"from":"6281200000001","id":"w2","timestamp":"1763600001","type":"revoke","revoke":{"original_message_id":"w1"}})";
    EXPECT_EQ(post(body_of(messages(text("w1", "halo") + "," + gone))).status, 200);
    EXPECT_EQ(store.admitted.size(), 1U);
    ASSERT_EQ(store.taken_back.size(), 1U);
    EXPECT_EQ(store.taken_back[0].account, "77");
    EXPECT_EQ(store.taken_back[0].sender, "6281200000001");
    EXPECT_EQ(store.taken_back[0].message_id, "w1");
}

TEST_F(WebhookHandler, NotesStatusesAndPassesOverUnknownOnes)
{
    const std::string statuses = R"("statuses":[{"id":"o1","status":"teleported","timestamp":"1"},)"
                                 R"({"id":"o2","status":"read","timestamp":"1","recipient_id":"628"},null])";
    EXPECT_EQ(post(body_of(statuses)).status, 200);
    ASSERT_EQ(store.reports.size(), 1U);
    EXPECT_EQ(store.reports[0].message_id, "o2");
}

TEST_F(WebhookHandler, TellsWhoHoldsTheAccountAndWhenTheyWrote)
{
    const std::string contact = R"([{"wa_id":"6281200000001","identity_key_hash":"A"}])";
    post(body_of(messages(text("w1", "satu")), "77", "messages", contact));
    ASSERT_EQ(store.admitted.size(), 1U);
    const auto* hash = find_carried(store.admitted[0].carried, identity_key_hash);
    ASSERT_TRUE(hash);
    EXPECT_EQ(*hash, "A");
    mt_message reply;
    reply.account = "77";
    reply.recipient = "6281200000001";
    EXPECT_EQ(windows.is_open(reply, now), true);
    EXPECT_EQ(windows.is_open(reply, now + 24h), false);
    EXPECT_TRUE(windows.is_open("77", "6281200000001", now));
    EXPECT_FALSE(windows.is_open("77", "6281200000002", now));
}

TEST_F(WebhookHandler, APersonsMessagesGoInTheOrderInWhichTheyWereWritten)
{
    const auto at = [](const std::string& who, const std::string& when, const std::string& words) {
        return R"({"from":")" + who + R"(","id":"w)" + who + words + R"(","timestamp":")" + when +
               R"(","type":"text","text":{"body":")" + words + R"("}})";
    };
    const std::string all = at("6281", "1763600002", "3") + "," + at("6282", "1763600001", "b") + "," +
                            at("6281", "1763600000", "1") + "," + at("+6281", "1763600000000", "2") + "," +
                            at("6282", "1763600001", "c");
    EXPECT_EQ(post(body_of(messages(all))).status, 200);
    EXPECT_EQ(begun, (std::vector<std::string>{"1", "b", "2", "3", "c"}));
    EXPECT_EQ(store.admitted[2].sender, "6281") << "the plus belongs to the spelling";
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
