// The conformance suite: parts of long messages, waiting and joined.
#pragma once
#include "tests/gateway/store/conformance.hpp"

namespace sapa::store_conformance {

TEST_P(conformance, KeepsPartsUntilTheWholeIsAdmitted)
{
    sms_part part;
    part.account = "north";
    part.set = "6281200000001/2757/17/2";
    part.total = 2;
    part.number = 1;
    part.octets = std::string("\x05\x00\x03", 3);
    part.received_at = noon;
    EXPECT_TRUE(run(store().durable(run(store().keep_part(part)).committed)));
    EXPECT_TRUE(run(store().durable(run(store().keep_part(part)).committed)));
    restart();
    auto kept = run(store().parts());
    ASSERT_EQ(kept.size(), 1u);
    EXPECT_EQ(kept[0].octets, part.octets);
    EXPECT_EQ(kept[0].set, part.set);
    admit(sms("6281200000001", "long"), std::nullopt, {part.set, {"one", "two"}});
    EXPECT_TRUE(run(store().parts()).empty());
    EXPECT_EQ(balance().accepted, 1);
}

TEST_P(conformance, KnowsThePartsOfAMessageThatWasJoined)
{
    sms_part part;
    part.set = "6281200000001/2757/17/2";
    part.total = 2;
    part.number = 1;
    part.print = "one";
    part.received_at = noon;
    EXPECT_FALSE(run(store().keep_part(part)).joined);
    EXPECT_FALSE(run(store().keep_part(part)).joined) << "it waits still";
    const auto question = sms("6281200000001", "long");
    const joined_parts whole{part.set, {"one", "two"}};
    EXPECT_FALSE(admit(question, std::nullopt, whole).duplicate);
    restart();
    for (const auto* print : {"two", "one"}) {
        part.print = print;
        part.received_at += std::chrono::minutes(5);  // each copy may come again itself
        EXPECT_TRUE(run(store().keep_part(part)).joined) << print;
    }
    EXPECT_TRUE(admit(question, std::nullopt, whole).duplicate);
    part.print = "another text under the same reference";
    EXPECT_FALSE(run(store().keep_part(part)).joined);
    EXPECT_EQ(run(store().parts()).size(), 1u);
    auto mixed = whole;
    mixed.prints.push_back(part.print);
    EXPECT_FALSE(admit(question, std::nullopt, mixed).duplicate) << "one of them is new";
    part.received_at += std::chrono::minutes(12);
    EXPECT_FALSE(run(store().keep_part(part)).joined) << "long ago";
    EXPECT_EQ(balance().accepted, 2);
}

}  // namespace sapa::store_conformance
