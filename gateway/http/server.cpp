// Accepts, owns the connections, ends them in two stages.
#include "gateway/http/server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/system/system_error.hpp>
#include <charconv>
#include "gateway/http/server_session.hpp"

namespace sapa {
namespace {

using boost::system::error_code;
using tcp = asio::ip::tcp;

// "127.0.0.1:8080" or "[::1]:8080"; throws where it is neither.
tcp::endpoint parse_listen(const std::string& listen)
{
    const auto colon = listen.rfind(':');
    auto host = listen.substr(0, colon == listen.npos ? 0 : colon);
    if (host.size() > 2 && host.front() == '[' && host.back() == ']')
        host = host.substr(1, host.size() - 2);
    std::uint16_t port = 0;
    const auto digits =
        colon == listen.npos ? std::string_view{} : std::string_view(listen).substr(colon + 1);
    const auto [end, wrong] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    error_code ec;
    const auto address = asio::ip::make_address(host == "localhost" ? "127.0.0.1" : host, ec);
    if (ec || wrong != std::errc{} || end != digits.data() + digits.size())
        throw boost::system::system_error(asio::error::invalid_argument,
                                          "listen \"" + listen + "\": not address:port");
    return {address, port};
}

void open(tcp::acceptor& acceptor, const std::string& listen)
{
    const auto endpoint = parse_listen(listen);
    try {
        acceptor.open(endpoint.protocol());
        acceptor.set_option(tcp::acceptor::reuse_address(true));
        acceptor.bind(endpoint);
        acceptor.listen(4096);
    } catch (const boost::system::system_error& failed) {
        throw boost::system::system_error(failed.code(), "listen " + listen);
    }
}

bool out_of_descriptors(error_code ec)
{
    return ec == boost::system::errc::too_many_files_open ||
           ec == boost::system::errc::too_many_files_open_in_system ||
           ec == boost::system::errc::not_enough_memory || ec == boost::system::errc::no_buffer_space;
}

}  // namespace

struct http_server::impl
{
    std::shared_ptr<http_service> service;
};

http_service::http_service(asio::any_io_executor on, http_server_options wanted, http_router routes)
    : executor(std::move(on)),
      options(std::move(wanted)),
      router(std::move(routes)),
      acceptor(executor),
      tick_(executor),
      drained_(executor, asio::steady_timer::time_point::max())
{
    if (!options.certificate.empty() || !options.key.empty())
        tls.emplace(server_tls(options.certificate, options.key));
    open(acceptor, options.listen);
    bound = acceptor.local_endpoint();
}

void http_service::admit(tcp::socket socket)
{
    if (sessions_.size() >= options.connections_max) {
        error_code ignored;
        socket.close(ignored);
        return;
    }
    const auto place = sessions_.emplace(sessions_.end(), executor);
    place->socket = std::move(socket);
    auto finish = [self = shared_from_this(), place](std::exception_ptr) {
        // A session ends by an error code; an exception can only be its cancellation.
        self->sessions_.erase(place);
        if (self->sessions_.empty())
            self->drained_.cancel();
    };
    asio::co_spawn(executor, serve_session(shared_from_this(), *place), std::move(finish));
    arm_tick();
}

void http_service::arm_tick()
{
    if (ticking_ || sessions_.empty())
        return;
    ticking_ = true;
    const auto shortest = std::min({options.header_timeout, options.body_timeout, options.idle_timeout});
    tick_.expires_after(std::clamp(shortest / 8, milliseconds(5), milliseconds(500)));
    tick_.async_wait([weak = weak_from_this()](error_code) {
        if (auto self = weak.lock()) {
            self->ticking_ = false;
            const auto now = http_connection::clock::now();
            for (auto& session : self->sessions_)
                session.close_if_late(now);
            self->arm_tick();
        }
    });
}

void http_service::stop()
{
    stopping = true;
    error_code ignored;
    acceptor.close(ignored);
    for (auto& session : sessions_)
        if (session.idle)
            session.close();
}

void http_service::close_all()
{
    stop();
    for (auto& session : sessions_)
        session.close();
    tick_.cancel();
}

async<void> http_service::run()
{
    while (!stopping) {
        error_code ec;
        auto socket = co_await acceptor.async_accept(asio::redirect_error(asio::use_awaitable, ec));
        if (!ec && !stopping)
            admit(std::move(socket));
        if (!out_of_descriptors(ec))
            continue;
        asio::steady_timer pause(executor, milliseconds(100));
        co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, ec));
    }
    error_code ignored;
    while (!sessions_.empty())
        co_await drained_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    tick_.cancel();
}

http_server::http_server(asio::any_io_executor executor, http_server_options options, http_router router)
    : impl_(std::make_unique<impl>())
{
    impl_->service =
        std::make_shared<http_service>(std::move(executor), std::move(options), std::move(router));
}

http_server::~http_server() { impl_->service->close_all(); }

tcp::endpoint http_server::endpoint() const { return impl_->service->bound; }

void http_server::renew_certificate()
{
    auto& service = *impl_->service;
    if (service.tls)
        service.tls.emplace(server_tls(service.options.certificate, service.options.key));
}

async<void> http_server::run()
{
    auto service = impl_->service;
    co_await service->run();
}

void http_server::stop() { impl_->service->stop(); }

}  // namespace sapa
