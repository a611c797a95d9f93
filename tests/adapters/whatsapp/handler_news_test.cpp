// What webhooks tell besides messages: wishes, failures, and who holds a number.
#include "tests/adapters/whatsapp/handler_stand.hpp"

namespace sapa::whatsapp {
namespace {

TEST_F(WebhookHandler, KeepsAPersonsWishAboutWhatWeStart)
{
    const auto wish = [](const std::string& who, const std::string& value) {
        return R"("user_preferences":[{"wa_id":")" + who +
               R"(","detail":"x","category":"marketing_messages","value":")" + value +
               R"(","timestamp":1763600000}])";
    };
    store.known = "6281200000001";
    EXPECT_EQ(post(body_of(wish("6281200000001", "stop"), "77", "user_preferences")).status, 200);
    EXPECT_EQ(post(body_of(wish("6281200000001", "resume"), "77", "user_preferences")).status, 200);
    EXPECT_EQ(post(body_of(wish("6281200000002", "stop"), "77", "user_preferences")).status, 200);
    EXPECT_EQ(post(body_of(wish("6281200000001", "stop"), "99", "user_preferences")).status, 200);
    ASSERT_EQ(store.wishes.size(), 2U) << "of a stranger and of another number: nothing";
    EXPECT_EQ(store.wishes[0].name, marketing_messages);
    EXPECT_EQ(store.wishes[0].value, "stop");
    EXPECT_EQ(store.wishes[1].value, "resume");
}

TEST_F(WebhookHandler, TellsWhyAMessageFailed)
{
    std::vector<std::pair<std::string, std::optional<failure>>> heard;
    handler.when_status([&](delivery_report report, std::optional<failure> why) -> async<void> {
        heard.emplace_back(report.reference, why);
        co_return;
    });
    const auto failed = [](const std::string& reference, const std::string& errors) {
        return R"({"id":"o)" + reference +
               R"(","status":"failed","timestamp":"1","recipient_id":"6281200000001",)"
               R"("biz_opaque_callback_data":")" +
               reference + R"(","errors":[)" + errors + "]}";
    };
    store.known = "6281200000001";
    const std::string all = failed("1", R"({"code":131026})") + "," + failed("2", "") + "," +
                            failed("3", R"({"code":131047})") + "," + failed("4", R"({"code":131050})") +
                            "," + failed("5", R"({"code":137000})") + R"(,{"id":"o6","status":"read"})";
    EXPECT_EQ(post(body_of(R"("statuses":[)" + all + "]")).status, 200);
    ASSERT_EQ(heard.size(), 6U);
    EXPECT_EQ(heard[0].second->what, advice::fall_back_to_sms);
    EXPECT_FALSE(heard[1].second);
    EXPECT_EQ(heard[2].second->what, advice::needs_template) << "nothing shows that the window is open";
    EXPECT_EQ(heard[3].second->what, advice::give_up);
    EXPECT_FALSE(heard[5].second);
    ASSERT_EQ(store.wishes.size(), 1U);
    EXPECT_EQ(store.wishes[0].value, "stop");
    ASSERT_EQ(store.admitted.size(), 1U);
    EXPECT_EQ(store.admitted[0].kind, mo_kind::person_changed);

    post(body_of(messages(text("w1", "saldo"))));
    post(body_of(R"("statuses":[)" + failed("7", R"({"code":131047})") + "]"));
    EXPECT_EQ(heard.back().second->what, advice::retry_once) << "our record shows an open window";
}

TEST_F(WebhookHandler, LearnsFromAnAnswerAsFromAStatus)
{
    store.known = "6281200000001";
    for (const std::int64_t code : {137000, 131050, 131026}) {
        asio::co_spawn(io, handler.learn("77", "6281200000001", code),
                       [](std::exception_ptr failure) { EXPECT_FALSE(failure); });
        io.restart();
        io.run();
    }
    ASSERT_EQ(store.admitted.size(), 1U);
    EXPECT_EQ(store.admitted[0].kind, mo_kind::person_changed);
    EXPECT_EQ(store.admitted[0].account, "77");
    EXPECT_EQ(store.wishes.size(), 1U);
}

}  // namespace
}  // namespace sapa::whatsapp
