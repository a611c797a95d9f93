// Joining parts: order, duplicates, references used again, time and room.
#include "adapters/sms/reassembly.hpp"

#include <gtest/gtest.h>
#include <algorithm>
#include <random>
#include "tests/adapters/sms/hex.hpp"

namespace sapa::sms {
namespace {

using namespace std::chrono_literals;

constexpr instant start{std::chrono::seconds{1'800'000'000}};

part_in part(std::uint16_t ref, std::uint8_t total, std::uint8_t number, std::string octets,
             std::string source = "6281200000001")
{
    return {.source = std::move(source),
            .destination = "2757",
            .octets = std::move(octets),
            .concatenated = concatenation_info{ref, false, total, number}};
}

TEST(reassembly, PassesWhatIsWholeInItself)
{
    reassembly joiner;
    auto out =
        joiner.add({.source = "6281200000001", .destination = "2757", .octets = "SALDO", .token = 7}, start);
    ASSERT_EQ(out.messages.size(), 1U);
    EXPECT_EQ(out.outcome, part_outcome::whole);
    EXPECT_EQ(out.messages[0].text, "SALDO");
    EXPECT_EQ(out.messages[0].tokens, std::vector<std::uint64_t>{7});
    EXPECT_EQ(joiner.add(part(1, 1, 1, "one of one"), start).messages.at(0).text, "one of one");
}

TEST(reassembly, JoinsPartsInEveryOrder)
{
    std::vector<int> order{1, 2, 3, 4};
    std::uint16_t ref = 0;
    do {
        reassembly joiner;
        ++ref;
        for (std::size_t i = 0; i < order.size(); ++i) {
            const auto n = static_cast<std::uint8_t>(order[i]);
            auto out = joiner.add(part(ref, 4, n, std::string(1, static_cast<char>('a' + n - 1))), start);
            EXPECT_EQ(out.messages.size(), i == 3 ? 1U : 0U);
            if (i == 3) {
                EXPECT_EQ(out.messages[0].text, "abcd");
                EXPECT_FALSE(out.messages[0].incomplete);
                EXPECT_EQ(out.messages[0].total, 4U);
            }
        }
        EXPECT_EQ(joiner.parts_waiting(), 0U);
    } while (std::ranges::next_permutation(order).found);
}

TEST(reassembly, ForgetsDuplicatesBeforeAndAfterCompletion)
{
    reassembly joiner;
    EXPECT_EQ(joiner.add(part(9, 2, 2, "b"), start).outcome, part_outcome::kept);
    EXPECT_EQ(joiner.add(part(9, 2, 2, "b"), start).outcome, part_outcome::duplicate);
    EXPECT_EQ(joiner.add(part(9, 2, 1, "a"), start).outcome, part_outcome::whole);
    EXPECT_EQ(joiner.add(part(9, 2, 1, "a"), start + 5min).outcome, part_outcome::duplicate);
    EXPECT_EQ(joiner.add(part(9, 2, 2, "b"), start + 5min).outcome, part_outcome::duplicate);
    // The same reference with other octets, or much later, is another message.
    EXPECT_EQ(joiner.add(part(9, 2, 1, "c"), start + 5min).outcome, part_outcome::kept);
    EXPECT_EQ(joiner.add(part(9, 2, 2, "d"), start + 5min).messages.at(0).text, "cd");
    EXPECT_EQ(joiner.add(part(9, 2, 2, "d"), start + 20min).outcome, part_outcome::kept);
}

TEST(reassembly, TakesOutAPartThatCameBefore)
{
    reassembly joiner;
    auto first = part(1, 3, 1, "a"), second = part(1, 3, 2, "b");
    first.token = 1;
    second.token = 2;
    joiner.add(first, start);
    joiner.take_out(second);
    EXPECT_EQ(joiner.parts_waiting(), 1U);
    joiner.add(second, start);
    joiner.take_out(first);
    EXPECT_EQ(joiner.parts_waiting(), 1U);
    const auto left = joiner.expire(start + 1h);
    ASSERT_EQ(left.size(), 1U);
    EXPECT_EQ(left[0].tokens, std::vector<std::uint64_t>{2});
    joiner.add(first, start);
    joiner.take_out(first);
    EXPECT_EQ(joiner.sets_waiting(), 0U);
    EXPECT_FALSE(joiner.next_expiry());
}

TEST(reassembly, StartsAnewWhereAReferenceIsUsedAgain)
{
    reassembly joiner;
    joiner.add(part(9, 3, 1, "old"), start);
    auto out = joiner.add(part(9, 3, 1, "new"), start + 1min);
    ASSERT_EQ(out.messages.size(), 1U);
    EXPECT_EQ(out.outcome, part_outcome::kept);
    EXPECT_EQ(out.messages[0].text, "old");
    EXPECT_TRUE(out.messages[0].incomplete);
    out = joiner.add(part(9, 2, 2, "other total"), start + 1min);
    EXPECT_EQ(out.messages.at(0).text, "new");
    EXPECT_EQ(joiner.sets_waiting(), 1U);
}

TEST(reassembly, KeepsSendersAndReferenceWidthsApart)
{
    reassembly joiner;
    joiner.add(part(1, 2, 1, "a"), start);
    joiner.add(part(1, 2, 1, "x", "6285700000002"), start);
    auto wide = part(1, 2, 1, "w");
    wide.concatenated->wide = true;
    joiner.add(wide, start);
    EXPECT_EQ(joiner.sets_waiting(), 3U);
    EXPECT_EQ(joiner.add(part(1, 2, 2, "y", "6285700000002"), start).messages.at(0).text, "xy");
    EXPECT_EQ(joiner.add(part(1, 2, 2, "b"), start).messages.at(0).text, "ab");
}

TEST(reassembly, HandsOnWhatCameWhenTimeIsOver)
{
    reassembly joiner{{.parts_timeout = 480s}};
    joiner.add(part(1, 3, 3, "c"), start);
    joiner.add(part(1, 3, 1, "a"), start + 100s);
    EXPECT_EQ(joiner.next_expiry(), start + 580s);
    EXPECT_TRUE(joiner.expire(start + 579s).empty());
    const auto out = joiner.expire(start + 580s);
    ASSERT_EQ(out.size(), 1U);
    EXPECT_EQ(out[0].text, "ac");
    EXPECT_TRUE(out[0].incomplete);
    EXPECT_EQ(out[0].parts, 2U);
    EXPECT_EQ(out[0].total, 3U);
    EXPECT_EQ(out[0].tokens.size(), 2U);
    EXPECT_EQ(joiner.next_expiry(), std::nullopt);
}

TEST(reassembly, JoinsOctetsBeforeItDecodesThem)
{
    reassembly joiner;
    auto first = part(1, 2, 1, octets("0048 d83d")), second = part(1, 2, 2, octets("de00 0021"));
    first.data_coding = second.data_coding = 8;
    joiner.add(second, start);
    EXPECT_EQ(joiner.add(first, start).messages.at(0).text, "H😀!");
    joiner.add(part(2, 2, 1, "5\x1B"), start);
    EXPECT_EQ(joiner.add(part(2, 2, 2, "e"), start).messages.at(0).text, "5€");
}

TEST(reassembly, DecodesPartsOfDifferentCodingEachByItsOwn)
{
    reassembly joiner;
    auto second = part(1, 2, 2, octets("0042"));
    second.data_coding = 8;
    joiner.add(part(1, 2, 1, "A"), start);
    EXPECT_EQ(joiner.add(second, start).messages.at(0).text, "AB");
}

TEST(reassembly, MakesRoomByHandingOnTheOldest)
{
    reassembly joiner{{.parts_max = 5, .parts_per_sender = 3, .parts_in_all = 4}};
    joiner.add(part(1, 3, 1, "first"), start);
    joiner.add(part(2, 3, 1, "second"), start);
    joiner.add(part(3, 3, 1, "third"), start);
    auto out = joiner.add(part(4, 3, 1, "fourth"), start);
    EXPECT_EQ(out.messages.at(0).text, "first");
    EXPECT_EQ(out.outcome, part_outcome::kept);
    joiner.add(part(1, 3, 1, "x", "6285700000002"), start);
    out = joiner.add(part(1, 3, 1, "y", "6285700000003"), start);
    EXPECT_EQ(out.messages.at(0).text, "second");
    EXPECT_EQ(joiner.parts_waiting(), 4U);
    // A set beyond the cap is not waited for.
    EXPECT_EQ(joiner.add(part(9, 6, 2, "alone"), start).messages.at(0).text, "alone");
}

TEST(reassembly, EndsEveryPartExactlyOnce)
{
    for (unsigned seed = 0; seed < 200; ++seed) {
        std::mt19937 random{seed};
        reassembly joiner{{.parts_timeout = 60s, .parts_per_sender = 6, .parts_in_all = 10}};
        std::vector<std::uint64_t> ended;
        const auto take = [&](const std::vector<joined_message>& messages) {
            for (const auto& one : messages)
                ended.insert(ended.end(), one.tokens.begin(), one.tokens.end());
        };
        instant now = start;
        for (std::uint64_t token = 0; token < 300; ++token) {
            const auto total = static_cast<std::uint8_t>(1 + random() % 3);
            auto one = part(random() % 3, total, static_cast<std::uint8_t>(1 + random() % total),
                            std::string(1, static_cast<char>('a' + random() % 2)),
                            random() % 2 ? "6281200000001" : "6285700000002");
            one.token = token;
            now += std::chrono::seconds{random() % 20};
            const auto out = joiner.add(one, now);
            take(out.messages);
            if (out.outcome == part_outcome::duplicate)
                ended.push_back(token);
            ASSERT_LE(joiner.parts_waiting(), 10U);
        }
        take(joiner.expire(now + 1h));
        std::ranges::sort(ended);
        ASSERT_EQ(ended.size(), 300U) << "seed " << seed;
        EXPECT_TRUE(std::ranges::adjacent_find(ended) == ended.end());
        EXPECT_EQ(joiner.parts_waiting(), 0U);
    }
}

TEST(reassembly, ReadsPartsFromPdus)
{
    smpp::deliver_sm mo{.source_addr = "6281200000001",
                        .destination_addr = "2757",
                        .esm_class = smpp::esm::udhi,
                        .short_message = octets("050003070201") + "abc"};
    auto read = to_part(mo, {.body = mo});
    EXPECT_EQ(read.octets, "abc");
    EXPECT_EQ(read.concatenated, (concatenation_info{7, false, 2, 1}));

    mo.esm_class = 0;
    mo.short_message = "";
    const smpp::pdu sar{.body = mo,
                        .tlvs = {{smpp::tag::message_payload, "xyz"},
                                 smpp::two_octet_tlv(smpp::tag::sar_msg_ref_num, 0x1234),
                                 smpp::octet_tlv(smpp::tag::sar_total_segments, 3),
                                 smpp::octet_tlv(smpp::tag::sar_segment_seqnum, 2)}};
    read = to_part(mo, sar);
    EXPECT_EQ(read.octets, "xyz");
    EXPECT_EQ(read.concatenated, (concatenation_info{0x1234, true, 3, 2}));
}

}  // namespace
}  // namespace sapa::sms
