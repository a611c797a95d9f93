// What a call of the store throws.
#pragma once
#include <algorithm>
#include <stdexcept>
#include "gateway/model/time.hpp"

namespace sapa {

// The commit failed (disk full, dead disk) and nothing of the group holds, or the queue of arrivals is full:
// push back; the same call may succeed later.
struct store_full : std::runtime_error
{
    using runtime_error::runtime_error;
};

// Between tries of what the store had no room for.
inline milliseconds pause_while_full(int failures)
{
    return std::min(milliseconds(100 << std::min(failures, 6)), milliseconds(5000));
}

// The call does not fit what is stored: the row is unknown (its own commit failed) or has had its turn
// already, or the lease went to another node. Trying again does not help.
struct store_refused : std::logic_error
{
    using logic_error::logic_error;
};

}  // namespace sapa
