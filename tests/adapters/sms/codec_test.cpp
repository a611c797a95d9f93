// The SMPP codec: round trips, every truncation, what peers send that is not quite right.
#include "adapters/sms/codec.hpp"

#include <gtest/gtest.h>
#include <map>
#include "adapters/sms/command_status.hpp"
#include "tests/adapters/sms/every_pdu.hpp"
#include "tests/adapters/sms/hex.hpp"

namespace sapa::smpp {
namespace {

std::string encoded(const pdu& value)
{
    std::string out;
    const auto fault = encode(value, out);
    EXPECT_FALSE(fault) << fault.field;
    return out;
}

pdu decoded_value(std::string_view octets)
{
    auto outcome = decode(octets);
    auto* whole = std::get_if<decoded>(&outcome);
    EXPECT_NE(whole, nullptr);
    return whole ? whole->value : pdu{};
}

// deliver_sm with one-octet fields zero, a short message and what follows it.
std::string deliver_octets(std::string_view from, std::string_view message, std::string_view rest = {})
{
    std::string body{"\0\1\1", 3};
    body.append(from).append(
        std::string_view{"\0\3\0"
                         "2757\0\0\0\0\0\0\0\0\0\0",
                         17});
    body.push_back(static_cast<char>(message.size()));
    body.append(message).append(rest);
    std::string out{"\0\0\0\0\0\0\0\5\0\0\0\0\0\0\0\1", 16};
    out += body;
    out[3] = static_cast<char>(out.size());
    return out;
}

TEST(codec, ReadsBackWhatItWritesForEveryPdu)
{
    for (const auto& value : every_pdu()) {
        const auto bytes = encoded(value);
        auto outcome = decode(bytes);
        const auto* whole = std::get_if<decoded>(&outcome);
        ASSERT_NE(whole, nullptr) << command_name(value.id());
        EXPECT_EQ(whole->value, value) << command_name(value.id());
        EXPECT_EQ(whole->consumed, bytes.size());
        EXPECT_EQ(whole->fault, "");
        EXPECT_EQ(whole->header.command, value.id());
    }
}

TEST(codec, AsksForMoreAtEveryTruncation)
{
    for (const auto& value : every_pdu()) {
        const auto bytes = encoded(value);
        for (std::size_t n = 0; n < bytes.size(); ++n) {
            auto outcome = decode(std::string_view{bytes}.substr(0, n));
            const auto* more = std::get_if<need_more>(&outcome);
            ASSERT_NE(more, nullptr) << command_name(value.id()) << " at " << n;
            EXPECT_GT(more->octets, n);
        }
    }
}

TEST(codec, AnswersEveryPduWhoseBodyIsCutShort)
{
    for (const auto& value : every_pdu()) {
        const auto bytes = encoded(value);
        for (std::size_t n = header_octets; n < bytes.size(); ++n) {
            auto cut = bytes.substr(0, n);
            cut[2] = static_cast<char>(n >> 8);
            cut[3] = static_cast<char>(n & 0xFF);
            const auto outcome = decode(cut);
            EXPECT_FALSE(std::holds_alternative<need_more>(outcome));
            if (const auto* broken = std::get_if<unparsed>(&outcome)) {
                EXPECT_FALSE(is_response(broken->header.command));
                EXPECT_EQ(broken->consumed, n);
                EXPECT_NE(broken->answer, 0U);
                EXPECT_FALSE(broken->lost_framing);
            }
        }
    }
}

TEST(codec, TakesOnlyTheFirstPduOfABuffer)
{
    const auto first = encoded({.sequence_number = 7, .body = enquire_link{}});
    auto outcome = decode(first + first + "junk");
    EXPECT_EQ(std::get<decoded>(outcome).consumed, first.size());
}

TEST(codec, LosesTheFramingOnlyForImpossibleLengths)
{
    struct row
    {
        const char* hex;
        bool lost;
    };
    for (const auto& [bytes, lost] : {row{"00000000 00000005 00000000 00000001", true},
                                      {"0000000f 80000006 00000000 00000001", true},
                                      {"7fffffff 00000005 00000000 00000001", true},
                                      {"00000010 00000099 00000000 00000001", false}}) {
        const auto outcome = decode(octets(bytes));
        const auto* broken = std::get_if<unparsed>(&outcome);
        ASSERT_NE(broken, nullptr) << bytes;
        EXPECT_EQ(broken->lost_framing, lost) << bytes;
        EXPECT_EQ(broken->answer, lost ? status::rinvcmdlen : status::rinvcmdid);
        EXPECT_EQ(broken->header.sequence_number, 1U);
    }
}

TEST(codec, KeepsTheMessageWhereATlvRunsPastThePdu)
{
    const auto bytes = deliver_octets("6281200000001", "SALDO", octets("0204 0002 0001 001e 0041 6162"));
    const auto outcome = decode(bytes);
    const auto& whole = std::get<decoded>(outcome);
    EXPECT_EQ(std::get<deliver_sm>(whole.value.body).short_message, "SALDO");
    ASSERT_EQ(whole.value.tlvs.size(), 1U);
    EXPECT_EQ(whole.value.number(tag::user_message_reference), 1U);
    EXPECT_EQ(whole.fault, "TLV 0x001e length 65 runs past PDU (2 left)");
}

TEST(codec, ReadsFieldsThatAreTooLongButWritesNone)
{
    const std::string long_address(40, '1');
    const auto read = decoded_value(deliver_octets(long_address, "x"));
    EXPECT_EQ(std::get<deliver_sm>(read.body).source_addr, long_address);
    std::string out = "before";
    const auto fault = encode(read, out);
    ASSERT_TRUE(fault);
    EXPECT_STREQ(fault.field, "source_addr");
    EXPECT_EQ(fault.max, 21U);
    EXPECT_EQ(out, "before");
}

TEST(codec, WritesNothingThatTheSpecificationForbids)
{
    submit_sm nul{.service_type = std::string{"C\0T", 3}};
    submit_sm too_long{.short_message = std::string(255, 'x')};
    submit_sm both{.short_message = "x"};
    for (const auto& value :
         {pdu{.body = nul}, pdu{.body = too_long}, pdu{.body = both, .tlvs = {{tag::message_payload, "y"}}},
          pdu{.body = submit_sm{}, .tlvs = {{0x1400, std::string(65536, 'x')}}}}) {
        std::string out;
        EXPECT_TRUE(encode(value, out));
        EXPECT_EQ(out, "");
    }
}

TEST(codec, TakesResponsesWithAndWithoutABody)
{
    const auto bare = decoded_value(octets("00000010 80000004 00000058 00000002"));
    EXPECT_EQ(bare.command_status, status::rthrottled);
    EXPECT_EQ(std::get<submit_sm_resp>(bare.body).message_id, "");
    const auto full = decoded_value(octets("00000013 80000004 0000000a 00000002 616200"));
    EXPECT_EQ(std::get<submit_sm_resp>(full.body).message_id, "ab");
    // A response whose id lacks its NUL still ends its request.
    const auto cut = decode(octets("00000012 80000004 00000000 00000002 6162"));
    EXPECT_EQ(std::get<submit_sm_resp>(std::get<decoded>(cut).value.body).message_id, "ab");
    EXPECT_EQ(std::get<decoded>(cut).fault, "message_id: no terminating NUL");
}

TEST(codec, SendsDeliverSmRespWithItsNulAndRefusalsWithoutABody)
{
    EXPECT_EQ(hex(encoded(response(command_id::deliver_sm, 5))), "0000001180000005000000000000000500");
    EXPECT_EQ(hex(encoded(response(command_id::deliver_sm, 5, status::rx_t_appn))),
              "0000001180000005000000640000000500");
    EXPECT_EQ(hex(encoded(response(command_id::submit_sm, 5, status::rthrottled))),
              "00000010800000040000005800000005");
    EXPECT_EQ(response(command_id{0x99}, 5, status::rinvcmdid).id(), command_id::generic_nack);
}

TEST(codec, NamesEveryCommand)
{
    for (const auto& value : every_pdu())
        EXPECT_NE(command_name(value.id()), "");
    EXPECT_EQ(command_name(command_id{0x99}), "");
    EXPECT_EQ(tlv_name(0x0424), "message_payload");
    EXPECT_EQ(tlv_name(0x1403), "");
}

TEST(command_status, AdvisesByTheTable)
{
    const std::map<std::uint32_t, advice> cases{{0x58, advice::slow_account}, {0x14, advice::hold_recipient},
                                                {0x08, advice::retry},        {0x64, advice::retry},
                                                {0x45, advice::retry_once},   {0xFF, advice::retry_once},
                                                {0x0B, advice::give_up},      {0x0E, advice::pause_account},
                                                {0x22, advice::give_up},      {0x0417, advice::give_up}};
    for (const auto& [code, what] : cases)
        EXPECT_EQ(to_failure(code).what, what) << status_name(code);
    EXPECT_EQ(status_name(0x58), "ESME_RTHROTTLED");
    EXPECT_EQ(status_name(0x0417), "0x00000417");
    EXPECT_TRUE(to_failure(0x48).our_fault);
    EXPECT_FALSE(to_failure(0x58).our_fault);
}

}  // namespace
}  // namespace sapa::smpp
