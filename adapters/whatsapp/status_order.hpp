// Statuses of one message in any order end at the highest. Pure.
#pragma once
#include <algorithm>
#include <array>
#include "adapters/whatsapp/webhook_types.hpp"

namespace sapa::whatsapp {

// sent < failed < delivered < read < played: what arrived has arrived, also where a failure is told
// afterwards.
constexpr int rank_of(status_kind what)
{
    // unknown, sent, delivered, read, played, failed, deleted, warning
    constexpr std::array ranks{0, 1, 3, 4, 5, 2, 0, 0};
    return ranks[static_cast<std::size_t>(what)];
}

constexpr status_kind higher(status_kind known, status_kind told)
{
    return rank_of(told) > rank_of(known) ? told : known;
}

}  // namespace sapa::whatsapp
