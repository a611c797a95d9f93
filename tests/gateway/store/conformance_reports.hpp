// What became of what we sent: reports in any order, and messages that others replace.
#pragma once
#include <algorithm>
#include <array>
#include "gateway/pipeline/reference.hpp"
#include "tests/gateway/store/conformance.hpp"

namespace sapa::store_conformance {

TEST_P(conformance, StatusesInAnyOrderEndAtTheHighest)
{
    std::array all{report_state::sent, report_state::delivered, report_state::read, report_state::failed};
    std::ranges::sort(all);
    int number = 0;
    do {
        const auto id = std::to_string(++number);
        const auto reference = std::to_string(sent(id));
        for (const auto what : all)
            told(what, reference);
        EXPECT_TRUE(failed(reference).empty()) << "it has arrived";
    } while (std::ranges::next_permutation(all).found);
    for (const bool failure_first : {true, false}) {
        const auto reference = std::to_string(sent(failure_first ? "a" : "b"));
        told(failure_first ? report_state::failed : report_state::sent, reference);
        told(failure_first ? report_state::sent : report_state::failed, reference);
        EXPECT_EQ(failed(reference).size(), 1u);
    }
}

TEST_P(conformance, AFailedMessageIsReplacedOnce)
{
    const auto outbox = sent("1");
    told(report_state::failed, {}, "wamid.1");
    restart();
    const auto found = failed({}, "wamid.1");
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].outbox, outbox);
    EXPECT_EQ(found[0].conversation, asked_.conversation);
    const auto by_sms = fallback_of(found[0].message);
    ASSERT_TRUE(by_sms);
    EXPECT_EQ(by_sms->text, "Saldo Rp1.000");
    EXPECT_EQ(by_sms->phone, "6281200000001");

    const auto before = balance();
    EXPECT_EQ(run(store().commit_turn(instead_of(outbox))).outbox.size(), 1u);
    EXPECT_TRUE(failed({}, "wamid.1").empty());
    EXPECT_THROW(run(store().commit_turn(instead_of(outbox))), store_refused);
    EXPECT_EQ(balance().answered, before.answered);
    restart();
    const auto left = claim_all();
    ASSERT_EQ(left.outbox.size(), 1u);
    EXPECT_EQ(left.outbox[0].message.content.text, "Saldo Rp1.000");
}

TEST_P(conformance, AMessageIsReplacedWhileItsAttemptIsOpen)
{
    question_ = whatsapp("6281200000001", "saldo", "q1");
    asked_ = admit(question_);
    auto done = answer(asked_, question_, "Rp1.000");
    done.attempt_first = true;
    const auto outbox = run(store().commit_turn(std::move(done))).outbox.at(0);
    const auto instead = run(store().commit_turn(instead_of(outbox))).outbox.at(0);
    attempt_result late;
    late.outbox = outbox;
    late.ended = outbox_end::accepted;
    EXPECT_THROW(run(store().end_attempt(late)), store_refused);
    restart();
    const auto left = claim_all();
    ASSERT_EQ(left.outbox.size(), 1u);
    EXPECT_EQ(left.outbox[0].outbox, instead);
    EXPECT_EQ(balance().answered, 1);
}

TEST_P(conformance, AReplacedDeadLetterIsNoneAnyMore)
{
    const auto outbox = sent("1", outbox_end::unknown, true);
    EXPECT_EQ(balance().dead_lettered, 1);
    told(report_state::failed, std::to_string(outbox));
    ASSERT_EQ(failed(std::to_string(outbox)).size(), 1u);
    run(store().commit_turn(instead_of(outbox)));
    EXPECT_EQ(balance().dead_lettered, 0);
    EXPECT_EQ(balance().answered, 1);
}

TEST_P(conformance, OneReportTellsOfAllThatLeftTogether)
{
    const std::array rows{sent("1"), sent("2")};
    told(report_state::failed, reference_of(rows));
    EXPECT_EQ(failed(reference_of(rows)).size(), 2u);
    EXPECT_TRUE(failed("0").empty());
    EXPECT_TRUE(failed("not ours").empty());
    EXPECT_TRUE(failed({}, "wamid.unknown").empty());
}

}  // namespace sapa::store_conformance
