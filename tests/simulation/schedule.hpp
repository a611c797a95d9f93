// One schedule: a world from a seed, people who write, faults that come and go, and in the end peace, in
// which everything must drain.
#pragma once
#include <cstdint>
#include <string>
#include <vector>
#include "breakage.hpp"
#include "witness.hpp"

namespace sapa::simulation {

struct report
{
    std::vector<std::string> violations{}, lines{};
    witness::sums counted{};
    std::size_t told{};  // hash of the event log, where asked for
    std::chrono::milliseconds lasted{};
    int lives{};
};

enum class telling : std::uint8_t { nothing, hash, lines };

report play(std::uint32_t seed, telling how = telling::nothing, breakage broken = breakage::none);

}  // namespace sapa::simulation
