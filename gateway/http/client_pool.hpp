// The client's pool: kept connections, the queue of those who wait for one, one coarse tick for all
// deadlines.
#pragma once
#include <boost/asio/async_result.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>
#include "gateway/async/sleep.hpp"
#include "gateway/http/client.hpp"
#include "gateway/http/connection.hpp"

namespace sapa {

// http(s)://host[:port][/prefix] taken apart; throws std::invalid_argument where it is none.
struct http_peer
{
    bool secure{};
    std::string host{};
    std::uint16_t port{};
    std::string authority{};  // as the Host field says it
    std::string prefix{};     // without a last slash
};
http_peer parse_base_url(const std::string& url);

struct pooled_connection : http_connection
{
    using http_connection::http_connection;
    bool usable{};  // connected, nothing half read
    clock::time_point idle_since{};

    void restart();  // forgets the old socket and what it left
};

struct http_pool : std::enable_shared_from_this<http_pool>
{
    using clock = http_connection::clock;
    using wake_handler = waker<pooled_connection*>;

    http_pool(asio::any_io_executor executor, http_client_options options);

    // An idle connection, or a new one while there is room; nullptr: wait. A connection that was idle for
    // long, or whose request must not be sent twice, is looked at first: the peer may have closed it.
    pooled_connection* take_idle(bool again);
    // Waits for its turn; nullptr: the pool was shut, or the wait too long.
    async<pooled_connection*> next_free();
    std::size_t waiting() const { return waiters_.size(); }
    void begin(pooled_connection& with);  // sets the deadline, starts the tick
    void arm_tick();
    void give_back(pooled_connection* from);  // to the first waiter, else idle
    void shut();
    // Told when a connection has become idle, and at each tick: for those who wait beside the queue. true:
    // they still wait.
    std::function<bool()> on_idle{};

    asio::any_io_executor executor;
    http_client_options options;
    http_peer peer;
    std::optional<asio::ssl::context> tls{};
    bool shut_down() const { return shut_; }

private:
    struct waiter
    {
        wake_handler wake;
        clock::time_point until;
        std::uint64_t id;
    };
    // Takes the waiter off the queue and wakes it from the loop, never from here.
    void wake(std::list<waiter>::iterator place, pooled_connection* won);
    void give_up(std::uint64_t id);  // its wait was cancelled
    void on_tick();

    std::vector<std::unique_ptr<pooled_connection>> all_{};
    std::vector<pooled_connection*> idle_{};
    std::list<waiter> waiters_{};
    std::uint64_t last_waiter_{};
    asio::steady_timer tick_;
    bool ticking_{}, shut_{};
};

// Gives the connection back whatever happens; one that is not usable is closed first.
class pool_lease
{
public:
    pool_lease(http_pool& pool, pooled_connection* held) : pool_(pool), held_(held) {}
    pool_lease(const pool_lease&) = delete;
    ~pool_lease()
    {
        if (held_)
            pool_.give_back(held_);
    }
    explicit operator bool() const { return held_ != nullptr; }
    pooled_connection& held() { return *held_; }
    void take(pooled_connection* won) { held_ = won; }

private:
    http_pool& pool_;
    pooled_connection* held_{};
};

}  // namespace sapa
