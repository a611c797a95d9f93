// How fast a number may send, in all and to one person. Pure: the clock is an argument.
#pragma once
#include <algorithm>
#include "adapters/whatsapp/account.hpp"
#include "adapters/whatsapp/recent_map.hpp"
#include "gateway/async/token_bucket.hpp"

namespace sapa::whatsapp {

// The bucket's clock, from ours.
inline token_bucket::time_point bucket_time(instant now)
{
    return token_bucket::time_point(now.time_since_epoch());
}

class number_pace
{
public:
    explicit number_pace(double max_per_second)
        : whole_(max_per_second), most_(max_per_second), bucket_(max_per_second, std::max(1.0, max_per_second))
    {
    }

    // Messages that may leave now.
    std::size_t room(instant now)
    {
        if (now < paused_until_)
            return 0;
        return static_cast<std::size_t>(std::max(0.0, std::min(bucket_.room(bucket_time(now)), 10'000.0)));
    }
    bool take(instant now) { return now >= paused_until_ && bucket_.take(bucket_time(now)); }

    // Throttled: half the rate from now on, and a rest that doubles. `chance` 0 to 1 spreads the nodes. Gives
    // the rest.
    milliseconds slow_down(instant now, milliseconds least, double chance)
    {
        constexpr double slowest = 1, unlimited = 80;
        bucket_.set_rate(std::max(slowest, (bucket_.rate() > 0 ? bucket_.rate() : unlimited) / 2));
        throttled_ = std::min(throttled_ + 1, 7);
        const milliseconds doubling(static_cast<long>((250 << throttled_) * (0.8 + 0.4 * chance)));
        const auto rest = std::max(least, doubling);
        pause_until(now + rest);
        return rest;
    }
    // Accepted: an eighth of the way back to the full rate after each `recovery` without a throttle.
    void accepted(instant now)
    {
        constexpr seconds recovery{10};
        if (throttled_ == 0 || now < recovers_at_)
            return;
        recovers_at_ = now + recovery;
        const double most = most_ > 0 ? most_ : 80;
        const double rate = bucket_.rate() + most / 8;
        if (rate < most) {
            bucket_.set_rate(rate);
        } else {
            bucket_.set_rate(most_);
            throttled_ = 0;
        }
    }

    // The number's rate is divided by so many nodes.
    void share(int nodes)
    {
        most_ = whole_ / nodes;
        if (throttled_ == 0)
            bucket_.set_rate(most_);
    }

    void pause_until(instant until) { paused_until_ = std::max(paused_until_, until); }
    void resume() { paused_until_ = instant{}; }
    instant paused_until() const { return paused_until_; }
    double rate() const { return bucket_.rate(); }

private:
    double whole_, most_;
    token_bucket bucket_;
    int throttled_{};
    instant paused_until_{}, recovers_at_{};
};

// Ten a minute to one person, and 4^X seconds of silence after each refusal of Meta.
class user_paces
{
public:
    explicit user_paces(const account& settings)
        : per_second_(settings.user_per_minute / 60), burst_(settings.user_burst)
    {
    }

    // 0: taken, send now. Else so long to wait.
    milliseconds take(const std::string& recipient, instant now)
    {
        auto& pace = of(recipient);
        if (now < pace.held_until)
            return pace.held_until - now;
        const auto at = bucket_time(now);
        if (pace.bucket.take(at))
            return milliseconds(0);
        const auto wait = std::chrono::ceil<milliseconds>(pace.bucket.ready_at(at) - at);
        return std::max(wait, milliseconds(1));
    }

    // 1, 4, 16, 64, 256 s.
    milliseconds hold(const std::string& recipient, instant now)
    {
        constexpr int last = 4;
        auto& pace = of(recipient);
        const milliseconds wait(1000L << (2 * std::min(pace.refusals, last)));
        ++pace.refusals;
        pace.held_until = now + wait;
        return wait;
    }

    void accepted(const std::string& recipient) { of(recipient).refusals = 0; }

private:
    struct pace
    {
        token_bucket bucket;
        instant held_until{};
        int refusals{};
    };
    pace& of(const std::string& recipient)
    {
        return paces_.make(recipient, pace{token_bucket(per_second_, burst_)});
    }

    double per_second_, burst_;
    recent_map<std::string, pace> paces_{};
};

}  // namespace sapa::whatsapp
