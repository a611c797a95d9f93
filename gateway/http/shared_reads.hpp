// Reads that share a connection: those that wait at the same time are written together and answered in order
// (RFC 9112, 9.3.2), so that one call of the kernel carries many. Only while the peer answers fast: where it
// takes its time each has a connection of its own, as one slow answer would hold up those behind it.
#pragma once
#include <boost/asio/async_result.hpp>
#include <boost/system/result.hpp>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>
#include "gateway/http/client_pool.hpp"

namespace sapa {

class shared_reads : public std::enable_shared_from_this<shared_reads>
{
public:
    using result = boost::system::result<http_response>;
    using clock = http_pool::clock;

    explicit shared_reads(std::shared_ptr<http_pool> pool) : pool_(std::move(pool)) {}

    // As http_client::send with `again`.
    async<result> send(http_request request);
    // Writes what waits on the connections that are idle. true: some still wait.
    bool distribute();
    void shut();

private:
    struct read
    {
        std::string octets{};
        std::optional<waker<result>> wake{};  // empty: ended
        clock::time_point until{};            // for a connection's turn
        bool again{};                         // was sent before
    };
    using read_ptr = std::shared_ptr<read>;

    void gather(read_ptr asked);
    void forget_what_waits_too_long();
    std::size_t share() const;
    async<void> exchange_all(pooled_connection* over, std::vector<read_ptr> together);
    void ask_again(std::vector<read_ptr> rest, boost::system::error_code ec, bool head_too);
    void end(read& asked, result with);
    void note_pace(clock::duration took, std::size_t answers);

    std::shared_ptr<http_pool> pool_;
    std::deque<read_ptr> waiting_{};
    std::vector<std::pair<waker<result>, result>> ended_{};  // woken from the loop, all of a turn together
    std::chrono::duration<double> pace_{0.1};                // of one answer, smoothed
    clock::time_point alone_until_{};                        // after trouble nothing is shared
    bool gathering_{};
};

}  // namespace sapa
