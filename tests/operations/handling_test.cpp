// What operators do to a running gateway: by commands, over its API, without a restart, and on record.
#include <regex>
#include "tests/operations/gateway_stand.hpp"

using namespace sapa;
using namespace sapa::operations;

namespace {

namespace json = boost::json;

class Handling : public testing::Test
{
protected:
    json::value told(const std::string& words)
    {
        const auto answer = stand.command(words);
        EXPECT_EQ(answer.status, 0) << words << ": " << answer.text;
        return json::parse(answer.text);
    }
    std::string link_state() { return told("links list").at(0).at("state").as_string().c_str(); }

    gateway_stand stand;
};

// A core of our own that looks at the request's head.
struct listening_core
{
    std::string authorization{}, traceparent{};
    http_router routes()
    {
        http_router all;
        all.on("GET", "/v1/{rest...}", [this](http_request request) -> async<http_response> {
            authorization = find_field(request.fields, "Authorization");
            traceparent = find_field(request.fields, "traceparent");
            http_response gone{.status = 404,
                               .fields = {{"Content-Type", "application/problem+json"}},
                               .body = R"({"code":"participant_not_found"})"};
            co_return gone;
        });
        return all;
    }
};

}  // namespace

TEST_F(Handling, LinksAreListedSuspendedResumedAndDrained)
{
    stand.start_bound();
    ASSERT_TRUE(stand.until([&] { return link_state() == "bound"; }));
    told("links suspend north/1");
    EXPECT_TRUE(stand.until([&] { return stand.smsc->bound() == 0; }));
    EXPECT_EQ(link_state(), "suspended");
    told("links resume north");
    EXPECT_TRUE(stand.until([&] { return stand.smsc->bound() == 1; }));
    told("links drain north");
    stand.ask(1, "jam buka kantor");
    stand.scrape_until([](const scrape& now) {
        return now.sum("sapa_turns_total") == 1 && now.sum("sapa_outbox_waiting") == 1;
    });
    EXPECT_TRUE(stand.smsc->replies().empty());
    told("links resume north");
    EXPECT_TRUE(stand.until([&] { return stand.smsc->replies().size() == 1; }));
    EXPECT_EQ(stand.command("links suspend south").status, 1);
}

TEST_F(Handling, DeadLettersAreListedReleasedAndDropped)
{
    stand.start_bound();
    stand.smsc->script({{.status = 0x0b}, {.status = 0x0b}});
    for (std::size_t i = 0; i < 2; ++i)
        stand.ask(i, "jam buka kantor");
    stand.scrape_until([](const scrape& now) { return now.sum("sapa_ledger", "dead_lettered") == 2; });
    const auto letters = told("outbox list").at("dead_letters").as_array();
    ASSERT_EQ(letters.size(), 2u);
    const auto id_of = [&](std::size_t i) { return std::to_string(letters[i].at("id").as_int64()); };
    EXPECT_EQ(letters[0].at("code"), "ESME_RINVDSTADR");
    EXPECT_EQ(json::serialize(letters).find("628125550"), std::string::npos) << "phones are masked";
    told("outbox release " + id_of(0));
    told("outbox drop " + id_of(1));
    EXPECT_TRUE(stand.until([&] { return stand.smsc->replies().size() == 1; }));
    const auto books =
        stand.scrape_until([](const scrape& now) { return now.sum("sapa_ledger", "dead_lettered") == 0; });
    EXPECT_EQ(books.sum("sapa_ledger_balanced"), 1);
    EXPECT_EQ(stand.command("outbox drop 4711").status, 1);
}

TEST_F(Handling, ASmppPasswordIsUsedAtTheNextBind)
{
    stand.write_secret("smpp", "of-yesterday");
    stand.start();
    ASSERT_TRUE(stand.until([&] { return stand.log().find("ESME_RINVPASWD") != std::string::npos; }));
    stand.write_secret("smpp", "smpp-password");
    told("reload");
    EXPECT_TRUE(stand.until([&] { return stand.smsc->bound() == 1; })) << stand.log();
}

TEST_F(Handling, AnAppSecretIsReadAnewByAReload)
{
    stand.start();
    stand.graph->set_webhook("http://" + stand.address("public") + "/webhooks/whatsapp", "newer-secret");
    EXPECT_EQ(stand.say("saldo"), 401);
    stand.write_secret("app", "newer-secret");
    told("reload");
    EXPECT_EQ(stand.say("saldo"), 200);
}

TEST_F(Handling, AnAccessTokenIsReadAnewByItself)
{
    stand.write_secret("token", "expired-token");
    stand.start();
    EXPECT_EQ(stand.say("jam buka kantor"), 200);
    stand.scrape_until([](const scrape& now) { return now.sum("sapa_whatsapp_token_refused") == 1; });
    stand.write_secret("token", "good-token");
    EXPECT_EQ(stand.say("alamat kantor cabang"), 200);
    stand.scrape_until([](const scrape& now) { return now.sum("sapa_whatsapp_token_refused") == 0; });
}

TEST_F(Handling, ACoreTokenIsReadAtEachRequestAndEachCarriesTheTrace)
{
    listening_core heard;
    stand.serve_as_core(heard.routes());
    stand.start_bound();
    told("log-level debug");
    stand.ask(1, "SALDO 3171000000000003");
    ASSERT_TRUE(stand.until([&] { return stand.smsc->replies().size() == 1; }));
    EXPECT_EQ(heard.authorization, "Bearer core-token");
    const std::regex traceparent("00-([0-9a-f]{32})-[0-9a-f]{16}-01");
    std::smatch parts;
    ASSERT_TRUE(std::regex_match(heard.traceparent, parts, traceparent)) << heard.traceparent;
    EXPECT_NE(json::serialize(told("message 1")).find("trace-id " + parts[1].str()), std::string::npos);
    EXPECT_NE(stand.log().find("\"event\":\"core_answered\""), std::string::npos);
    EXPECT_EQ(stand.log().find("3171000000000003"), std::string::npos);

    stand.write_secret("core", "newer-token");
    stand.ask(1, "SALDO 3171000000000004");
    ASSERT_TRUE(stand.until([&] { return stand.smsc->replies().size() == 2; }));
    EXPECT_EQ(heard.authorization, "Bearer newer-token");
}

TEST_F(Handling, AnOperatorsHttpFormTakesItsSecretsAnewByAReload)
{
    std::string sent;
    http_router partner;
    partner.on("GET", "/send", [&sent](http_request request) -> async<http_response> {
        sent = request.target;
        co_return http_response{.status = 200};
    });
    stand.write_secret("form", "of-yesterday");
    const auto secret = "\"${file:" + (stand.folder() / "form").string() + "}\"";
    stand.forms = ", http: [{name: form, in: {source: [from], text: [text], required: {key: " + secret +
                  "}}, out: {url: \"" + stand.serve(std::move(partner)) +
                  "/send\", parameters: {to: \"{recipient}\", text: \"{text}\", pass: " + secret + "}}}]";
    stand.start();
    const auto ask = [&](const std::string& key) {
        return run_shell("curl -s -o /dev/null -w '%{http_code}' 'http://" + stand.address("public") +
                         "/webhooks/sms/form?from=6281200000007&text=jam+buka+kantor&key=" + key + "'")
            .text;
    };
    EXPECT_EQ(ask("of-today"), "400");
    EXPECT_EQ(ask("of-yesterday"), "200");
    EXPECT_TRUE(stand.until([&] { return sent.find("pass=of-yesterday") != sent.npos; })) << sent;
    stand.write_secret("form", "of-today");
    told("reload");
    EXPECT_EQ(ask("of-yesterday"), "400");
    EXPECT_EQ(ask("of-today"), "200");
    EXPECT_TRUE(stand.until([&] { return sent.find("pass=of-today") != sent.npos; })) << sent;
}

TEST_F(Handling, ACertificateIsReadAnewByAReload)
{
    const auto certificate = (stand.folder() / "certificate.pem").string(),
               key = (stand.folder() / "key.pem").string();
    const auto make = [&](const std::string& name) {
        const auto made = run_shell(
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3 -subj /CN=" +
            name + " -out " + certificate + " -keyout " + key);
        ASSERT_EQ(made.status, 0) << made.text;
    };
    make("of-yesterday");
    stand.http = ", tls: {certificate: \"" + certificate + "\", key: \"" + key + "\"}";
    stand.start();
    const auto shown = [&] {
        return run_shell("openssl s_client -connect " + stand.address("public") +
                         " </dev/null 2>/dev/null | openssl x509 -noout -subject")
            .text;
    };
    EXPECT_NE(shown().find("of-yesterday"), std::string::npos) << shown();
    make("of-today");
    EXPECT_NE(shown().find("of-yesterday"), std::string::npos) << shown();
    told("reload");
    EXPECT_NE(shown().find("of-today"), std::string::npos) << shown();
    std::ofstream(key) << "not a key\n";
    EXPECT_EQ(stand.command("reload").status, 1);
    EXPECT_NE(shown().find("of-today"), std::string::npos) << "what was in use stays";
}

TEST_F(Handling, AReloadWithAMissingSecretIsRefusedAsAWhole)
{
    stand.start();
    std::filesystem::remove(stand.folder() / "app");
    const auto refused = stand.command("reload");
    EXPECT_EQ(refused.status, 1);
    EXPECT_NE(refused.text.find("app_secret"), std::string::npos) << refused.text;
    EXPECT_EQ(stand.say("saldo"), 200) << "the secret of before holds";
}

TEST_F(Handling, EveryChangeIsOnRecord)
{
    stand.start_bound();
    told("links suspend north");
    told("log-level debug");
    told("reload");
    told("purge");
    stand.command("links suspend south");  // changes nothing
    std::vector<std::string> done;
    const auto listed = told("audit");  // the loop would not keep it
    for (const auto& entry : listed.at("audit").as_array()) {
        done.insert(done.begin(), entry.at("what").as_string().c_str());
        EXPECT_EQ(entry.at("who"), "this machine (operator)");
    }
    EXPECT_EQ(done, (std::vector<std::string>{"suspend", "log_level", "reload", "purge"}));
}

TEST_F(Handling, TheApiTakesNobodyWithoutAToken)
{
    stand.start();
    for (const auto* target : {"/api/ledger", "/api/links", "/api/outbox", "/api/audit", "/api/messages/1"})
        EXPECT_EQ(stand.get(target).status, 401) << target;
}

TEST_F(Handling, CommandsSayWhereNoServerRuns)
{
    stand.start();
    stand.gateway->kill();
    const auto told = stand.command("links list");
    EXPECT_EQ(told.status, 1);
    EXPECT_NE(told.text.find("no server answers"), std::string::npos) << told.text;
    EXPECT_EQ(stand.command("ledger").status, 0) << "the ledger is read from the store";
}
