// An SMPP account against the lab's SMSC over loopback: the two roads, acknowledgements, faults.
#include <gtest/gtest.h>
#include <set>
#include "sms_stand.hpp"

namespace sapa::tests {
namespace {

using namespace std::chrono_literals;

TEST(Esme, BindsTakesAQuestionAndSendsTheReply)
{
    sms_stand stand;
    ASSERT_TRUE(stand.run_until_bound());
    stand.smsc.ask("6281200000001", "SALDO");
    ASSERT_TRUE(stand.run_until([&] { return stand.smsc.replies().size() == 1; }));
    EXPECT_EQ(stand.smsc.replies()[0].to, "6281200000001");
    EXPECT_EQ(stand.smsc.replies()[0].text, "re: SALDO");
    EXPECT_TRUE(stand.run_until([&] { return stand.smsc.counts().acknowledged == 1; }));
    EXPECT_EQ(stand.store.admitted[0].sender, "6281200000001");
    EXPECT_EQ(stand.store.admitted[0].destination, "2757");
}

TEST(Esme, AcknowledgesOnlyWhatIsStored)
{
    sms_stand stand;
    ASSERT_TRUE(stand.run_until_bound());
    stand.store.hold_commits = true;
    stand.smsc.ask("6281200000001", "SALDO");
    ASSERT_TRUE(stand.run_until([&] { return stand.store.held() == 1 && stand.smsc.replies().size() == 1; }));
    EXPECT_EQ(stand.smsc.counts().acknowledged, 0u);
    stand.store.release();
    EXPECT_TRUE(stand.run_until([&] { return stand.smsc.counts().acknowledged == 1; }));
}

TEST(Esme, PushesBackWhatItCannotStore)
{
    sms_stand stand;
    ASSERT_TRUE(stand.run_until_bound());
    stand.answer = nullptr;
    stand.store.fail_commits = true;
    stand.smsc.ask("6281200000001", "SALDO");
    ASSERT_TRUE(stand.run_until([&] { return stand.smsc.counts().refused >= 1; }));
    stand.store.fail_commits = false;
    EXPECT_TRUE(stand.run_until([&] { return stand.smsc.counts().acknowledged == 1; }));
}

// Else its redelivery could not be told from a second question.
TEST(Esme, TakesNothingBeforeItsSessionIsStored)
{
    sms_stand stand;
    stand.store.fail_epochs = true;
    stand.smsc.ask("6281200000001", "SALDO");
    ASSERT_TRUE(stand.run_until([&] { return stand.smsc.counts().refused >= 2; }));
    EXPECT_TRUE(stand.store.admitted.empty());
    stand.store.fail_epochs = false;
    ASSERT_TRUE(stand.run_until([&] { return stand.smsc.counts().acknowledged == 1; }));
    EXPECT_EQ(stand.store.open_epochs.size(), 1u);
}

TEST(Esme, BeginsNoSessionBeforeTheEndOfTheLastIsStored)
{
    sms_stand stand;
    ASSERT_TRUE(stand.run_until_bound());
    const auto first = *stand.store.open_epochs.begin();
    stand.store.fail_epochs = true;
    stand.smsc.cut();
    ASSERT_TRUE(stand.run_until([&] { return stand.smsc.counts().binds == 2; }));
    stand.store.fail_epochs = false;
    ASSERT_TRUE(stand.run_until([&] { return !stand.store.open_epochs.contains(first); }));
    ASSERT_TRUE(stand.run_until([&] { return stand.store.open_epochs.size() == 1; }));
}

TEST(Esme, JoinsALongQuestionAndCutsALongReply)
{
    sms_stand stand;
    ASSERT_TRUE(stand.run_until_bound());
    const std::string text(400, 'a');
    stand.smsc.ask("6281200000001", text);
    ASSERT_TRUE(stand.run_until([&] { return stand.smsc.replies().size() == 1; }));
    EXPECT_EQ(stand.store.admitted.at(0).text, text);
    EXPECT_EQ(stand.smsc.replies()[0].text, "re: " + text);
    EXPECT_EQ(stand.smsc.replies()[0].segments, 3u);
    EXPECT_TRUE(stand.run_until([&] { return stand.smsc.counts().acknowledged == 3; }));
    EXPECT_TRUE(stand.store.kept.empty());
    EXPECT_EQ(stand.store.joined[0].prints.size(), 3u);
}

TEST(Esme, JoinsPartsAcrossARestart)
{
    sms_stand stand;
    ASSERT_TRUE(stand.run_until_bound());
    lab::smsc parts(stand.io.get_executor(), lab::smsc_options());
    smpp::deliver_sm first;
    first.source_addr = "6281200000001";
    first.destination_addr = "2757";
    first.esm_class = 0x40;
    auto second = first;
    first.short_message = std::string("\x05\x00\x03\x07\x02\x01", 6) + "SAL";
    second.short_message = std::string("\x05\x00\x03\x07\x02\x02", 6) + "DO";
    stand.smsc.ask(smpp::pdu{.body = first});
    ASSERT_TRUE(stand.run_until([&] { return stand.smsc.counts().acknowledged == 1; }));
    EXPECT_EQ(stand.store.kept.size(), 1u);
    stand.finish();
    stand.start();
    ASSERT_TRUE(stand.run_until_bound());
    stand.smsc.ask(smpp::pdu{.body = second});
    ASSERT_TRUE(stand.run_until([&] { return stand.smsc.replies().size() == 1; }));
    EXPECT_EQ(stand.smsc.replies()[0].text, "re: SALDO");
    EXPECT_TRUE(stand.store.kept.empty());
    // The SMSC knows nothing of the acknowledgements and sends both again.
    stand.finish();
    stand.start();
    ASSERT_TRUE(stand.run_until_bound());
    const auto before = stand.smsc.counts().acknowledged;
    stand.smsc.ask(smpp::pdu{.body = second});
    stand.smsc.ask(smpp::pdu{.body = first});
    ASSERT_TRUE(stand.run_until([&] { return stand.smsc.counts().acknowledged == before + 2; }));
    EXPECT_EQ(stand.store.admitted.size(), 1u);
    EXPECT_TRUE(stand.store.kept.empty());
}

TEST(Esme, AnswersManyQuestionsOverSeveralBinds)
{
    sms_stand stand([](sms::smpp_account& account) { account.binds = 3; });
    ASSERT_TRUE(stand.run_until_bound(3));
    constexpr int questions = 2000;
    for (int i = 0; i < questions; ++i)
        stand.smsc.ask("62812" + std::to_string(10000000 + i), "SALDO " + std::to_string(i));
    ASSERT_TRUE(stand.run_until([&] { return stand.smsc.replies().size() == questions; }));
    std::set<std::string> to;
    for (const auto& reply : stand.smsc.replies())
        to.insert(reply.to);
    EXPECT_EQ(to.size(), static_cast<std::size_t>(questions));
    EXPECT_TRUE(stand.run_until([&] { return stand.smsc.counts().acknowledged == questions; }));
}

TEST(Esme, LosesNothingWhenLinksAreCutAndAnswersDropped)
{
    sms_stand stand([](sms::smpp_account& account) {
        account.binds = 2;
        account.timers.submit_resp = 1s;
    });
    ASSERT_TRUE(stand.run_until_bound(2));
    stand.smsc.at_random(0, 0.01, 0.01, 7);
    constexpr std::size_t questions = 1000;
    std::set<std::string> answered;
    stand.smsc.when_reply([&](const lab::smsc_reply& reply) { answered.insert(reply.to); });
    for (std::size_t i = 0; i < questions; ++i)
        stand.smsc.ask("62812" + std::to_string(10000000 + i), "SALDO");
    ASSERT_TRUE(stand.run_until([&] { return answered.size() == questions; }, 60s))
        << stand.smsc.replies().size() << " replies to " << answered.size() << ", admitted "
        << stand.store.admitted.size() << ", unknown " << stand.unknown;
    stand.smsc.at_random(0, 0, 0, 7);
    EXPECT_LE(stand.smsc.replies().size(), questions + stand.unknown);
    EXPECT_GT(stand.unknown, 0u);
    EXPECT_TRUE(stand.run_until([&] { return stand.smsc.open_questions() == 0; }));
    EXPECT_EQ(stand.store.admitted.size(), questions);
    stand.smsc.when_reply(nullptr);
}

TEST(Esme, PausesTheAccountWhenThrottled)
{
    sms_stand stand;
    ASSERT_TRUE(stand.run_until_bound());
    stand.smsc.script({lab::submit_fault{.status = 0x58}});
    stand.smsc.ask("6281200000001", "SALDO");
    ASSERT_TRUE(stand.run_until([&] { return !stand.outcomes.empty(); }));
    const auto& why = std::get<refused>(stand.outcomes[0]).why;
    EXPECT_EQ(why.what, advice::slow_account);
    EXPECT_GT(why.after, 500ms);
    EXPECT_EQ(stand.way_out->room("north"), 0u);
    EXPECT_TRUE(stand.run_until([&] { return stand.smsc.replies().size() == 1; }));
}

TEST(Esme, ParksADestinationWhoseQueueIsFull)
{
    sms_stand stand;
    ASSERT_TRUE(stand.run_until_bound());
    stand.smsc.script({lab::submit_fault{.status = 0x14}});
    stand.smsc.ask("6281200000001", "SALDO");
    ASSERT_TRUE(stand.run_until([&] { return !stand.outcomes.empty(); }));
    EXPECT_EQ(std::get<refused>(stand.outcomes[0]).why.what, advice::hold_recipient);
    stand.smsc.ask("6281200000002", "SALDO");
    EXPECT_TRUE(stand.run_until([&] { return stand.smsc.replies().size() == 1; }));
    EXPECT_EQ(stand.smsc.replies()[0].to, "6281200000002");
}

TEST(Esme, NotesReceiptsAndAcknowledgesThem)
{
    lab::smsc_options options;
    options.receipts = true;
    sms_stand stand({}, options);
    ASSERT_TRUE(stand.run_until_bound());
    stand.smsc.ask("6281200000001", "SALDO");
    ASSERT_TRUE(stand.run_until([&] { return stand.smsc.counts().receipts_acknowledged == 1; }));
    ASSERT_EQ(stand.store.reports.size(), 1u);
    EXPECT_EQ(stand.store.reports[0].what, delivery_report::state::delivered);
    EXPECT_EQ(stand.store.reports[0].message_id, "00000001");
}

TEST(Esme, ComesBackAfterTheSmscWasAway)
{
    sms_stand stand;
    ASSERT_TRUE(stand.run_until_bound());
    stand.smsc.go_away();
    ASSERT_TRUE(stand.run_until([&] { return !stand.account->bound() && stand.store.open_epochs.empty(); }));
    stand.smsc.listen_again();
    EXPECT_TRUE(stand.run_until_bound());
}

TEST(Esme, UnbindsPolitelyWhenStopped)
{
    sms_stand stand;
    ASSERT_TRUE(stand.run_until_bound());
    stand.finish();
    EXPECT_EQ(stand.smsc.counts().unbinds, 1u);
    EXPECT_TRUE(stand.store.open_epochs.empty());
}

TEST(Esme, SuspendsAndResumesALink)
{
    sms_stand stand;
    ASSERT_TRUE(stand.run_until_bound());
    EXPECT_FALSE(stand.account->suspend("south/1"));
    EXPECT_TRUE(stand.account->suspend("north/1"));
    ASSERT_TRUE(stand.run_until([&] { return stand.smsc.counts().unbinds == 1 && !stand.account->bound(); }));
    EXPECT_EQ(stand.account->links()[0].state, "suspended");
    EXPECT_TRUE(stand.account->resume("north/1"));
    EXPECT_TRUE(stand.run_until_bound());
    EXPECT_EQ(stand.account->links()[0].sessions, 2u);
}

}  // namespace
}  // namespace sapa::tests
