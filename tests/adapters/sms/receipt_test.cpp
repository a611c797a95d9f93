// Receipts: vendors' texts, optional parameters, ids in two bases, states that never go back.
#include "adapters/sms/receipt.hpp"

#include <gtest/gtest.h>
#include <algorithm>
#include "adapters/sms/text.hpp"
#include "tests/adapters/sms/hex.hpp"

namespace sapa::sms {
namespace {

TEST(receipt, ReadsTheTypicalForm)
{
    const auto read = read_receipt(
        "id:0a1b2c sub:001 dlvrd:001 submit date:2611201000 done date:2611201001 stat:DELIVRD err:000 "
        "text:Saldo");
    EXPECT_EQ(read.id, "0a1b2c");
    EXPECT_EQ(read.sub, 1U);
    EXPECT_EQ(read.dlvrd, 1U);
    EXPECT_EQ(read.submit, (receipt_date{2026, 11, 20, 10, 0, 0}));
    EXPECT_EQ(read.done, (receipt_date{2026, 11, 20, 10, 1, 0}));
    EXPECT_EQ(read.stat, "DELIVRD");
    EXPECT_EQ(read.err, "000");
    EXPECT_EQ(read.text, "Saldo");
    EXPECT_EQ(read.state, message_state::delivered);
    EXPECT_TRUE(read.by_label);
}

TEST(receipt, ReadsLabelsInAnyOrderAndCase)
{
    const auto read =
        read_receipt("STAT:expired text: done date:20261120100102 Err:21b Submit Date:x ID:A-b_9");
    EXPECT_EQ(read.id, "A-b_9");
    EXPECT_EQ(read.stat, "expired");
    EXPECT_EQ(read.state, message_state::expired);
    EXPECT_EQ(read.err, "21b");
    EXPECT_EQ(read.text, "");
    EXPECT_EQ(read.done, (receipt_date{2026, 11, 20, 10, 1, 2}));
    EXPECT_EQ(read.submit, std::nullopt);
    EXPECT_EQ(read.sub, std::nullopt);
}

TEST(receipt, LeavesLabelsInsideTheTextAlone)
{
    const auto read = read_receipt("id:1 stat:DELIVRD err:000 text:Your id:5 stat:REJECTD");
    EXPECT_EQ(read.id, "1");
    EXPECT_EQ(read.stat, "DELIVRD");
    EXPECT_EQ(read.text, "Your id:5 stat:REJECTD");
}

TEST(receipt, TakesTheReadingOfTwelveDigitsThatIsADate)
{
    EXPECT_EQ(read_receipt("submit date:261120100102").submit, (receipt_date{2026, 11, 20, 10, 1, 2}));
    EXPECT_EQ(read_receipt("submit date:202611201001").submit, (receipt_date{2026, 11, 20, 10, 1, 0}));
    // One date that can only be read one way settles the other.
    EXPECT_EQ(read_receipt("submit date:202011101001 done date:202011201001").submit,
              (receipt_date{2020, 11, 10, 10, 1, 0}));
    EXPECT_EQ(read_receipt("submit date:261399000000").submit, std::nullopt);
}

TEST(receipt, LetsOptionalParametersWin)
{
    auto read = read_receipt("id:5 stat:DELIVRD",
                             {.receipted_message_id = std::string{"6\0", 2}, .message_state = 6});
    EXPECT_EQ(read.id, "6");
    EXPECT_EQ(read.other_id, "5");
    EXPECT_EQ(read.stat, "ACCEPTD");
    EXPECT_EQ(read.state, message_state::accepted);
    read = read_receipt("useless", {.receipted_message_id = "362d9701", .message_state = 2});
    EXPECT_EQ(read.id, "362d9701");
    EXPECT_EQ(read.stat, "DELIVRD");
    EXPECT_FALSE(read.by_label);
    // One number in two bases is one id.
    read = read_receipt("id:0059113978 stat:DELIVRD", {.receipted_message_id = "38601fa"});
    EXPECT_EQ(read.id, "0059113978");
    EXPECT_EQ(read.other_id, "38601fa");
}

TEST(receipt, ReadsThePdusThatVendorsSend)
{
    smpp::deliver_sm mo{.esm_class = smpp::esm::receipt, .data_coding = 8};
    mo.short_message = std::string{"id:7 stat:DELIVRD\0", 18};  // data_coding lies, a NUL ends it
    EXPECT_EQ(read_receipt(mo, {.body = mo}).stat, "DELIVRD");
    mo.short_message = encode_ucs2("id:8 stat:UNDELIV");
    EXPECT_EQ(read_receipt(mo, {.body = mo}).id, "8");
    mo.short_message = "";
    const smpp::pdu in_payload{.body = mo, .tlvs = {{smpp::tag::message_payload, "id:9 stat:REJECTD"}}};
    EXPECT_EQ(read_receipt(mo, in_payload).state, message_state::rejected);
}

TEST(receipt, IsRecognisedByClassOrParametersAndByTextOnlyWhereTrusted)
{
    smpp::deliver_sm mo{.short_message = "id:7 stat:DELIVRD"};
    EXPECT_FALSE(is_receipt({.body = mo}));
    EXPECT_TRUE(is_receipt({.body = mo}, true));
    for (const std::uint8_t esm_class : {0x04, 0x08, 0x20, 0x44}) {
        mo.esm_class = esm_class;
        EXPECT_TRUE(is_receipt({.body = mo})) << int{esm_class};
    }
    mo = {.esm_class = smpp::esm::udhi, .short_message = "SALDO"};
    EXPECT_FALSE(is_receipt({.body = mo}, true));
    EXPECT_TRUE(is_receipt(
        {.body = mo,
         .tlvs = {{smpp::tag::receipted_message_id, "7"}, smpp::octet_tlv(smpp::tag::message_state, 2)}}));
    EXPECT_FALSE(is_receipt({.body = smpp::submit_sm_resp{"7"}}, true));
}

TEST(receipt, MatchesIdsAsStringsAndAsNumbersOfAnySize)
{
    struct row
    {
        const char* resp;
        const char* receipt;
        id_match how;
    };
    for (const auto& [resp, receipt, how] :
         {row{"00B8", "00B8", id_match::exact}, row{"ab-1", "AB-1", id_match::ignoring_case},
          row{"3039", "12345", id_match::hex_resp},
          row{"FFFFFFFFFFFFFFFF", "18446744073709551615", id_match::hex_resp},
          row{"10000000000000000", "0018446744073709551616", id_match::hex_resp},
          row{"12345", "3039", id_match::hex_receipt}, row{"0012345", "12345", id_match::zeros},
          row{"12345", "12346", id_match::none}, row{"x1", "1", id_match::none}, row{"", "", id_match::none},
          row{"0e999f21-81ef", "e999f21-81ef", id_match::none}}) {
        EXPECT_EQ(match_ids(resp, receipt), how) << resp << " " << receipt;
        const auto stored = stored_keys(resp), asked = lookup_keys(receipt);
        const bool found = std::ranges::find_first_of(stored, asked) != stored.end();
        if (*resp != 0) {
            EXPECT_EQ(found, how != id_match::none) << resp << " " << receipt;
        }
    }
}

TEST(receipt, NeverLetsAStateGoBack)
{
    using enum message_state;
    struct row
    {
        message_state now, next, then;
    };
    for (const auto& [now, next, then] :
         {row{enroute, delivered, delivered}, row{delivered, enroute, delivered},
          row{accepted, enroute, accepted}, row{delivered, expired, delivered},
          row{expired, delivered, expired}, row{unknown, delivered, delivered},
          row{enroute, unknown, unknown}, row{unknown, accepted, unknown}})
        EXPECT_EQ(advance_state(now, next), then);
    EXPECT_TRUE(is_final(undeliverable));
    EXPECT_FALSE(is_final(accepted));
}

TEST(receipt, KnowsVendorsWords)
{
    for (const auto& [word, state] : {std::pair{"BUFFRED", message_state::enroute},
                                      {"ACKED", message_state::accepted},
                                      {"FAILED", message_state::undeliverable},
                                      {"dnd_rejected", message_state::rejected},
                                      {"2", message_state::delivered}})
        EXPECT_EQ(state_from_word(word), state) << word;
    EXPECT_EQ(state_from_word("foo"), std::nullopt);
    EXPECT_EQ(state_word(message_state::undeliverable), "UNDELIV");
}

}  // namespace
}  // namespace sapa::sms
