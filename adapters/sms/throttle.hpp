// The pace of one account, shared by its binds: its rate limit, and what ESME_RTHROTTLED makes of it. Pure.
#pragma once
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include "adapters/sms/timers.hpp"
#include "gateway/async/token_bucket.hpp"

namespace sapa::smpp {

struct throttle_limits
{
    double max_per_second{};  // segments; 0: no limit
    seconds first_pause{1}, longest_pause{60};
    double recovery{0.1};  // of the full rate, regained each second
};

// Throttled: the rate is halved and the account pauses, 1 s doubling to 60 s while nothing is accepted in
// between; then the rate grows again by a fixed step a second.
class throttle
{
public:
    explicit throttle(throttle_limits limits)
        : limits_(limits),
          whole_(limits.max_per_second),
          bucket_(limits.max_per_second, burst_of(limits.max_per_second))
    {
    }

    // Segments that may leave now.
    std::size_t room(time_point now)
    {
        recover(now);
        if (now < paused_until_)
            return 0;
        return static_cast<std::size_t>(std::clamp(bucket_.room(now), 0.0, 1e6));
    }

    void sent(time_point now, std::size_t segments = 1)
    {
        bucket_.take(now, static_cast<double>(segments));
        if (now - measured_from_ >= seconds(1)) {
            measured_ = now - measured_from_ < seconds(2) ? counted_ : 0;
            counted_ = 0;
            measured_from_ = now;
        }
        counted_ += static_cast<double>(segments);
    }

    void accepted()
    {
        if (throttled_)
            pause_ = seconds(0);
    }

    // `sent_at`: of the request that was throttled. Those that left before the pause say nothing new.
    void throttled(time_point sent_at, time_point now)
    {
        ++count_;
        if (throttled_ && sent_at <= throttled_at_)
            return;
        if (!throttled_)
            full_ =
                limits_.max_per_second > 0 ? limits_.max_per_second : std::max({measured_, counted_, 10.0});
        const auto rate = throttled_ ? bucket_.rate() : full_;
        pause_ = std::clamp(pause_ * 2, limits_.first_pause, limits_.longest_pause);
        throttled_ = true;
        throttled_at_ = now;
        recovered_at_ = paused_until_ = now + pause_;
        set_rate(std::max(1.0, rate / 2));
    }

    // The account's rate is divided by so many nodes.
    void share(int nodes)
    {
        if (whole_ <= 0)
            return;
        limits_.max_per_second = whole_ / nodes;
        if (!throttled_)
            set_rate(limits_.max_per_second);
    }

    bool paused(time_point now) const { return now < paused_until_; }
    time_point paused_until() const { return paused_until_; }
    // When at least one segment may leave; `now` where it may already.
    time_point ready_at(time_point now) { return std::max(paused_until_, bucket_.ready_at(now)); }
    // Segments a second at present; 0: no limit.
    double rate() const { return throttled_ ? bucket_.rate() : limits_.max_per_second; }
    std::uint64_t count() const { return count_; }

private:
    static double burst_of(double rate) { return std::max(1.0, rate / 4); }

    void set_rate(double rate) { bucket_ = token_bucket(rate, burst_of(rate)); }

    void recover(time_point now)
    {
        if (!throttled_ || now < recovered_at_ + seconds(1))
            return;
        const std::chrono::duration<double> passed = now - recovered_at_;
        recovered_at_ = now;
        const auto rate = bucket_.rate() + passed.count() * std::max(1.0, full_ * limits_.recovery);
        if (rate < full_) {
            bucket_.set_rate(rate);
            return;
        }
        throttled_ = false;
        pause_ = seconds(0);
        set_rate(limits_.max_per_second);
    }

    throttle_limits limits_;
    double whole_{};
    token_bucket bucket_;
    bool throttled_{};
    seconds pause_{};
    time_point throttled_at_{}, paused_until_{}, recovered_at_{}, measured_from_{};
    double full_{}, measured_{}, counted_{};
    std::uint64_t count_{};
};

}  // namespace sapa::smpp
