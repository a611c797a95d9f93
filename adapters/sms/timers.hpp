// When a session must speak or give up. Pure: the clock is an argument. Values: reference/smpp.md 1.2.
#pragma once
#include <chrono>
#include <cstdint>

namespace sapa::smpp {

using time_point = std::chrono::steady_clock::time_point;
using std::chrono::seconds;

struct timer_limits
{
    seconds connect{10};
    seconds bind{10};          // bind sent, no answer
    seconds enquire_link{30};  // silence before we ask whether the SMSC is there
    seconds enquire_link_resp{10};
    int enquire_link_misses{2};  // unanswered in a row: the link is dead
    seconds submit_resp{60};     // then the outcome is unknown
    seconds partial_pdu{10};     // header seen, the rest missing
    seconds unbind_resp{5};
    seconds drain{10};  // graceful stop: how long the window may take to empty
};

enum class due : std::uint8_t {
    nothing,
    send_enquire_link,
    close_bind_timeout,
    close_peer_silent,
    close_pdu_stuck,
    close_unbind_timeout,
};

class session_timers
{
public:
    session_timers(timer_limits limits, time_point now) : limits_(limits), opened_(now), heard_(now) {}

    void bound(time_point now)
    {
        bound_ = true;
        heard_ = now;
    }
    void unbinding(time_point now) { unbinding_ = true, unbound_at_ = now; }

    // Any octet counts as life.
    void heard_from_peer(time_point now)
    {
        heard_ = now;
        misses_ = 0;
        enquiring_ = false;
    }

    // Octets of a PDU are waiting for the rest of it.
    void partial(bool waiting, time_point now)
    {
        if (waiting && !partial_)
            partial_since_ = now;
        partial_ = waiting;
    }
    // A whole PDU came: what waits now is the beginning of another one.
    void whole() { partial_ = false; }

    due tick(time_point now)
    {
        if (partial_ && now - partial_since_ > limits_.partial_pdu)
            return due::close_pdu_stuck;
        if (unbinding_)
            return now - unbound_at_ >= limits_.unbind_resp ? due::close_unbind_timeout : due::nothing;
        if (!bound_)
            return now - opened_ > limits_.bind ? due::close_bind_timeout : due::nothing;
        if (enquiring_) {
            if (now - asked_ <= limits_.enquire_link_resp)
                return due::nothing;
            if (++misses_ >= limits_.enquire_link_misses)
                return due::close_peer_silent;
            asked_ = now;
            return due::send_enquire_link;
        }
        if (now - heard_ <= limits_.enquire_link)
            return due::nothing;
        enquiring_ = true;
        asked_ = now;
        return due::send_enquire_link;
    }

private:
    timer_limits limits_;
    time_point opened_, heard_, asked_{}, partial_since_{}, unbound_at_{};
    bool bound_{}, enquiring_{}, partial_{}, unbinding_{};
    int misses_{};
};

}  // namespace sapa::smpp
