// What operators look for by time: the questions of a span, newest first, masked unless asked for.
#pragma once
#include "gateway/pipeline/operator_store.hpp"
#include "tests/gateway/store/conformance.hpp"

namespace sapa::store_conformance {

TEST_P(conformance, FindsTheQuestionsOfATimeNewestFirst)
{
    auto* const desk = dynamic_cast<operator_store*>(&store());
    if (!desk)
        GTEST_SKIP() << "a store without an operators' side";
    using std::chrono::minutes;
    const auto first = sms("6281200000001", "SALDO 3171234567890001", noon);
    const auto second = whatsapp("6281200000002", "halo", "w1", noon + minutes(10));
    const auto third = sms("6281200000001", "iuran", noon + minutes(20));
    const auto asked = admit(first);
    auto done = answer(asked, first, "Rp1.000");
    run(store().durable(run(store().commit_turn(std::move(done))).committed));
    const auto in_work = admit(second).inbox;
    admit(third);

    const auto all = desk->recent(noon, noon + minutes(21), 10, true);
    ASSERT_EQ(all.size(), 3u);
    EXPECT_EQ(all[0].text, "iuran");
    EXPECT_EQ(all[0].conversation, asked.conversation);
    EXPECT_EQ(all[1].inbox, in_work);
    EXPECT_EQ(all[1].via, channel_type::whatsapp);
    EXPECT_EQ(all[1].status, "in work");
    EXPECT_EQ(all[2].text, "SALDO 3171234567890001");
    EXPECT_EQ(all[2].sender, "6281200000001");
    EXPECT_EQ(all[2].intent, "balance");
    EXPECT_EQ(all[2].status, "answered");
    EXPECT_EQ(all[2].received_at, noon);

    // [from, to): the first moment counts, the last does not.
    const auto some = desk->recent(noon + minutes(10), noon + minutes(20), 10, false);
    ASSERT_EQ(some.size(), 1u);
    EXPECT_EQ(some[0].inbox, in_work);
    EXPECT_EQ(some[0].sender, "...0002");
    EXPECT_EQ(some[0].text.find("halo"), std::string::npos);
    const auto newest = desk->recent(noon, noon + minutes(21), 1, true);
    ASSERT_EQ(newest.size(), 1u);
    EXPECT_EQ(newest[0].text, "iuran");
    EXPECT_TRUE(desk->recent(noon + minutes(30), noon + minutes(40), 10, true).empty());
}

}  // namespace sapa::store_conformance
