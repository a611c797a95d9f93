// The simulated core service: the lab's, over its HTTP contract, with a mood.
#pragma once
#include <map>
#include <string>
#include "gateway/lab/core.hpp"
#include "network.hpp"

namespace sapa::simulation {

// Percentages of requests.
struct core_mood
{
    bool down{};
    int silent{}, failing{}, busy{}, cut{};
    milliseconds least{2}, most{60};
};

struct core_peer
{
    core_peer(world& in_, lab::people known);

    http_fate fate_of(const http_request& request);
    async<http_response> serve(http_request request);

    core_mood mood{};
    bool mixes_up{};  // one person's balance under every number
    std::size_t asked{};

private:
    world& in;
    lab::lab_core core;
    http_router routes{};
    std::map<std::string, std::string> writes{};  // idempotency key -> target and body
};

}  // namespace sapa::simulation
