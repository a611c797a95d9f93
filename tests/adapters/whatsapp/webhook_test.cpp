// Bodies as Meta may send them, and as nobody should.
#include "adapters/whatsapp/webhook.hpp"

#include <gtest/gtest.h>
#include "adapters/whatsapp/arrival.hpp"

namespace sapa::whatsapp {
namespace {

using namespace std::chrono_literals;
const instant now{1'763'600'100'000ms};

std::string change(const std::string& items, const std::string& contacts = "[]")
{
    return R"({"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{)"
           R"("messaging_product":"whatsapp","metadata":{"display_phone_number":"622150811000",)"
           R"("phone_number_id":"77"},"contacts":)" +
           contacts + "," + items + "}}]}]}";
}

std::string message(const std::string& id, const std::string& rest)
{
    return R"({"from":"6281200000001","id":")" + id + R"(","timestamp":"1763600000",)" + rest + "}";
}

inbound_message only(const std::string& rest, const std::string& contacts = "[]")
{
    auto told = read_webhook(change(R"("messages":[)" + message("w1", rest) + "]", contacts));
    EXPECT_EQ(told.messages.size(), 1U);
    return told.messages.empty() ? inbound_message{} : told.messages.front();
}

struct class_case
{
    std::string rest;
    message_class what;
    std::optional<mo_kind> kind;
};

TEST(Webhook, ClassesEveryType)
{
    const class_case cases[]{
        {R"("type":"text","text":{"body":"saldo"})", message_class::user, mo_kind::text},
        {R"("text":{"body":"saldo"},"type":"text")", message_class::user, mo_kind::text},
        {R"("type":"text")", message_class::unparseable, mo_kind::unsupported},
        {R"("type":"text","text":{"body":7})", message_class::unparseable, mo_kind::unsupported},
        {R"("type":"image","image":{"id":"5","caption":"ini"})", message_class::user, mo_kind::image},
        {R"("type":"voice","voice":{"id":"5"})", message_class::user, mo_kind::audio},
        {R"("type":"sticker","sticker":null)", message_class::unparseable, mo_kind::unsupported},
        {R"("type":"location","location":{"latitude":-6.2,"longitude":106.8})", message_class::user,
         mo_kind::location},
        {R"("type":"contacts","contacts":[])", message_class::user, mo_kind::contact},
        {R"("type":"button","button":{"text":"Ya","payload":"yes"})", message_class::user, mo_kind::button},
        {R"("type":"interactive","interactive":{"type":"list_reply","list_reply":{"id":"a","title":"A"}})",
         message_class::user, mo_kind::button},
        {R"("type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"response_json":"null"}})",
         message_class::user, mo_kind::text},
        {R"("type":"interactive")", message_class::unparseable, mo_kind::unsupported},
        {R"("type":"order","order":{})", message_class::user, mo_kind::unsupported},
        {R"("type":"reaction","reaction":{"message_id":"w0"})", message_class::reaction, std::nullopt},
        {R"("type":"edit","edit":{"original_message_id":"w0"})", message_class::edit, std::nullopt},
        {R"("type":"revoke")", message_class::revoke, std::nullopt},
        {R"("type":"request_welcome")", message_class::welcome, std::nullopt},
        {R"("type":"system","system":{"type":"user_changed_number","wa_id":"628"})", message_class::system,
         mo_kind::person_changed},
        {R"("type":"system")", message_class::system, mo_kind::person_changed},
        {R"("type":"unsupported","errors":[{"code":131051}])", message_class::unsupported,
         mo_kind::unsupported},
        {R"("type":"hologram")", message_class::unknown_type, mo_kind::unsupported},
        {R"("type":7)", message_class::unknown_type, mo_kind::unsupported},
        {R"("type":"text","text":{"body":"x"},"group_id":"g")", message_class::group, std::nullopt},
    };
    for (const auto& one : cases) {
        const auto read = only(one.rest);
        EXPECT_EQ(to_string(read.what), to_string(one.what)) << one.rest;
        const auto arrived = to_mo_message(read, now);
        ASSERT_EQ(arrived.has_value(), one.kind.has_value()) << one.rest;
        if (arrived)
            EXPECT_EQ(arrived->kind, *one.kind) << one.rest;
    }
}

TEST(Webhook, TakesTheChoiceByItsId)
{
    const auto pressed = only(
        R"("type":"interactive","interactive":{"type":"button_reply","button_reply":{"id":"go","title":"Saldo"}})");
    const auto arrived = to_mo_message(pressed, now);
    ASSERT_TRUE(arrived);
    EXPECT_EQ(arrived->reply_id, "go");
    EXPECT_EQ(arrived->text, "Saldo");
    EXPECT_EQ(arrived->phone, parse_msisdn("+6281200000001"));
    EXPECT_EQ(arrived->account, "77");
}

TEST(Webhook, OneBadItemHarmsNoOther)
{
    const auto good = message("w2", R"("type":"text","text":{"body":"dua"})");
    for (const std::string bad :
         {"null", "7", "[]", "{}", R"({"id":"x","type":"text"})", R"({"id":7,"from":"628"})",
          R"({"from":"628","type":"text"})", R"("text")"}) {
        const auto told = read_webhook(change(R"("messages":[)" + bad + "," + good + "," + bad + "]"));
        ASSERT_EQ(told.messages.size(), 1U) << bad;
        EXPECT_EQ(told.messages[0].text, "dua");
        EXPECT_EQ(told.rejected, 2U);
        EXPECT_EQ(outcome_of(told), "message");
    }
    const auto alone = read_webhook(change(R"("messages":[{"id":"x"}])"));
    EXPECT_EQ(outcome_of(alone), "error");
}

TEST(Webhook, KnowsWhoHasAUserNameOnly)
{
    const std::string contacts = R"([{"profile":{"name":"B"},"user_id":"ID.13491208655302741918"}])";
    const std::string items = R"("messages":[{"id":"w1","timestamp":"1","type":"text","text":{"body":"a"}}])";
    const auto told = read_webhook(change(items, contacts));
    ASSERT_EQ(told.messages.size(), 1U);
    EXPECT_EQ(told.messages[0].from, "");
    const auto arrived = to_mo_message(told.messages[0], now);
    EXPECT_EQ(arrived->sender, "ID.13491208655302741918");
    EXPECT_FALSE(arrived->phone);
}

TEST(Webhook, ASharedNumberCountsOnlyWhereWeAskedForIt)
{
    const std::string shared = R"("type":"contacts","contacts":[{"phones":[{"wa_id":"6281200000002"}]}])";
    const std::string user = R"({"from_user_id":"ID.1","id":"w1","timestamp":"1",)";
    const auto told = read_webhook(change(R"("messages":[)" + user + shared + "}," + user +
                                          R"("origin":"contact_request",)" + shared + "}," + user +
                                          R"("origin":"other",)" + shared + "}]"));
    ASSERT_EQ(told.messages.size(), 3U);
    EXPECT_FALSE(to_mo_message(told.messages[0], now)->phone);
    EXPECT_EQ(to_mo_message(told.messages[1], now)->phone, parse_msisdn("+6281200000002"));
    EXPECT_FALSE(to_mo_message(told.messages[2], now)->phone);
}

TEST(Webhook, ReadsTimesInEverySpelling)
{
    const std::pair<std::string, std::optional<instant>> cases[]{
        {R"("1763600000")", instant(1'763'600'000s)},
        {"1763600000", instant(1'763'600'000s)},
        {R"("1763600000000")", instant(1'763'600'000s)},
        {R"("soon")", std::nullopt},
        {R"("-5")", std::nullopt},
        {"1e300", std::nullopt},
        {"null", std::nullopt},
        {R"("99999999999999999999")", std::nullopt},
    };
    for (const auto& [spelled, at] : cases) {
        const auto told =
            read_webhook(change(R"("messages":[{"from":"628","id":"w","type":"text","timestamp":)" + spelled +
                                R"(,"text":{"body":"x"}}])"));
        ASSERT_EQ(told.messages.size(), 1U);
        EXPECT_EQ(told.messages[0].sent.at, at) << spelled;
        EXPECT_EQ(to_mo_message(told.messages[0], now)->sent_at, at.value_or(now)) << spelled;
    }
}

TEST(Webhook, SurvivesAnyShape)
{
    for (
        const std::string body :
        {"", "null", "[]", "7", "{", "\"x\"", R"({"object":7})", R"({"object":"whatsapp_business_account"})",
         R"({"object":"whatsapp_business_account","entry":7})",
         R"({"object":"whatsapp_business_account","entry":[7,null,[],{}]})",
         R"({"object":"whatsapp_business_account","entry":[{"changes":[7,{},{"field":7},{"field":"messages"}]}]})"})
        EXPECT_TRUE(read_webhook(body).messages.empty()) << body;
    EXPECT_FALSE(read_webhook(std::string(100'000, '[')).is_json);
    EXPECT_FALSE(read_webhook("{\"a\":\"\xff\"}").is_json);
}

TEST(Webhook, AnUnpairedSurrogateCostsOneCharacter)
{
    const auto told = read_webhook(
        change(R"("messages":[)" + message("w", R"("type":"text","text":{"body":"a\ud83dz"})") + "]"));
    ASSERT_EQ(told.messages.size(), 1U);
    EXPECT_EQ(told.messages[0].text, "a\xEF\xBF\xBDz");
}

TEST(Webhook, DeepUnknownMembersHarmNothing)
{
    const std::string deep = std::string(200, '[') + std::string(200, ']');
    EXPECT_EQ(only(R"("type":"text","text":{"body":"x"},"future":)" + deep).text, "x");
}

TEST(Webhook, AThousandUpdatesKeepTheirOrder)
{
    std::string items;
    for (int i = 0; i < 1000; ++i)
        items += (i ? "," : "") + message("w" + std::to_string(i), R"("type":"text","text":{"body":"x"})");
    const auto told = read_webhook(change(R"("messages":[)" + items + "]"));
    ASSERT_EQ(told.messages.size(), 1000U);
    for (int i = 0; i < 1000; ++i)
        EXPECT_EQ(told.messages[static_cast<std::size_t>(i)].id, "w" + std::to_string(i));
}

TEST(Webhook, ANumberThatNoMachineHoldsCostsOneItem)
{
    const auto good = message("w2", R"("type":"text","text":{"body":"dua e1e9999999999 \"1e99999999999\""})");
    for (const std::string huge :
         {"1e999999999999", "-1.5E+99999999999999999999", "1e-999999999999", "1e400"}) {
        const auto bad =
            message("w1", R"("type":"location","location":{"latitude":)" + huge + R"(,"longitude":1e1})");
        const auto told = read_webhook(change(R"("messages":[)" + bad + "," + good + "]"));
        ASSERT_TRUE(told.is_json) << huge;
        ASSERT_EQ(told.messages.size(), 2U) << huge;
        EXPECT_EQ(told.messages[1].text, R"(dua e1e9999999999 "1e99999999999")");
    }
}

TEST(Arrival, TellsWhatStatusesSayOfDelivery)
{
    const auto told = read_webhook(change(
        R"("statuses":[{"id":"o1","status":"failed","timestamp":"1","recipient_id":"628120","errors":[{"code":137000}]},)"
        R"({"id":"o2","status":"warning"},{"id":"o3","status":"played","biz_opaque_callback_data":"42"},{"id":"o4"}])"));
    ASSERT_EQ(told.statuses.size(), 3U);
    EXPECT_EQ(told.rejected, 1U);
    EXPECT_EQ(to_report(told.statuses[0], now)->code, "137000");
    EXPECT_EQ(why_failed(told.statuses[0], false)->code, "137000");
    EXPECT_FALSE(to_report(told.statuses[1], now));
    EXPECT_EQ(to_report(told.statuses[2], now)->what, delivery_report::state::read);
    EXPECT_EQ(to_report(told.statuses[2], now)->reference, "42");
}

}  // namespace
}  // namespace sapa::whatsapp
