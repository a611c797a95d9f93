// A rate with a burst. Pure: the clock is an argument.
#pragma once
#include <algorithm>
#include <chrono>

namespace sapa {

class token_bucket
{
public:
    using time_point = std::chrono::steady_clock::time_point;

    // `per_second` 0: no limit. Starts full.
    token_bucket(double per_second, double burst) : per_second_(per_second), burst_(burst), tokens_(burst) {}

    bool take(time_point now, double count = 1)
    {
        refill(now);
        if (per_second_ > 0 && tokens_ < count)
            return false;
        tokens_ -= per_second_ > 0 ? count : 0;
        return true;
    }

    // When `count` tokens will be there; `now` where they are already.
    time_point ready_at(time_point now, double count = 1)
    {
        refill(now);
        if (per_second_ <= 0 || tokens_ >= count)
            return now;
        const std::chrono::duration<double> missing((count - tokens_) / per_second_);
        return now + std::chrono::ceil<std::chrono::milliseconds>(missing);
    }

    double room(time_point now)
    {
        refill(now);
        return per_second_ > 0 ? tokens_ : 1e9;
    }

    void set_rate(double per_second) { per_second_ = per_second; }
    double rate() const { return per_second_; }

private:
    void refill(time_point now)
    {
        if (refilled_ != time_point{} && now > refilled_) {
            const std::chrono::duration<double> passed = now - refilled_;
            tokens_ = std::min(burst_, tokens_ + passed.count() * per_second_);
        }
        refilled_ = std::max(refilled_, now);
    }

    double per_second_, burst_, tokens_;
    time_point refilled_{};
};

}  // namespace sapa
