// The session stepped by hand: what it does at each event, with time as an argument.
#include "adapters/sms/session.hpp"
#include <gtest/gtest.h>
#include "adapters/sms/command_status.hpp"

namespace sapa::smpp {
namespace {

using namespace std::chrono_literals;

const time_point t0{1000s};

struct steps
{
    explicit steps(std::size_t window = 2, command_id bind = command_id::bind_transceiver)
        : one(settings_of(window, bind), t0)
    {
        one.start(t0, out);
    }
    static session_settings settings_of(std::size_t window, command_id bind)
    {
        session_settings settings;
        settings.bind = bind;
        settings.system_id = "sapa";
        settings.password = "secret";
        settings.window = window;
        return settings;
    }
    // The response that the SMSC gives to our last request.
    void answer(command_id request, std::uint32_t sequence, std::uint32_t status = 0, time_point now = t0)
    {
        one.on_octets(now);
        one.on_pdu(response(request, sequence, status), now, out);
    }
    void bind()
    {
        answer(command_id::bind_transceiver, 1);
        out.clear();
    }
    void receive(pdu_body body, std::uint32_t sequence, time_point now = t0)
    {
        pdu made;
        made.sequence_number = sequence;
        made.body = std::move(body);
        one.on_octets(now);
        one.on_pdu(std::move(made), now, out);
    }
    void submit(std::uint64_t token, time_point now = t0)
    {
        pdu made;
        made.body = submit_sm();
        one.submit(std::move(made), token, now, out);
    }
    template <class Kind>
    std::vector<Kind> all() const
    {
        std::vector<Kind> found;
        for (const auto& what : out)
            if (const auto* as = std::get_if<Kind>(&what))
                found.push_back(*as);
        return found;
    }
    std::vector<command_id> sent() const
    {
        std::vector<command_id> ids;
        for (const auto& send : all<send_pdu>())
            ids.push_back(send.what.id());
        return ids;
    }
    std::optional<close_reason> closed() const
    {
        const auto ends = all<close_link>();
        return ends.empty() ? std::nullopt : std::optional(ends[0].why);
    }

    actions out;
    session one;
};

using ids = std::vector<command_id>;

TEST(SmppSession, SendsNothingButTheBindBeforeItsAnswer)
{
    steps at;
    EXPECT_EQ(at.sent(), ids{command_id::bind_transceiver});
    EXPECT_EQ(at.one.room(), 0u);
    at.out.clear();
    at.one.on_tick(t0 + 9s, at.out);
    EXPECT_TRUE(at.out.empty());
    at.one.on_tick(t0 + 11s, at.out);
    EXPECT_EQ(at.closed(), close_reason::bind_timeout);
}

TEST(SmppSession, IsBoundByTheAnswerAndHandsOverWhatOvertookIt)
{
    steps at;
    at.receive(deliver_sm(), 7);
    EXPECT_TRUE(at.all<message_arrived>().empty());
    at.answer(command_id::bind_transceiver, 1);
    EXPECT_EQ(at.all<became_bound>().size(), 1u);
    EXPECT_EQ(at.all<message_arrived>().size(), 1u);
    EXPECT_EQ(at.one.room(), 2u);
}

struct refused_bind
{
    std::uint32_t status;
    link_end kind;
};
class BindRefused : public testing::TestWithParam<refused_bind>
{
};
TEST_P(BindRefused, ClosesAndSaysWhatKind)
{
    steps at;
    at.answer(command_id::bind_transceiver, 1, GetParam().status);
    ASSERT_EQ(at.closed(), close_reason::bind_refused);
    EXPECT_EQ(end_of(*at.closed(), GetParam().status), GetParam().kind);
}
INSTANTIATE_TEST_SUITE_P(
    Statuses, BindRefused,
    testing::Values(refused_bind{0x0E, link_end::credentials}, refused_bind{0x0F, link_end::credentials},
                    refused_bind{0x53, link_end::credentials}, refused_bind{0x05, link_end::already_bound},
                    refused_bind{0x0D, link_end::refused}, refused_bind{0x58, link_end::refused}));

TEST(SmppSession, KeepsTheWindow)
{
    steps at(2);
    at.bind();
    at.submit(1);
    at.submit(2);
    EXPECT_EQ(at.one.room(), 0u);
    at.answer(command_id::submit_sm, 3);  // out of order
    ASSERT_EQ(at.all<submit_ended>().size(), 1u);
    EXPECT_EQ(at.all<submit_ended>()[0].token, 2u);
    EXPECT_EQ(at.one.room(), 1u);
}

TEST(SmppSession, GivesEachRequestANumberOfItsOwnAndWraps)
{
    sequence_counter count(sequence_counter::last);
    EXPECT_EQ(count.take(), 0x7FFFFFFFu);
    EXPECT_EQ(count.take(), 1u);
}

TEST(SmppSession, CallsAnUnansweredSubmitUnknownAndRecordsTheLateAnswer)
{
    steps at;
    at.bind();
    at.submit(5);
    at.receive(enquire_link(), 9, t0 + 59s);
    at.one.on_tick(t0 + 59s, at.out);
    EXPECT_TRUE(at.all<submit_ended>().empty());
    at.one.on_tick(t0 + 60s, at.out);
    ASSERT_EQ(at.all<submit_ended>().size(), 1u);
    EXPECT_FALSE(at.all<submit_ended>()[0].answered);
    at.answer(command_id::submit_sm, 2, 0, t0 + 61s);
    ASSERT_EQ(at.all<late_answer>().size(), 1u);
    EXPECT_EQ(at.all<late_answer>()[0].token, 5u);
    EXPECT_EQ(at.all<submit_ended>().size(), 1u);
}

TEST(SmppSession, AsksASilentPeerThenGivesUp)
{
    steps at;
    at.bind();
    at.one.on_tick(t0 + 30s, at.out);
    EXPECT_TRUE(at.out.empty());
    at.one.on_tick(t0 + 31s, at.out);
    EXPECT_EQ(at.sent(), ids{command_id::enquire_link});
    at.one.on_tick(t0 + 42s, at.out);
    EXPECT_EQ(at.sent().size(), 2u);
    at.one.on_tick(t0 + 53s, at.out);
    EXPECT_EQ(at.closed(), close_reason::peer_silent);
}

TEST(SmppSession, TakesAnyOctetForLife)
{
    steps at;
    at.bind();
    at.one.on_tick(t0 + 31s, at.out);
    at.one.on_octets(t0 + 40s);
    at.one.on_tick(t0 + 60s, at.out);
    EXPECT_EQ(at.sent().size(), 1u);
    EXPECT_FALSE(at.closed());
}

TEST(SmppSession, ClosesWhenAPduNeverEnds)
{
    steps at;
    at.bind();
    at.one.on_partial(true, t0);
    at.one.on_octets(t0 + 9s);
    at.one.on_partial(true, t0 + 9s);
    at.one.on_tick(t0 + 11s, at.out);
    EXPECT_EQ(at.closed(), close_reason::pdu_stuck);
}

TEST(SmppSession, AcknowledgesWithTheNumberOfThePeer)
{
    steps at;
    at.bind();
    at.receive(deliver_sm(), 0x9f88f124);
    at.receive(data_sm(), 0);
    EXPECT_TRUE(at.sent().empty());
    at.one.acknowledge(command_id::deliver_sm, 0x9f88f124, 0, t0, at.out);
    at.one.acknowledge(command_id::data_sm, 0, 0x64, t0, at.out);
    const auto sent = at.all<send_pdu>();
    ASSERT_EQ(sent.size(), 2u);
    EXPECT_EQ(sent[0].what.sequence_number, 0x9f88f124u);
    EXPECT_EQ(sent[1].what.id(), command_id::data_sm_resp);
    EXPECT_EQ(sent[1].what.command_status, 0x64u);
}

TEST(SmppSession, AnswersWhatItDoesNotServe)
{
    steps at;
    at.bind();
    at.receive(query_sm(), 4);
    ASSERT_EQ(at.sent(), ids{command_id::generic_nack});
    EXPECT_EQ(at.all<send_pdu>()[0].what.command_status, status::rinvcmdid);
    EXPECT_EQ(at.all<send_pdu>()[0].what.sequence_number, 4u);
    at.out.clear();
    at.receive(alert_notification(), 5);
    EXPECT_TRUE(at.sent().empty());
}

TEST(SmppSession, TakesAGenericNackForTheEndOfItsRequest)
{
    steps at;
    at.bind();
    at.submit(1);
    pdu nack;
    nack.sequence_number = 2;
    nack.command_status = 0x08;
    at.one.on_pdu(std::move(nack), t0, at.out);
    ASSERT_EQ(at.all<submit_ended>().size(), 1u);
    EXPECT_EQ(at.all<submit_ended>()[0].command_status, 0x08u);
    EXPECT_FALSE(at.closed());
}

TEST(SmppSession, ReconnectsAfterRepeatedStrayNacks)
{
    steps at;
    at.bind();
    for (int i = 0; i < 3; ++i) {
        pdu nack;
        nack.command_status = 0x03;
        at.one.on_pdu(std::move(nack), t0, at.out);
    }
    EXPECT_EQ(at.closed(), close_reason::desynchronised);
}

TEST(SmppSession, AnswersUnbindAndLeavesWhatIsOpenUnknown)
{
    steps at;
    at.bind();
    at.submit(1);
    at.submit(2);
    at.receive(unbind(), 77);
    EXPECT_EQ(at.sent().back(), command_id::unbind_resp);
    EXPECT_EQ(at.closed(), close_reason::peer_unbound);
    ASSERT_EQ(at.all<submit_ended>().size(), 2u);
    EXPECT_FALSE(at.all<submit_ended>()[0].answered);
    EXPECT_EQ(at.one.room(), 0u);
}

TEST(SmppSession, StopsAfterTheWindowAndTheQuestionsAreDone)
{
    steps at;
    at.bind();
    at.submit(1);
    at.receive(deliver_sm(), 5);
    at.one.stop(t0, at.out);
    EXPECT_EQ(at.one.room(), 0u);
    at.answer(command_id::submit_sm, 2);
    EXPECT_EQ(at.one.state(), session_state::draining);
    at.one.acknowledge(command_id::deliver_sm, 5, 0, t0, at.out);
    EXPECT_EQ(at.sent().back(), command_id::unbind);
    at.answer(command_id::unbind, 3);
    EXPECT_EQ(at.closed(), close_reason::unbound);
}

TEST(SmppSession, DoesNotWaitForeverForTheUnbindAnswer)
{
    steps at;
    at.bind();
    at.submit(1);
    at.one.stop(t0, at.out);
    at.one.on_tick(t0 + 10s, at.out);
    EXPECT_EQ(at.sent().back(), command_id::unbind);
    at.one.on_tick(t0 + 15s, at.out);
    EXPECT_EQ(at.closed(), close_reason::unbound);
    EXPECT_EQ(at.all<submit_ended>().size(), 1u);
}

TEST(SmppSession, BindsAgainWhereTheSmscHasForgottenUs)
{
    steps at;
    at.bind();
    at.submit(1);
    at.answer(command_id::submit_sm, 2, status::rinvbndsts);
    EXPECT_EQ(at.all<submit_ended>().size(), 1u);
    EXPECT_EQ(at.closed(), close_reason::not_bound_there);
}

TEST(SmppSession, LosesTrustInALostFraming)
{
    steps at;
    at.bind();
    unparsed broken;
    broken.lost_framing = true;
    broken.answer = status::rinvcmdlen;
    at.one.on_unparsed(broken, t0, at.out);
    EXPECT_EQ(at.sent(), ids{command_id::generic_nack});
    EXPECT_EQ(at.closed(), close_reason::lost_framing);
}

TEST(SmppSession, SendsNothingOnAReceiver)
{
    steps at(2, command_id::bind_receiver);
    at.answer(command_id::bind_receiver, 1);
    EXPECT_EQ(at.one.state(), session_state::bound);
    EXPECT_EQ(at.one.room(), 0u);
}

}  // namespace
}  // namespace sapa::smpp
