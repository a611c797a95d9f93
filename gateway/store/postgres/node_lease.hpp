// Keeps this node's lease on a thread and connection of its own, listens for work, and fences off nodes
// whose lease is over.
#pragma once
#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include "gateway/store/postgres/membership.hpp"

namespace sapa::store::pg {

struct lease_terms
{
    milliseconds lasts{6000}, beat{2000};
    milliseconds margin{1500};  // a node stops writing to its sockets so much earlier
};

class node_lease
{
public:
    // `work_waits` is called from the thread.
    node_lease(std::string url, lease_terms terms, std::function<void(waiting_work)> work_waits);
    ~node_lease();
    node_lease(const node_lease&) = delete;
    node_lease& operator=(const node_lease&) = delete;

    const lease_terms& terms() const { return terms_; }
    // The node has joined at `asked` or later: keep this lease from now on.
    void keep(membership joined, std::chrono::steady_clock::time_point asked);
    void let_go();
    bool held() const { return std::chrono::steady_clock::now().time_since_epoch().count() < held_until_; }
    int live() const { return live_; }

private:
    void run();
    void serve(connection& db);
    void beat(connection& db);
    void fence_others(connection& db);
    membership kept() const;
    void note_held(std::chrono::steady_clock::time_point asked);

    std::string url_;
    lease_terms terms_;
    std::function<void(waiting_work)> work_waits_;
    std::atomic<bool> stop_{};
    std::atomic<std::int64_t> held_until_{};  // of the monotonic clock
    std::atomic<int> live_{1};
    std::chrono::steady_clock::time_point connected_{};
    mutable std::mutex gate_{};
    membership kept_{};
    std::thread thread_{};
};

}  // namespace sapa::store::pg
