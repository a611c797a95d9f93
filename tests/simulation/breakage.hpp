// Promises broken on purpose, by the store or the peers of a simulated world, to see that each is noticed.
#pragma once
#include <cstdint>

namespace sapa::simulation {

enum class breakage : std::uint8_t {
    none,
    acknowledges_before_commit,
    forgets_bind_epochs,
    sends_without_attempt,
    calls_lost_accepted,
    forgets_stop,
    mixes_up_people,
    sends_twice,
    loses_turns,
};

}  // namespace sapa::simulation
