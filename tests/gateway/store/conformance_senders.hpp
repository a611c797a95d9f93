// The conformance suite: whose a message is, and what of it a person takes back.
#pragma once
#include "tests/gateway/store/conformance.hpp"

namespace sapa::store_conformance {

TEST_P(conformance, KnowsAPersonByTheUserIdThatCameWithTheNumber)
{
    auto question = whatsapp("6281200000001", "halo", "1");
    question.carried.emplace_back(user_id, "ID.1349");
    const auto asked = admit(question);
    run(store().commit_turn(answer(asked, question, "ok", "state one")));
    auto hidden = whatsapp("6281200000001", "saldo", "2");
    hidden.sender = "ID.1349";
    hidden.phone.reset();
    const auto again = admit(hidden);
    EXPECT_EQ(again.conversation, asked.conversation);
    EXPECT_EQ(again.number, 2);
    EXPECT_EQ(again.state, "state one");
    hidden.sender = "ID.9999";
    hidden.provider_id = "3";
    EXPECT_NE(admit(hidden).conversation, asked.conversation);
    run(store().mute(channel_type::whatsapp, "ID.1349", noon + std::chrono::hours(1)));
    restart();
    hidden.sender = "ID.1349";
    hidden.provider_id = "4";
    const auto later = admit(hidden);
    EXPECT_EQ(later.conversation, asked.conversation);
    EXPECT_TRUE(later.muted_until);
    EXPECT_EQ(claim_all().questions.front().message.sender, "ID.1349") << "answered where it came from";
}

TEST_P(conformance, BlanksWhatAPersonTakesBack)
{
    for (const auto* id : {"1", "2", "3"})
        admit(whatsapp("6281200000001", "rahasia", id));
    revocation gone;
    gone.via = channel_type::whatsapp;
    gone.account = "north";
    gone.sender = "6281200000001";
    for (const auto* id : {"2", "never seen"}) {
        gone.message_id = id;
        EXPECT_TRUE(run(store().durable(run(store().take_back(gone, noon)))));
    }
    gone.sender = "6281200000002";
    gone.message_id = "3";
    EXPECT_TRUE(run(store().durable(run(store().take_back(gone, noon)))))
        << "another person's is not touched";
    restart();
    const auto left = claim_all();
    ASSERT_EQ(left.questions.size(), 3u);
    EXPECT_EQ(left.questions[0].message.text, "rahasia");
    EXPECT_EQ(left.questions[1].message.text, "");
    EXPECT_EQ(left.questions[2].message.text, "rahasia");
}

}  // namespace sapa::store_conformance
