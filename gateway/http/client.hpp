// HTTP/1.1 client to one peer: a pool of kept-alive connections, time-outs, TLS.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/system/result.hpp>
#include <cstddef>
#include <memory>
#include <string>
#include "gateway/async/async.hpp"
#include "gateway/http/message.hpp"
#include "gateway/model/time.hpp"

namespace sapa {

struct http_client_options
{
    std::string base_url{};       // http(s)://host[:port][/prefix]
    std::size_t connections{32};  // at most; further requests wait their turn
    std::size_t waiting_max{10000};  // beyond that: resource_unavailable_try_again at once
    milliseconds timeout{3000};   // of one request, from the moment it has a connection; connecting included
    milliseconds waiting_timeout{0};  // for a connection's turn, then timed_out; 0: as long as it takes
    std::size_t body_max{1 << 20};
    std::string ca_file{};        // https: trust this instead of the system's
    std::size_t pipelined{1};     // reads that may be written together on one connection, while the peer is fast
};

class http_client
{
public:
    http_client(asio::any_io_executor executor, http_client_options options);
    ~http_client();

    // The answer of any status, or why there is none (connect, time-out, broken answer). A request on a kept
    // connection that the peer had just closed is sent once more if nothing of an answer was read and `again` says
    // that it may (reads, or writes with an idempotency key). Does not throw.
    async<boost::system::result<http_response>> send(http_request request, bool again = true);

private:
    struct pool;
    std::unique_ptr<pool> pool_;
};

}  // namespace sapa
