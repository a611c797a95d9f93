// Destinations whose queue at the SMSC is full (ESME_RMSGQFUL): they wait, others pass. Pure.
#pragma once
#include <algorithm>
#include <chrono>
#include <string>
#include <unordered_map>
#include "adapters/sms/timers.hpp"

namespace sapa::smpp {

class parking
{
public:
    using milliseconds = std::chrono::milliseconds;
    static constexpr seconds first_wait{2}, longest_wait{300};
    static constexpr std::size_t most = 10000;

    // How long this destination still waits; 0: it may be sent to.
    milliseconds wait_of(const std::string& destination, time_point now) const
    {
        const auto at = parked_.find(destination);
        if (at == parked_.end() || at->second.until <= now)
            return milliseconds(0);
        return std::chrono::ceil<milliseconds>(at->second.until - now);
    }

    // Parks it, longer each time; the wait from now. Where too many are parked already, only the wait is
    // told.
    milliseconds park(const std::string& destination, time_point now)
    {
        if (parked_.size() >= most && !parked_.contains(destination))
            forget_old(now);
        if (parked_.size() >= most && !parked_.contains(destination))
            return first_wait;
        auto& slot = parked_[destination];
        slot.wait = std::clamp(slot.wait * 2, first_wait, longest_wait);
        slot.until = now + slot.wait;
        return slot.wait;
    }

    void accepted(const std::string& destination)
    {
        if (!parked_.empty())
            parked_.erase(destination);
    }

    std::size_t size() const { return parked_.size(); }

private:
    struct slot
    {
        seconds wait{};
        time_point until{};
    };

    void forget_old(time_point now)
    {
        std::erase_if(parked_, [&](const auto& one) { return one.second.until + longest_wait < now; });
    }

    std::unordered_map<std::string, slot> parked_;
};

}  // namespace sapa::smpp
