// HTTP/1.1 server: routes, limits, TLS, stop in two stages.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include "gateway/async/async.hpp"
#include "gateway/http/message.hpp"
#include "gateway/model/time.hpp"

namespace sapa {

using http_handler = std::function<async<http_response>(http_request)>;

// Routes are tried in the order in which they were added; "{name}" captures one segment, a last "{name...}" the rest.
class http_router
{
public:
    void on(std::string method, std::string path, http_handler handler);
    // 404 where no route has the path, 405 with Allow where only the method differs; a handler that throws: 500.
    async<http_response> answer(http_request request) const;

private:
    struct route
    {
        std::string method, path;
        http_handler handler;
        bool literal{};  // captures nothing
    };
    std::vector<route> routes_;
};

struct http_server_options
{
    std::string listen{"127.0.0.1:0"};
    std::string certificate{}, key{};      // both: TLS
    std::size_t body_max{4 << 20};         // then 413
    std::size_t connections_max{2000};     // then the newest is closed
    std::size_t header_max{16 << 10};
    milliseconds header_timeout{10000}, body_timeout{30000}, idle_timeout{60000};  // slow clients are closed
};

class http_server
{
public:
    // Binds at once; throws boost::system::system_error naming the address where it cannot.
    http_server(asio::any_io_executor executor, http_server_options options, http_router router);
    ~http_server();

    asio::ip::tcp::endpoint endpoint() const;
    // Reads certificate and key anew, for connections that come from now on. Throws where they cannot be used;
    // then those of before stay. Without TLS: nothing.
    void renew_certificate();
    async<void> run();            // ends after stop()
    void stop();                  // no new connections; running requests are finished, then connections close

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

}  // namespace sapa
