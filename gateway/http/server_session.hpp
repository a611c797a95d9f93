// The server's inside: its connections, and the coroutine that serves one.
#pragma once
#include <boost/asio/steady_timer.hpp>
#include <list>
#include <memory>
#include <optional>
#include "gateway/http/connection.hpp"
#include "gateway/http/server.hpp"

namespace sapa {

struct http_session : http_connection
{
    using http_connection::http_connection;
    bool idle{true};  // nothing of a request was read: may be closed at any time
};

struct http_service : std::enable_shared_from_this<http_service>
{
    http_service(asio::any_io_executor executor, http_server_options options, http_router router);

    async<void> run();
    void stop();
    void close_all();

    asio::any_io_executor executor;
    http_server_options options;
    http_router router;
    std::optional<asio::ssl::context> tls{};
    asio::ip::tcp::acceptor acceptor;
    asio::ip::tcp::endpoint bound{};
    bool stopping{};

private:
    void admit(asio::ip::tcp::socket socket);
    void arm_tick();

    std::list<http_session> sessions_{};
    asio::steady_timer tick_;
    asio::steady_timer drained_;
    bool ticking_{};
};

// Serves requests one after the other until the peer or the server closes.
async<void> serve_session(std::shared_ptr<http_service> service, http_session& session);

}  // namespace sapa
