// Editing, proving, publishing, going back.
#include "gateway/console/yaml_edit.hpp"
#include "tests/gateway/console/desk_stand.hpp"

namespace sapa::console {
namespace {

class draft_test : public desk_stand
{
protected:
    draft_test() { sign_in(); }

    static json::object thanks(const char* language = "id")
    {
        return {{"kind", "reply"}, {"key", "thanks"}, {"channel", "sms"}, {"language", language}};
    }
    std::string served_thanks() { return std::string(reply_text("live")); }
    std::string reply_text(const std::string& bundle)
    {
        return std::string(get("/api/console/knowledge/replies/thanks?bundle=" + bundle)
                               .body.at("sms")
                               .at("id")
                               .at("text")
                               .as_string());
    }
    got edit(const std::string& text, json::value before = nullptr)
    {
        return send("PUT", "/api/console/draft/texts",
                    {{"ref", thanks()}, {"text", text}, {"before", before}});
    }
};

TEST(yaml_edit, ChangesOneScalarAndKeepsEverythingElse)
{
    const std::string file =
        "# head\nreplies:\n  a:\n    id: \"one\"  # why\n    en: 'it''s'\n    choices: [x, y]\n";
    const auto made = set_scalar(file, {"replies", "a", "id"}, "say \"hi\"\n2");
    ASSERT_TRUE(made);
    EXPECT_EQ(*made,
              "# head\nreplies:\n  a:\n    id: \"say \\\"hi\\\"\\n2\"  # why\n    en: 'it''s'\n    choices: "
              "[x, y]\n");
    const auto english = set_scalar(file, {"replies", "a", "en"}, "its");
    ASSERT_TRUE(english);
    EXPECT_NE(english->find("    en: \"its\"\n"), std::string::npos);
    const auto added = set_scalar(file, {"replies", "a", "jv"}, "siji");
    ASSERT_TRUE(added);
    EXPECT_NE(added->find("en: 'it''s'\n    jv: \"siji\"\n"), std::string::npos);
    const auto whatsapp = set_scalar(file, {"replies", "a", "whatsapp", "id"}, "satu");
    ASSERT_TRUE(whatsapp);
    EXPECT_NE(whatsapp->find("    whatsapp:\n      id: \"satu\"\n"), std::string::npos);
    const auto in_flow =
        set_scalar("titles:\n  t: {id: Saldo, en: Balance}\n", {"titles", "t", "su"}, "Saldo");
    ASSERT_TRUE(in_flow);
    EXPECT_EQ(*in_flow, "titles:\n  t: {id: Saldo, en: Balance, su: \"Saldo\"}\n");
    EXPECT_FALSE(set_scalar("a: |\n  block\n", {"a"}, "x"));
    EXPECT_FALSE(set_scalar(file, {"replies", "none", "id"}, "x"));
}

TEST_F(draft_test, PublishesWhatPassesAndGoesBackInOneStep)
{
    const auto before = served_thanks();
    ASSERT_EQ(edit("Sama-sama! Layanan lain? Balas MENU", json::value(before)).status, 200);
    EXPECT_EQ(code_of(edit("Lain", json::value("bukan ini"))), "conflict");
    EXPECT_EQ(served_thanks(), before);
    EXPECT_EQ(reply_text("draft"), "Sama-sama! Layanan lain? Balas MENU");
    const auto draft = get("/api/console/draft").body;
    EXPECT_EQ(draft.at("files").at(0).at("file").as_string(), "replies/talk.yaml");
    const auto job = finished(post("/api/console/draft/publish", {{"note", "lebih ramah"}}));
    ASSERT_TRUE(job.at("result").at("ok").as_bool()) << json::serialize(job).substr(0, 2000);
    EXPECT_EQ(served_thanks(), "Sama-sama! Layanan lain? Balas MENU");
    EXPECT_FALSE(get("/api/console/draft").body.at("exists").as_bool());
    std::vector<finding> findings;
    EXPECT_EQ(load_served(settings(), findings)->hash(), served->hash());  // also after a restart
    const auto back = post("/api/console/versions/0/serve");
    ASSERT_EQ(back.status, 200) << back.text;
    EXPECT_EQ(served_thanks(), before);
    EXPECT_EQ(get("/api/console/versions").body.at("versions").as_array().size(), 3U);
    EXPECT_EQ(get("/api/console/versions/1").body.at("files").as_array().size(), 1U);
}

TEST_F(draft_test, EditsTheTitleOfAChoiceAndWhatStandsBelowIt)
{
    const auto edit_about = [&](const std::string& kind, const std::string& text) {
        return send("PUT", "/api/console/draft/texts",
                    {{"ref", {{"kind", kind}, {"key", "balance"}, {"channel", "sms"}, {"language", "id"}}},
                     {"text", text}});
    };
    ASSERT_EQ(edit_about("about", "Saldo JHT Anda hari ini").status, 200);
    ASSERT_EQ(edit_about("title", "Saldo JHT").status, 200);
    const auto now = get("/api/console/knowledge/titles/balance?bundle=draft");
    ASSERT_EQ(now.status, 200) << now.text;
    EXPECT_EQ(now.body.at("about").at("id").at("text").as_string(), "Saldo JHT Anda hari ini");
    EXPECT_EQ(now.body.at("about").at("id").at("before").as_string(), "Saldo JHT Anda");
    EXPECT_EQ(now.body.at("title").at("id").at("text").as_string(), "Saldo JHT");
    EXPECT_EQ(now.body.at("title").at("en").at("text").as_string(), "Balance");
    EXPECT_EQ(get("/api/console/knowledge/titles/balance").body.at("about").at("id").at("text").as_string(),
              "Saldo JHT Anda");
    const auto measured =
        post("/api/console/texts/measure",
             {{"ref", {{"kind", "about"}, {"key", "balance"}}}, {"text", std::string(73, 'a')}});
    EXPECT_EQ(measured.body.at("faults").at(0).as_string(), "73 karakter; paling banyak 72.");
    EXPECT_EQ(get("/api/console/knowledge/titles/none").status, 404);
}

TEST_F(draft_test, RefusesWhatTheCheckRefusesAndNamesTheLine)
{
    std::string longer(200, 'a');
    ASSERT_EQ(edit(longer).status, 200);
    const auto job = finished(post("/api/console/draft/publish"));
    EXPECT_FALSE(job.at("result").at("ok").as_bool());
    const auto& findings = job.at("result").at("check").at("findings").as_array();
    const auto is_ours = [](const json::value& one) {
        return one.at("file").as_string() == "replies/talk.yaml";
    };
    const auto at = std::ranges::find_if(findings, is_ours);
    ASSERT_NE(at, findings.end());
    EXPECT_GT(at->at("line").to_number<int>(), 0);
    EXPECT_EQ(at->at("text").at("key").as_string(), "thanks");
    EXPECT_EQ(at->at("instead").as_string(), "persingkat, atau tulis `segments: 2`");
    EXPECT_EQ(get("/api/console/draft").body.at("state").as_string(), "refused");
    EXPECT_TRUE(get("/api/console/versions").body.at("versions").as_array().size() == 1U);
    const auto id = get("/api/console/draft").body.at("changes").at(0).at("id");
    EXPECT_EQ(post("/api/console/draft/undo", {{"id", id}}).status, 200);
    EXPECT_FALSE(get("/api/console/draft").body.at("exists").as_bool());
}

TEST_F(draft_test, RefusesWhileATestFails)
{
    const std::string chat = "chat  Salah\non    sms\n\n> makasih\n< @menu\n";
    ASSERT_EQ(post("/api/console/tests", {{"name", "salah"}, {"text", chat}}).status, 201);
    ASSERT_EQ(edit("Sama-sama. Balas MENU").status, 200);
    const auto job = finished(post("/api/console/draft/publish"));
    EXPECT_FALSE(job.at("result").at("ok").as_bool());
    EXPECT_EQ(job.at("result").at("tests").at("failed").to_number<int>(), 1);
    const auto& failure = job.at("progress").at("failures").at(0).at("failure");
    EXPECT_EQ(failure.at("expected").as_string(), "@menu");
    EXPECT_EQ(failure.at("got").as_string(), "@thanks");
}

TEST_F(draft_test, CountsWhileATextIsTyped)
{
    const auto wide = post("/api/console/texts/measure", {{"ref", thanks()}, {"text", "Halo 👋 ya"}}).body;
    EXPECT_EQ(wide.at("sms").at("encoding").as_string(), "ucs2");
    EXPECT_EQ(wide.at("sms").at("wide").at(0).at("position").to_number<int>(), 5);
    EXPECT_FALSE(wide.at("worst").at("fits").as_bool());
    const auto two =
        post("/api/console/texts/measure", {{"ref", thanks()}, {"text", std::string(161, 'a')}}).body;
    EXPECT_EQ(two.at("sms").at("segments").to_number<int>(), 2);
    EXPECT_EQ(two.at("sms").at("borders").at(0).to_number<int>(), 153);
    EXPECT_FALSE(get("/api/console/draft").body.at("exists").as_bool());
}

TEST_F(draft_test, TakesExamplesButNoPersonalData)
{
    EXPECT_EQ(code_of(post("/api/console/draft/examples",
                           {{"label", "balance"}, {"sentence", "saldo 3171234567890001"}})),
              "invalid");
    EXPECT_EQ(code_of(post("/api/console/draft/examples", {{"label", "../x"}, {"sentence", "saldo saya"}})),
              "not_found");
    const json::object fresh{{"label", "balance"},
                             {"sentence", "kira kira duit tabungan hari tua kulo pinten nggih"}};
    EXPECT_EQ(post("/api/console/draft/examples", fresh).status, 200);
    EXPECT_EQ(code_of(post("/api/console/draft/examples", fresh)), "exists");
    EXPECT_EQ(get("/api/console/draft").body.at("changes").as_array().size(), 1U);
    EXPECT_EQ(post("/api/console/draft/examples/remove", fresh).status, 200);
    EXPECT_FALSE(get("/api/console/draft").body.at("exists").as_bool());
}

TEST_F(draft_test, SearchesAsAParticipantWould)
{
    const auto found =
        post("/api/console/knowledge/search", {{"text", "berapa iuran ojol"}, {"channel", "sms"}}).body;
    EXPECT_EQ(found.at("understood").at("intent").as_string(), "bpu_rates");
    EXPECT_EQ(found.at("replies").at(0).at("key").as_string(), "answer.bpu_rates");
    EXPECT_FALSE(found.at("understood").at("examples").as_array().empty());
}

TEST_F(draft_test, DrawsFlowsAndWritesATestForAnEdge)
{
    const auto flow = get("/api/console/flows/balance").body;
    EXPECT_EQ(flow.at("states").as_array().size(), 2U);
    const auto made = post("/api/console/flows/skeleton", {{"transition", "balance/query no_jht #1"}});
    ASSERT_EQ(made.status, 200) << made.text;
    EXPECT_TRUE(made.body.at("reached").as_bool()) << made.text;
    EXPECT_EQ(post("/api/console/flows/skeleton", {{"transition", "balance/none #1"}}).status, 404);
}

}  // namespace
}  // namespace sapa::console
