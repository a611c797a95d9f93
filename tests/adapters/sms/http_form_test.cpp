// Operators' HTTP forms: the shipped ones read a question and write a reply.
#include "adapters/sms/http_form.hpp"
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>
#include <algorithm>

namespace sapa::sms {
namespace {

void read_node(http_form& form, const std::string& key, const YAML::Node& node)
{
    if (node.IsMap())
        for (const auto& one : node)
            read_node(form,
                      key.empty() ? one.first.as<std::string>() : key + "." + one.first.as<std::string>(),
                      one.second);
    else if (node.IsSequence())
        for (const auto& one : node)
            read_node(form, key, one);
    else
        EXPECT_EQ(set_form_value(form, key, node.as<std::string>()), "") << key;
}

http_form shipped(const std::string& name)
{
    http_form form;
    read_node(form, "", YAML::LoadFile(SOURCE_DIR "/adapters/sms/forms/" + name + ".yaml")[0]);
    return form;
}

mt_message reply_with(std::string text)
{
    mt_message reply;
    reply.recipient = "6281200000001";
    reply.content.text = std::move(text);
    reply.carried.emplace_back(carried_transaction, "T-1");
    return reply;
}

TEST(HttpForm, ShippedFormsAreWhole)
{
    for (const auto* name : {"kannel", "telkomsel"})
        EXPECT_TRUE(check_form(shipped(name)).empty()) << name;
}

TEST(HttpForm, WritesKannelsSendsms)
{
    const auto request = make_form_request(shipped("kannel"), reply_with("Saldo: Rp1 & 2"), "7");
    EXPECT_EQ(request.method, "GET");
    EXPECT_EQ(path_of(request.target), "/cgi-bin/sendsms");
    const auto values = parse_query(query_of(request.target));
    EXPECT_EQ(find_field(values, "to"), "6281200000001");
    EXPECT_EQ(find_field(values, "from"), "2757");
    EXPECT_EQ(find_field(values, "text"), "Saldo: Rp1 & 2");
}

TEST(HttpForm, ReturnsTheTransactionOnlyWithAReply)
{
    const auto form = shipped("telkomsel");
    auto message = reply_with("Halo");
    EXPECT_NE(make_form_request(form, message, "7").target.find("trx_id=T-1"), std::string::npos);
    message.purpose = mt_purpose::notice;
    const auto notice = make_form_request(form, message, "7").target;
    EXPECT_EQ(notice.find("trx_id"), std::string::npos);
    EXPECT_NE(notice.find("2757_push"), std::string::npos);
}

struct answer_case
{
    const char* form;
    int status;
    const char* body;
    bool taken;
    advice what;
};
class FormAnswer : public testing::TestWithParam<answer_case>
{
};
TEST_P(FormAnswer, MeansWhatTheOperatorSays)
{
    const auto& c = GetParam();
    http_response answer;
    answer.status = c.status;
    answer.body = c.body;
    const auto outcome = read_form_answer(shipped(c.form).out, answer);
    ASSERT_EQ(std::holds_alternative<accepted>(outcome), c.taken);
    if (!c.taken) {
        EXPECT_EQ(std::get<refused>(outcome).why.what, c.what);
    }
}
INSTANTIATE_TEST_SUITE_P(
    Bodies, FormAnswer,
    testing::Values(answer_case{"kannel", 202, "0: Accepted for delivery", true, {}},
                    answer_case{"kannel", 202, "3: Queued for later delivery", true, {}},
                    answer_case{"kannel", 503, "Temporal failure, try again later.", false, advice::retry},
                    answer_case{"kannel", 403, "Authorization failed", false, advice::pause_account},
                    answer_case{"telkomsel", 202, "1:Success", true, {}},
                    answer_case{"telkomsel", 202, "3:101", false, advice::retry},
                    answer_case{"telkomsel", 202, "3:105", false, advice::give_up},
                    answer_case{"telkomsel", 202, "5:4", false, advice::slow_account},
                    answer_case{"telkomsel", 202, "2", false, advice::pause_account},
                    answer_case{"telkomsel", 500, "", false, advice::retry}));

TEST(HttpForm, ReadsParametersOfEachKindOfBody)
{
    http_request request;
    request.target = "/webhooks/sms/north?msisdn=6281200000001&sms=SALDO%20SAYA";
    EXPECT_EQ(find_field(form_parameters(request), "sms"), "SALDO SAYA");
    request.target = "/webhooks/sms/north";
    request.body = "msisdn=6281200000001&sms=SALDO+SAYA";
    EXPECT_EQ(find_field(form_parameters(request), "sms"), "SALDO SAYA");
    request.fields = {{"Content-Type", "application/json"}};
    request.body = R"({"msisdn": 6281200000001, "sms": "SALDO"})";
    EXPECT_EQ(find_field(form_parameters(request), "msisdn"), "6281200000001");
    request.fields = {{"Content-Type", "text/xml"}};
    request.body = "<?xml version=\"1.0\"?><MO><msisdn>6281200000001</msisdn><sms>A &amp; B</sms></MO>";
    EXPECT_EQ(find_field(form_parameters(request), "sms"), "A & B");
}

struct allowed_case
{
    const char* remote;
    std::vector<std::string> allowed;
    bool yes;
};
TEST(HttpForm, TakesCallsFromListedAddressesOnly)
{
    const allowed_case cases[]{{"10.1.2.3", {}, true},
                               {"10.1.2.3", {"10.1.2.3"}, true},
                               {"10.1.2.4", {"10.1.2.3"}, false},
                               {"10.1.2.4", {"192.168.0.0/16", "10.0.0.0/8"}, true},
                               {"11.1.2.4", {"10.0.0.0/8"}, false},
                               {"::ffff:10.1.2.4", {"10.0.0.0/8"}, true},
                               {"2001:db8::1", {"2001:db8::/32"}, true},
                               {"2001:db9::1", {"2001:db8::/32"}, false},
                               {"nonsense", {"10.0.0.0/8"}, false}};
    for (const auto& c : cases)
        EXPECT_EQ(address_allowed(c.remote, c.allowed), c.yes) << c.remote;
}

TEST(HttpForm, ReadsAndWritesTheCharset)
{
    EXPECT_EQ(read_charset("00480061006C006F", form_charset::hex_ucs2), "Halo");
    EXPECT_EQ(write_charset("Halo", form_charset::hex_ucs2), "00480061006c006f");
    EXPECT_EQ(read_charset("\xE9", form_charset::latin1), "é");
    EXPECT_EQ(write_charset("é", form_charset::latin1), "\xE9");
}

TEST(HttpForm, SaysWhatIsWrongWithASetting)
{
    http_form form;
    EXPECT_NE(set_form_value(form, "in.txet", "sms"), "");
    EXPECT_NE(set_form_value(form, "out.success", "(("), "");
    EXPECT_NE(set_form_value(form, "out.errors.panic", "x"), "");
    EXPECT_NE(set_form_value(form, "in.charset", "ebcdic"), "");
    EXPECT_FALSE(check_form(form).empty());
}

}  // namespace
}  // namespace sapa::sms
