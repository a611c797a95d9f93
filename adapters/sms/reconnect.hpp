// When and where to connect again: back-off by the kind of failure, hosts in turn. Pure: chance is an
// argument.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include "adapters/sms/timers.hpp"
#include "gateway/async/backoff.hpp"

namespace sapa::smpp {

enum class link_end : std::uint8_t {
    link_failed,    // connect, bind time-out, cut, silent peer, desync: 1 s doubling to 60 s
    already_bound,  // 0x05: our old connection still lives at the SMSC
    refused,        // 0x0D and others
    credentials,    // 0x0E, 0x0F, 0x53: alarm, and slow tries, since operators reset accounts
};

class reconnect_plan
{
public:
    using milliseconds = std::chrono::milliseconds;

    explicit reconnect_plan(std::size_t hosts, backoff links = {}) : hosts_(hosts ? hosts : 1), links_(links)
    {
    }

    // Index of the host to try next.
    std::size_t host() const { return host_; }

    void bound(time_point now)
    {
        bound_ = true;
        bound_at_ = now;
    }

    // The session or the try is over: how long to wait before the next. `chance`: 0 to 1.
    milliseconds ended(link_end why, time_point now, double chance)
    {
        const bool was_bound = bound_;
        if (bound_ && now - bound_at_ > steady_after)
            failures_ = 0;
        bound_ = false;
        if (!was_bound && why != link_end::credentials)
            host_ = (host_ + 1) % hosts_;
        ++failures_;
        switch (why) {
            case link_end::credentials:
                return jittered(seconds(300), chance);
            case link_end::already_bound:
                return milliseconds(10000 + static_cast<long>(20000 * chance));
            case link_end::refused:
            case link_end::link_failed:
                break;
        }
        // A new host is tried at once until all had their turn.
        if (!was_bound && failures_ % static_cast<int>(hosts_) != 0 && hosts_ > 1)
            return milliseconds(100);
        return links_.wait((failures_ + static_cast<int>(hosts_) - 1) / static_cast<int>(hosts_), chance);
    }

    int failures() const { return failures_; }

private:
    static constexpr seconds steady_after{60};

    static milliseconds jittered(milliseconds span, double chance)
    {
        return milliseconds(static_cast<long>(static_cast<double>(span.count()) * (0.8 + 0.4 * chance)));
    }

    std::size_t hosts_, host_{};
    backoff links_;
    int failures_{};
    bool bound_{};
    time_point bound_at_{};
};

}  // namespace sapa::smpp
