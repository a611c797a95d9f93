// The simulated Graph API: takes replies, tells of them and of questions by webhooks, misbehaves as its mood
// is.
#pragma once
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <vector>
#include "gateway/lab/graph_schema.hpp"
#include "gateway/lab/graph_webhooks.hpp"
#include "network.hpp"
#include "witness.hpp"

namespace sapa::simulation {

// Percentages of requests, of statuses and of webhooks.
struct graph_mood
{
    bool unreachable{};
    int throttled{}, pair_rate{}, failing{}, silent{}, cut{};
    int statuses{50}, twice{10};
    milliseconds slowest{300};
};

struct graph_peer
{
    graph_peer(world& in_, witness& seen_) : in(in_), seen(seen_) { in.graph = this; }

    // A person writes; several may share a webhook.
    struct question
    {
        int number{};
        std::string sender{}, text{};
    };
    void ask(std::vector<question> asked);
    std::size_t open_webhooks() const { return open; }

    // The gateway is gone, and with it the answers that it owes.
    void door_closes();

    http_fate fate_of(const http_request& request);
    http_response serve(const http_request& request);

    graph_mood mood{};
    // The gateway's door: takes a webhook and tells the status of its answer; absent while it is down.
    std::function<void(http_request, std::function<void(int)>)> door{};

private:
    struct webhook
    {
        std::string body{};
        std::vector<int> questions{};
        int tries{};
    };
    void post(webhook what);
    void post_again(webhook what);
    void answered(std::uint64_t number, int status);
    void tell(const lab::graph_message& about, std::string_view status);

    world& in;
    witness& seen;
    std::size_t open{};
    std::map<std::uint64_t, webhook> posted{};  // no answer yet
    std::uint64_t wamids{}, posts{};
};

inline constexpr std::string_view phone_number_id = "106540352242922", app_secret = "simulated secret";

}  // namespace sapa::simulation
