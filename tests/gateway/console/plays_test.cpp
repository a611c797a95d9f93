// Handsets: saying, rewinding, forking, faults, the clock, and why.
#include "tests/gateway/console/desk_stand.hpp"

namespace sapa::console {
namespace {

class plays_test : public desk_stand
{
protected:
    plays_test() { sign_in(); }

    void begin(json::array handsets)
    {
        const auto made = post("/api/console/plays",
                               {{"handsets", std::move(handsets)}, {"at", "2026-11-20T02:00:00.000Z"}});
        ASSERT_EQ(made.status, 201) << made.text;
        play = "/api/console/plays/" + std::string(made.body.at("id").as_string());
    }
    void begin_pair()
    {
        begin({{{"channel", "sms"}, {"persona", "registered"}},
               {{"channel", "whatsapp"}, {"persona", "registered"}}});
    }
    got act(json::value what) { return post(play + "/actions", std::move(what)); }
    got say(const std::string& text) { return act({{"do", "say"}, {"message", {{"text", text}}}}); }
    static std::string key(const got& came, std::size_t handset = 0)
    {
        const auto& replies =
            came.body.at("nodes").as_array().back().at("entries").at(handset).at("replies").as_array();
        return replies.empty() ? "silence" : std::string(replies.front().at("key").as_string());
    }

    std::string play{};
};

TEST_F(plays_test, AnswersTheSameWordsOnBothHandsetsEachInItsForm)
{
    begin_pair();
    const auto came = say("menu");
    ASSERT_EQ(came.status, 200) << came.text;
    const auto& entries = came.body.at("nodes").at(0).at("entries").as_array();
    ASSERT_EQ(entries.size(), 2U);
    EXPECT_EQ(entries[0].at("replies").at(0).at("encoding").as_string(), "gsm7");
    EXPECT_TRUE(entries[0].at("replies").at(0).at("list").is_null());
    EXPECT_FALSE(entries[1].at("replies").at(0).at("list").is_null());
}

TEST_F(plays_test, RewindsToATurnAndForksAsIfNothingElseHadBeenSaid)
{
    begin_pair();
    say("saldo 3171999999999999");
    const auto first = std::string(say("menu").body.at("head").as_string());
    const auto straight = key(say("iuran"));
    const auto state = get(play).body.at("handsets");
    ASSERT_EQ(post(play + "/head", {{"node", "n1"}}).status, 200);
    say("menu");
    EXPECT_EQ(key(say("iuran")), straight);
    EXPECT_EQ(get(play).body.at("handsets").at(0).at("state"), state.at(0).at("state"));
    const auto nodes = get(play).body.at("nodes").as_array();
    EXPECT_EQ(nodes.size(), 6U);  // nothing is lost
    EXPECT_EQ(nodes[4].at("parent").as_string(), "n1");
    EXPECT_EQ(post(play + "/head", {{"node", "n99"}}).status, 404);
}

TEST_F(plays_test, PromisesWhileCoreIsDownAndKeepsThePromiseWhenItIsBack)
{
    begin({{{"channel", "sms"}, {"persona", "two_cards"}}});
    act({{"do", "core"}, {"core", "down"}});
    const auto asked = say("saldo 3171000000000003");
    EXPECT_EQ(key(asked), "silence");
    EXPECT_TRUE(asked.body.at("handsets").at(0).at("waiting_for_core").as_bool());
    EXPECT_EQ(asked.body.at("timers").at(0).at("what").as_string(), "holding");
    const auto held = act({{"do", "next_timer"}});
    EXPECT_EQ(held.body.at("nodes").at(0).at("entries").at(0).at("replies").at(0).at("cause").as_string(),
              "holding");
    act({{"do", "core"}, {"core", "normal"}});
    const auto kept = act({{"do", "next_timer"}});
    EXPECT_EQ(kept.body.at("nodes").at(0).at("entries").at(0).at("replies").at(0).at("cause").as_string(),
              "promise");
}

TEST_F(plays_test, FailsOneOperationAlone)
{
    begin({{{"channel", "sms"}, {"persona", "registered"}}});
    EXPECT_EQ(act({{"do", "core_operation"}, {"operation", "balance"}, {"outcome", "no_jht"}}).status, 200);
    EXPECT_EQ(act({{"do", "core_operation"}, {"operation", "balance"}, {"outcome", "ok"}}).status, 422);
    EXPECT_EQ(key(say("saldo")), "no_jht");
    EXPECT_EQ(key(say("status")), "membership_employed");
}

TEST_F(plays_test, SlowsOneOperationAloneAlsoInTheTestThatIsSaved)
{
    begin({{{"channel", "sms"}, {"persona", "registered"}}});
    const auto slowed =
        act({{"do", "core_operation"}, {"operation", "balance"}, {"outcome", "slow"}, {"slow_ms", 20000}});
    ASSERT_EQ(slowed.status, 200) << slowed.text;
    EXPECT_EQ(slowed.body.at("faults").at("slow").at("balance").to_number<int>(), 20000);
    EXPECT_EQ(slowed.body.at("nodes").at(0).at("label").as_string(), "Core Saldo: Lambat");
    EXPECT_EQ(key(say("status")), "membership_employed");
    EXPECT_EQ(key(say("saldo")), "silence");
    EXPECT_EQ(key(act({{"do", "pass"}, {"ms", 6000}})), "core_late");
    EXPECT_EQ(key(act({{"do", "pass"}, {"ms", 20000}})), "balance");
    const auto saved = post(play + "/test", {{"handset", 0}, {"title", "Saldo lambat"}});
    ASSERT_EQ(saved.status, 200) << saved.text;
    EXPECT_NE(saved.body.at("text").as_string().find("~ core balance -> slow 20000 ms\n"), std::string::npos);
    EXPECT_TRUE(saved.body.at("passes").as_bool()) << saved.text;
    const auto normal = act({{"do", "core"}, {"core", "normal"}});
    EXPECT_TRUE(normal.body.at("faults").at("slow").as_object().empty());
    EXPECT_EQ(key(say("saldo")), "balance");
}

TEST_F(plays_test, ForgetsTheFormWhenTheClockPassesItsEnd)
{
    begin({{{"channel", "sms"}, {"persona", "not_registered"}}});
    EXPECT_EQ(key(say("saldo")), "number_ask");
    const auto later = act({{"do", "pass"}, {"ms", 31 * 60000}});
    EXPECT_EQ(later.body.at("now").as_string(), "2026-11-20T02:31:00.000Z");
    EXPECT_NE(key(say("1")), "number_ask");
    EXPECT_EQ(act({{"do", "pass"}, {"ms", -1}}).status, 422);
}

TEST_F(plays_test, KnowsADuplicateAndMarksAReplyThatDidNotArrive)
{
    begin({{{"channel", "sms"}, {"persona", "registered"}}});
    EXPECT_EQ(act({{"do", "duplicate"}}).status, 422);
    say("menu");
    const auto again = act({{"do", "duplicate"}});
    EXPECT_TRUE(again.body.at("nodes").at(0).at("entries").at(0).at("duplicate").as_bool());
    const auto failed = act({{"do", "receipt_failed"}});
    EXPECT_EQ(
        failed.body.at("nodes").at(0).at("entries").at(0).at("replies").at(0).at("delivery").as_string(),
        "failed");
}

TEST_F(plays_test, SaysWhyInBothLanguages)
{
    begin({{{"channel", "sms"}, {"persona", "registered"}}});
    say("sldo dong");
    const auto id = get(play + "/nodes/n1/why?handset=0");
    ASSERT_EQ(id.status, 200) << id.text;
    EXPECT_EQ(id.body.at("understood").at("intent").as_string(), "balance");
    EXPECT_TRUE(id.body.at("lines").at(0).at("text").as_string().starts_with("Dipahami sebagai Saldo"));
    EXPECT_FALSE(id.body.at("core").as_array().empty());
    EXPECT_EQ(id.text.find("\"X-Msisdn\",\"6281"), id.text.npos);
    spoken = "en";
    EXPECT_TRUE(get(play + "/nodes/n1/why?handset=0")
                    .body.at("lines")
                    .at(0)
                    .at("text")
                    .as_string()
                    .starts_with("Understood as Balance"));
}

TEST_F(plays_test, BelongsToWhoMadeIt)
{
    begin_pair();
    add_account("sari", role::agent, false);
    sign_in("sari", "kata sandi sari");
    EXPECT_EQ(get(play).status, 404);
    EXPECT_EQ(get("/api/console/plays").body.at("plays").as_array().size(), 0U);
}

TEST_F(plays_test, BecomesATestWithInventedNumbersThatPasses)
{
    begin({{{"channel", "sms"}, {"persona", "registered"}}});
    say("saldo");
    act({{"do", "core"}, {"core", "slow"}, {"slow_ms", 20000}});
    say("iuran 5102233344455566");
    act({{"do", "pass"}, {"ms", 30000}});
    const auto made = post(play + "/test", {{"handset", 0}, {"title", "Saldo & iuran!"}});
    ASSERT_EQ(made.status, 200) << made.text;
    EXPECT_TRUE(made.body.at("passes").as_bool()) << made.text;
    EXPECT_EQ(made.body.at("name").as_string(), "saldo_iuran");
    EXPECT_EQ(made.body.at("text").as_string().find("5102233344455566"), std::string::npos);
    EXPECT_EQ(made.body.at("replaced").at(0).at("from").as_string(), "...5566");
    const json::object saved{{"name", "saldo_iuran"}, {"text", made.body.at("text")}};
    EXPECT_EQ(post("/api/console/tests", saved).status, 201);
    EXPECT_EQ(code_of(post("/api/console/tests", saved)), "exists");
    for (const auto* name : {"../evil", "a/b", "", "UPPER", "x.chat"})
        EXPECT_EQ(code_of(post("/api/console/tests", {{"name", name}, {"text", made.body.at("text")}})),
                  "invalid");
    const auto run = finished(
        post("/api/console/tests/run", {{"tests", {{{"folder", "saved"}, {"name", "saldo_iuran"}}}}}));
    EXPECT_EQ(run.at("result").at("passed").to_number<int>(), 1);
    EXPECT_EQ(get("/api/console/tests/saved/..%2Faccounts").status, 404);
}

}  // namespace
}  // namespace sapa::console
