// How long to wait before the next try. Pure: the random number is an argument.
#pragma once
#include <algorithm>
#include <chrono>

namespace sapa {

struct backoff
{
    std::chrono::milliseconds first{1000}, most{60000};
    double factor{2.0}, jitter{0.2};  // jitter 0.2: 80 to 120 %

    // `failures`: tries that have failed so far, from 1. `chance`: 0 to 1.
    std::chrono::milliseconds wait(int failures, double chance) const
    {
        double span = static_cast<double>(first.count());
        for (int i = 1; i < failures && span < static_cast<double>(most.count()); ++i)
            span *= factor;
        span = std::min(span, static_cast<double>(most.count()));
        return std::chrono::milliseconds(static_cast<long>(span * (1.0 - jitter + 2.0 * jitter * chance)));
    }
};

}  // namespace sapa
