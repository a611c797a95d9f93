// Who is behind a sender: the cases of messages that we start.
#pragma once
#include "tests/gateway/store/conformance.hpp"

namespace sapa::store_conformance {

TEST_P(conformance, KnowsNobodyWhoNeverWrote)
{
    admit(sms("6281200000001", "SALDO"));
    EXPECT_EQ(run(store().find_addressee(channel_type::sms, "6281200000002")).conversation, 0);
    EXPECT_EQ(run(store().find_addressee(channel_type::whatsapp, "6281200000001")).conversation, 0);
    EXPECT_EQ(balance().accepted, 1);
}

TEST_P(conformance, TellsStateStopAndPreferencesOfASender)
{
    const auto question = sms("6281200000001", "NOTIF ON");
    auto asked = admit(question);
    auto wanted = answer(asked, question, "on", "state one");
    wanted.preferences = {{"stop", "no"}, {"notice.balance", "on"}};
    run(store().commit_turn(wanted));
    restart();
    claim_all();
    auto whose = run(store().find_addressee(channel_type::sms, "6281200000001"));
    EXPECT_EQ(whose.conversation, asked.conversation);
    EXPECT_FALSE(whose.stopped);
    EXPECT_EQ(whose.state, "state one");
    ASSERT_EQ(whose.preferences.size(), 2u);
    EXPECT_EQ(whose.preferences[0].name, "notice.balance");
    EXPECT_EQ(whose.preferences[0].value, "on");

    asked = admit(question);
    auto no_more = answer(asked, question, "stopped", "state two");
    no_more.preferences = {{"stop", "yes"}};
    run(store().commit_turn(no_more));
    EXPECT_TRUE(run(store().find_addressee(channel_type::sms, "6281200000001")).stopped);
}

TEST_P(conformance, KeepsANoticeOutOfTheLedger)
{
    const auto question = sms("6281200000001", "NOTIF ON");
    const auto asked = admit(question);
    run(store().commit_turn(answer(asked, question, "on")));
    const auto before = balance();
    turn started;
    started.conversation = asked.conversation;
    started.replies.push_back(reply_to(question, "notice"));
    started.replies.back().purpose = mt_purpose::notice;
    started.now = noon;
    EXPECT_EQ(run(store().commit_turn(started)).outbox.size(), 1u);
    const auto after = balance();
    EXPECT_EQ(after.accepted, before.accepted);
    EXPECT_EQ(after.answered, before.answered);
    EXPECT_EQ(run(store().find_addressee(channel_type::sms, "6281200000001")).state, "s1");
}

}  // namespace sapa::store_conformance
