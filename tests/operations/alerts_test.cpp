// Every alert fires when its trouble is provoked on a running gateway, and none fires on a healthy one. What
// is scraped goes through promtool with the shipped rules.
#include <sys/resource.h>
#include <csignal>
#include <fstream>
#include "tests/operations/gateway_stand.hpp"
#include "tests/operations/provoked_alerts.hpp"

using namespace sapa;
using namespace sapa::operations;

namespace {

class Alerts : public testing::Test
{
protected:
    void expect_firing(const std::vector<scrape>& scrapes, const std::vector<std::string>& alerts,
                       then after = then::goes_on)
    {
        for (const auto& alert : alerts)
            EXPECT_TRUE(provoked.contains(alert)) << alert << ": add it to the list";
        const auto file = stand.folder() / "rules_test.yml";
        std::ofstream(file) << rules_test(rules, scrapes, after, alerts);
        const auto told = run_shell("promtool test rules " + file.string());
        EXPECT_EQ(told.status, 0) << told.text;
    }

    gateway_stand stand;
};

mo_message question_of(instant received, const std::string& phone)
{
    return {.via = channel_type::sms,
            .account = "north",
            .sender = phone,
            .phone = parse_msisdn(phone),
            .destination = "2757",
            .kind = mo_kind::text,
            .text = "SALDO 3171000000000003",
            .sent_at = received,
            .received_at = received};
}

void limit_file_size(pid_t process, rlim_t octets)
{
    const rlimit limit{octets, RLIM_INFINITY};
    ASSERT_EQ(::prlimit(process, RLIMIT_FSIZE, &limit, nullptr), 0);
}

}  // namespace

TEST_F(Alerts, NoneFiresWhereAllIsWell)
{
    stand.start_bound();
    const auto before = stand.scrape_now();
    for (std::size_t i = 0; i < 20; ++i)
        stand.ask(i, i % 2 ? "SALDO 3171000000000003" : "jam buka kantor");
    EXPECT_EQ(stand.say("saldo"), 200);
    const auto after = stand.scrape_until([&](const scrape& now) {
        return now.sum("sapa_attempts_total", "outcome=\"accepted\"") >= 21 &&
               now.sum("sapa_ledger", "in_work") == 0 && now.sum("sapa_oldest_unanswered_seconds") == 0 &&
               now.sum("sapa_oldest_unsent_seconds") == 0;
    });
    expect_firing({before, after}, {});
}

TEST_F(Alerts, TellOfANodeThatDied)
{
    stand.start_bound();
    const auto before = stand.scrape_now();
    stand.gateway->kill();
    expect_firing({before, stand.scrape_now()}, {"SapaDown"});
}

TEST_F(Alerts, TellOfANodeThatStartsAgainAndAgain)
{
    std::vector<scrape> seen;
    for (int i = 0; i < 4; ++i) {
        stand.start();
        seen.push_back(stand.scrape_now());
        stand.gateway->kill();
    }
    expect_firing(seen, {"SapaRestarting"});
}

TEST_F(Alerts, TellOfSilence)
{
    stand.start_bound();
    const auto before = stand.scrape_now();
    for (std::size_t i = 0; i < 30; ++i)
        stand.ask(i, "jam buka kantor");
    const auto after =
        stand.scrape_until([](const scrape& now) { return now.sum("sapa_turns_total") >= 30; });
    expect_firing({before, after}, {"SapaSilent"}, then::stands_still);
}

TEST_F(Alerts, TellOfTextsThatAreNotUnderstood)
{
    stand.start_bound();
    const auto before = stand.scrape_now();
    for (std::size_t i = 0; i < 3; ++i)
        stand.ask(i, "qwrtzp xkcdfg vbnmkl");
    const auto after = stand.scrape_until(
        [](const scrape& now) { return now.sum("sapa_understood_total", "action=\"unknown\"") >= 3; });
    expect_firing({before, after}, {"SapaNotUnderstood"});
}

TEST_F(Alerts, TellOfACoreThatIsDown)
{
    stand.dialogue = ", sms_holding_seconds: 1";
    stand.core.faults.down = true;
    stand.start_bound();
    const auto before = stand.scrape_now();
    for (std::size_t i = 0; i < 30; ++i)
        stand.ask(i, "SALDO 3171000000000003");
    const auto after =
        stand.scrape_until([](const scrape& now) { return now.sum("sapa_core_breaker_open") == 1; });
    expect_firing({before, after}, {"SapaCoreDown", "SapaCoreFailing"});
}

TEST_F(Alerts, TellOfASlowCoreAndOfTheQueueBeforeIt)
{
    stand.dialogue = ", in_work_max: 1";
    stand.core.faults.delay = milliseconds(2000);
    stand.start_bound();
    const auto before = stand.scrape_now();
    stand.ask(1, "SALDO 3171000000000003");
    stand.scrape_until([](const scrape& now) { return now.sum("sapa_queue_depth", "in_work") == 1; });
    stand.ask(2, "SALDO 3171000000000003");
    const auto full = stand.scrape_until(
        [](const scrape& now) { return now.sum("sapa_smpp_messages_total", "mo_refused") > 0; });
    expect_firing({before, full}, {"SapaPushingBack"});
    ASSERT_EQ(full.sum("sapa_queue_depth", "in_work"), 1);
    expect_firing({before, full}, {"SapaQueueFilling"});
    const auto slow =
        stand.scrape_until([](const scrape& now) { return now.sum("sapa_core_seconds_count") > 0; });
    expect_firing({before, slow}, {"SapaCoreSlow"});
}

TEST_F(Alerts, TellOfWhatADeadNodeLeftBehind)
{
    const auto now = system_now();
    const auto leave = [now](sqlite_store& kept) -> async<void> {
        for (const auto& [phone, age] :
             {std::pair("6281255500001", 2400), std::pair("6281255500002", 1200)}) {
            auto old = question_of(now - seconds(age), phone);
            co_await kept.admit(std::move(old), std::nullopt, joined_parts());
        }
    };
    stand.leave_behind(leave);
    stand.core_keys = ", timeout_ms: 10000";  // so long both are in work
    stand.core.faults.delay = seconds(60);
    stand.start();
    const auto old = stand.scrape_until(
        [](const scrape& now) { return now.sum("sapa_oldest_unanswered_seconds") > 2000; });
    expect_firing({old, old}, {"SapaQuestionsOld"});
    stand.core.faults = {.down = true};
    const auto promised = stand.scrape_until([](const scrape& now) {
        return now.sum("sapa_promises_total", "broken") == 1 && now.sum("sapa_oldest_promise_seconds") > 1000;
    });
    expect_firing({old, promised}, {"SapaPromisesOld", "SapaPromisesBroken", "SapaAnswersSlow"});
}

TEST_F(Alerts, TellOfAnSmscThatIsGone)
{
    const auto now = system_now();
    const auto leave = [now](sqlite_store& kept) -> async<void> {
        auto asked = question_of(now - seconds(600), "6281255500001");
        const auto admitted = co_await kept.admit(std::move(asked), std::nullopt, joined_parts());
        mt_message reply{.via = channel_type::sms,
                         .account = "north",
                         .recipient = "6281255500001",
                         .content = {.text = "Terima kasih"},
                         .expires_at = now + seconds(3600)};
        turn answered{
            .inbox = admitted.inbox, .conversation = admitted.conversation, .now = now - seconds(600)};
        answered.replies.push_back(std::move(reply));
        co_await kept.commit_turn(std::move(answered));
    };
    stand.leave_behind(leave);
    stand.smsc->go_away();
    stand.start();
    const auto gone =
        stand.scrape_until([](const scrape& now) { return now.sum("sapa_oldest_unsent_seconds") > 500; });
    expect_firing({gone, gone}, {"SapaAccountUnbound", "SapaLinkDown", "SapaRepliesUnsent"});
}

TEST_F(Alerts, TellOfRepliesThatTheSmscDoesNotTake)
{
    stand.account = ", window: 1, submit_resp_seconds: 2";
    stand.start_bound();
    const auto before = stand.scrape_now();
    stand.smsc->script({{.status = 0x58}, {.status = 0x58}, {.drop = true}, {.status = 0x0b}});
    for (std::size_t i = 0; i < 3; ++i)
        stand.ask(i, "jam buka kantor");
    const auto after = stand.scrape_until([](const scrape& now) {
        return now.sum("sapa_smpp_messages_total", "throttled") >= 2 &&
               now.sum("sapa_attempts_total", "unknown") >= 1 && now.sum("sapa_ledger", "dead_lettered") >= 1;
    });
    expect_firing({before, after}, {"SapaThrottled", "SapaUnknownOutcomes", "SapaDeadLetters"});
    stand.smsc->hold_responses(true);
    stand.ask(9, "jam buka kantor");
    const auto held =
        stand.scrape_until([](const scrape& now) { return now.sum("sapa_link_in_flight") == 1; });
    expect_firing({before, held}, {"SapaWindowFull"});
}

TEST_F(Alerts, TellOfWhatTheStoreShouldNotHold)
{
    const auto now = system_now();
    const auto leave = [now](sqlite_store& kept) -> async<void> {
        auto old = question_of(now - std::chrono::hours(24 * 400), "6281255500001");
        const auto admitted = co_await kept.admit(std::move(old), std::nullopt, joined_parts());
        turn ended{.inbox = admitted.inbox, .conversation = admitted.conversation, .now = now};
        co_await kept.commit_turn(std::move(ended));
        audit_entry copied{.at = now - std::chrono::hours(72), .who = "operator", .what = "backup"};
        co_await kept.append_audit(std::move(copied));
    };
    stand.leave_behind(leave);
    {
        store::connection raw((stand.folder() / "sapa.db").string(), store::connection::mode::read_write);
        raw.execute("UPDATE ledger SET accepted = accepted + 1");  // no road of ours leads here
    }
    std::ofstream(stand.folder() / "keys" / "purged").close();
    std::filesystem::last_write_time(stand.folder() / "keys" / "purged",
                                     std::filesystem::file_time_type::clock::now() - std::chrono::hours(4));
    stand.start();
    const auto found =
        stand.scrape_until([](const scrape& now) { return now.sum("sapa_backup_age_seconds") > 0; });
    expect_firing({found, found},
                  {"SapaLedgerUnbalanced", "SapaKeysKeptTooLong", "SapaBackupOld", "SapaPurgeOld"});
    ASSERT_EQ(stand.command("purge").status, 0);
    EXPECT_LT(stand.scrape_now().sum("sapa_purge_age_seconds"), 3600) << "it ran just now";
}

TEST_F(Alerts, TellOfAStoreThatCannotWrite)
{
    std::signal(SIGXFSZ, SIG_IGN);  // the gateway inherits it: its writes fail instead
    stand.start_bound();
    const auto before = stand.scrape_now();
    stand.core.faults.delay = milliseconds(1000);
    stand.ask(1, "SALDO 3171000000000003");
    ASSERT_TRUE(stand.until([&] { return stand.core.asked() > 0; }));
    limit_file_size(stand.gateway->pid(), 4096);
    const auto full = stand.scrape_until([](const scrape& now) {
        return now.sum("sapa_turns_failed_total") >= 1 && now.sum("sapa_store_commits") == 0;
    });
    expect_firing({before, full}, {"SapaStoreDoesNotCommit", "SapaTurnsFailing"});
    limit_file_size(stand.gateway->pid(), RLIM_INFINITY);
    stand.scrape_until([](const scrape& now) { return now.sum("sapa_store_commits") == 1; });
}

TEST_F(Alerts, TellOfWhatAnOperatorLeft)
{
    const auto certificate = stand.folder() / "certificate.pem", key = stand.folder() / "key.pem";
    const auto made = run_shell(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3 -subj /CN=sapa "
        "-out " +
        certificate.string() + " -keyout " + key.string());
    ASSERT_EQ(made.status, 0) << made.text;
    stand.http = ", tls: {certificate: \"" + certificate.string() + "\", key: \"" + key.string() + "\"}";
    stand.store = ", disk_alarm_mib: 100000000";
    stand.conf = stand.folder() / "conf";
    std::filesystem::copy(SOURCE_DIR "/conf", stand.conf, std::filesystem::copy_options::recursive);
    stand.start_bound();
    EXPECT_EQ(stand.command("links suspend north").status, 0);
    std::ofstream(stand.conf / "flows" / "balance.yaml") << "nonsense: [\n";
    EXPECT_EQ(stand.command("reload").status, 1);
    const auto left =
        stand.scrape_until([](const scrape& now) { return now.sum("sapa_link_suspended") == 1; });
    expect_firing({left, left},
                  {"SapaCertificateEnds", "SapaDiskFilling", "SapaLinkSuspended", "SapaReloadRefused"});
}

TEST_F(Alerts, TellOfMetaRefusing)
{
    stand.write_secret("token", "expired-token");
    stand.start_bound();
    const auto before = stand.scrape_now();
    EXPECT_EQ(stand.say("jam buka kantor"), 200);
    const auto refused =
        stand.scrape_until([](const scrape& now) { return now.sum("sapa_whatsapp_token_refused") == 1; });
    expect_firing({before, refused},
                  {"SapaWhatsappTokenRefused", "SapaWhatsappPaused", "SapaWhatsappRefusals"});
    stand.graph->set_webhook("http://" + stand.address("public") + "/webhooks/whatsapp", "not-the-secret");
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(stand.say("saldo"), 401);
    expect_firing({refused, stand.scrape_now()}, {"SapaWebhookSignatureRefused"});
}
