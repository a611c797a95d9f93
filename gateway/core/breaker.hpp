// Circuit breaker: after mostly failures core is left alone for a while, then tried by one question. Pure.
#pragma once
#include <algorithm>
#include <bit>
#include <chrono>
#include <cstdint>

namespace sapa {

class breaker
{
public:
    using time_point = std::chrono::steady_clock::time_point;
    struct limits
    {
        int least_results{20};  // nothing is decided on fewer
        int failing_percent{
            75};  // of the last 64 results: open. A core that fails for one in five is still asked.
        std::chrono::milliseconds pause{1000}, pause_max{15000};  // doubled each time the trial fails
    };

    breaker() : breaker(limits{}) {}
    explicit breaker(limits wanted) : limits_(wanted), pause_(wanted.pause) {}

    // May a question be sent? After the pause one may, and no other until its result is known (or the pause
    // has passed again: whoever asked may have been cancelled).
    bool allows(time_point now)
    {
        if (!open_)
            return true;
        if (now < next_trial_)
            return false;
        next_trial_ = now + pause_;
        return true;
    }

    void succeeded(time_point)
    {
        if (open_)
            *this = breaker(limits_);
        note(false);
    }
    void failed(time_point now)
    {
        note(true);
        if (open_) {
            // Results of questions sent before it opened come in too: they prove nothing new.
            if (now < failed_until_)
                return;
            pause_ = std::min(pause_ * 2, limits_.pause_max);
            rest(now);
        } else if (results_ >= limits_.least_results &&
                   std::popcount(failures_) * 100 >= std::min(results_, 64) * limits_.failing_percent) {
            open_ = true;
            rest(now);
        }
    }
    bool open() const { return open_; }

private:
    void note(bool failure)
    {
        failures_ = (failures_ << 1) | (failure ? 1 : 0);
        results_ = std::min(results_ + 1, 64);
    }
    void rest(time_point now) { next_trial_ = failed_until_ = now + pause_; }

    limits limits_;
    std::chrono::milliseconds pause_;
    std::uint64_t failures_{};
    int results_{};
    bool open_{};
    time_point next_trial_{}, failed_until_{};
};

}  // namespace sapa
