// The pure session against a peer that cuts, delays, reorders, repeats, throttles and talks garbage, from
// seeds.
#include <gtest/gtest.h>
#include <deque>
#include <map>
#include <random>
#include <set>
#include "adapters/sms/command_status.hpp"
#include "adapters/sms/session.hpp"
#include "adapters/sms/throttle.hpp"

namespace sapa::smpp {
namespace {

using namespace std::chrono_literals;

// One schedule: sessions one after the other, an account that sends, a store that commits when it likes.
class schedule
{
public:
    explicit schedule(std::uint32_t seed) : random_(seed), window_(1 + draw(8)), pace_({.max_per_second = 0})
    {
        open();
    }

    void run(int steps)
    {
        for (int i = 0; i < steps && !testing::Test::HasFailure(); ++i)
            step();
        finish();
    }

private:
    struct asked
    {
        std::uint32_t sequence{};
        bool stored{};
    };

    std::uint32_t draw(std::uint32_t below) { return static_cast<std::uint32_t>(random_() % below); }

    void open()
    {
        session_settings settings;
        settings.window = window_;
        session_.emplace(settings, now_);
        to_us_.clear();
        questions_.clear();
        outstanding_.clear();
        acknowledged_.clear();
        bound_ = false;
        actions out;
        session_->start(now_, out);
        look_at(out);
    }

    void step()
    {
        now_ += std::chrono::milliseconds(draw(400));
        if (draw(200) == 0)
            now_ += seconds(draw(90));
        actions out;
        switch (draw(12)) {
            case 0:
            case 1:
            case 2:
                submit(out);
                break;
            case 3:
            case 4:
            case 5:
                deliver(out);
                break;
            case 6:
                ask();
                break;
            case 7:
                commit(out);
                break;
            case 8:
                session_->on_tick(now_, out);
                break;
            case 9:
                acknowledge(out);
                break;
            case 10:
                disturb();
                break;
            case 11:
                trouble(out);
                break;
        }
        look_at(out);
        if (!session_->alive())
            open();
    }

    void submit(actions& out)
    {
        if (session_->room() == 0 || pace_.room(now_) == 0)
            return;
        pdu made;
        made.body = submit_sm();
        pace_.sent(now_);
        open_tokens_.insert(++tokens_);
        session_->submit(std::move(made), tokens_, now_, out);
    }

    // One PDU of the peer arrives, not always the oldest.
    void deliver(actions& out)
    {
        if (to_us_.empty())
            return;
        const auto which = draw(4) == 0 ? draw(static_cast<std::uint32_t>(to_us_.size())) : 0;
        auto arriving = to_us_[which];
        if (draw(10) != 0)  // now and then it comes twice
            to_us_.erase(to_us_.begin() + which);
        session_->on_octets(now_);
        session_->on_pdu(std::move(arriving), now_, out);
    }

    void ask()
    {
        if (!bound_)
            return;
        pdu made;
        made.sequence_number = next_question_++;
        made.body = deliver_sm();
        to_us_.push_back(std::move(made));
    }

    void commit(actions&)
    {
        for (auto& one : questions_)
            if (!one.stored && draw(2) == 0)
                one.stored = true;
    }

    void acknowledge(actions& out)
    {
        for (auto at = questions_.begin(); at != questions_.end();) {
            if (!at->stored) {
                ++at;
                continue;
            }
            stored_.insert(at->sequence);
            session_->acknowledge(command_id::deliver_sm, at->sequence, 0, now_, out);
            at = questions_.erase(at);
        }
    }

    // The peer says something out of turn.
    void disturb()
    {
        pdu made;
        made.sequence_number = draw(50);
        switch (draw(5)) {
            case 0:
                made.command_status = status::rinvcmdid;
                break;  // generic_nack
            case 1:
                made.body = submit_sm_resp{"stray"};
                break;
            case 2:
                made.body = enquire_link();
                break;
            case 3:
                made.body = query_sm();
                break;
            case 4:
                made.body = bind_transceiver_resp();
                break;
        }
        to_us_.push_back(std::move(made));
    }

    void trouble(actions& out)
    {
        switch (draw(40)) {
            case 0:
                session_->on_cut(out);
                break;
            case 1:
                session_->stop(now_, out);
                break;
            case 2:
                session_->on_partial(true, now_);
                break;
            case 3: {
                unparsed broken;
                broken.lost_framing = draw(2) == 0;
                broken.header.command = command_id::deliver_sm;
                broken.answer = status::rinvcmdlen;
                session_->on_unparsed(broken, now_, out);
                break;
            }
            case 4: {
                pdu made;
                made.sequence_number = 99;
                made.body = unbind();
                to_us_.push_back(std::move(made));
                break;
            }
            default:
                break;
        }
    }

    // The peer's side of what we send, and the invariants.
    void look_at(actions& out)
    {
        for (auto& what : out) {
            if (auto* sent = std::get_if<send_pdu>(&what))
                on_sent(sent->what);
            else if (const auto* ended = std::get_if<submit_ended>(&what))
                on_ended(*ended);
            else if (const auto* message = std::get_if<message_arrived>(&what))
                questions_.push_back({message->what.sequence_number, false});
            else if (std::holds_alternative<became_bound>(what))
                bound_ = true;
            else if (std::holds_alternative<close_link>(what))
                EXPECT_EQ(session_->in_flight(), 0u);
        }
        EXPECT_LE(session_->in_flight(), window_) << "window exceeded";
    }

    void on_sent(const pdu& what)
    {
        const auto id = what.id();
        if (id == command_id::submit_sm) {
            EXPECT_TRUE(bound_) << "sent before the bind was answered";
            EXPECT_TRUE(outstanding_.insert(what.sequence_number).second) << "sequence number used twice";
            answer_submit(what);
        } else if (id == command_id::deliver_sm_resp) {
            const bool stored = what.command_status != status::rok || stored_.contains(what.sequence_number);
            EXPECT_TRUE(stored) << "acknowledged before it was stored";
        } else if (!is_response(id) && draw(8) != 0) {
            to_us_.push_back(response(
                id, what.sequence_number,
                id == command_id::bind_transceiver && draw(20) == 0 ? status::ralybnd : status::rok));
        }
    }

    void answer_submit(const pdu& what)
    {
        if (draw(10) == 0)
            return;  // dropped
        const std::uint32_t statuses[]{0, 0, 0, 0, status::rthrottled, status::rmsgqful, status::rsyserr};
        auto answer = response(what.id(), what.sequence_number, statuses[draw(7)]);
        to_us_.push_back(answer);
        if (draw(10) == 0)
            to_us_.push_back(answer);
    }

    void on_ended(const submit_ended& ended)
    {
        EXPECT_EQ(open_tokens_.erase(ended.token), 1u) << "a request with two ends, or none of ours";
        if (ended.answered && ended.command_status == status::rthrottled) {
            pace_.throttled(ended.sent_at, now_);
            EXPECT_TRUE(pace_.paused(now_) || pace_.count() > 1) << "throttled and not paused";
        } else if (ended.answered && ended.command_status == status::rok) {
            pace_.accepted();
        }
    }

    void finish()
    {
        actions out;
        session_->on_cut(out);
        look_at(out);
        EXPECT_TRUE(open_tokens_.empty()) << "a request without an end";
    }

    std::minstd_rand random_;
    std::size_t window_;
    throttle pace_;
    time_point now_{seconds(1000)};
    std::optional<session> session_;
    std::deque<pdu> to_us_;
    std::vector<asked> questions_;
    std::set<std::uint32_t> outstanding_, acknowledged_, stored_;
    std::set<std::uint64_t> open_tokens_;
    std::uint64_t tokens_{};
    std::uint32_t next_question_{};
    bool bound_{};
};

TEST(SmsSessionSimulation, KeepsItsInvariantsOnTenThousandSchedules)
{
    for (std::uint32_t seed = 1; seed <= 10000; ++seed) {
        schedule one(seed);
        one.run(150);
        ASSERT_FALSE(testing::Test::HasFailure()) << "seed " << seed;
    }
}

}  // namespace
}  // namespace sapa::smpp
