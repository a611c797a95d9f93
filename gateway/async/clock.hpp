// Where the shell gets the time from. Below it, time is an argument.
#pragma once
#include <functional>
#include "gateway/async/machine.hpp"
#include "gateway/model/time.hpp"

namespace sapa {

using clock_source = std::function<instant()>;

inline instant system_now()
{
    if (simulated) [[unlikely]]
        return simulated->wall;
    return std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
}

}  // namespace sapa
