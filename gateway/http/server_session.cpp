// One connection of the server: read a request within its limits, answer it, again.
#include "gateway/http/server_session.hpp"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/beast/http/status.hpp>
#include "gateway/http/parser.hpp"

namespace sapa {
namespace {

using boost::system::error_code;
namespace http = beast::http;
using clock = http_connection::clock;

bool breaks_line(std::string_view text)
{
    return std::ranges::any_of(text, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

struct keep_alive
{
    bool keep{}, http10{};
};

void serialise_response(const http_response& answer, keep_alive how, bool head, std::string& out)
{
    const auto reason = http::obsolete_reason(static_cast<http::status>(answer.status));
    out.clear();
    out.append("HTTP/1.1 ").append(std::to_string(answer.status)).append(" ");
    out.append(reason.data(), reason.size()).append("\r\n");
    for (const auto& [name, value] : answer.fields)
        if (!breaks_line(name) && !breaks_line(value))
            out.append(name).append(": ").append(value).append("\r\n");
    const bool has_body = answer.status >= 200 && answer.status != 204 && answer.status != 304;
    if (has_body)
        out.append("Content-Length: ").append(std::to_string(answer.body.size())).append("\r\n");
    if (!how.keep)
        out.append("Connection: close\r\n");
    else if (how.http10)
        out.append("Connection: keep-alive\r\n");
    out.append("\r\n");
    if (has_body && !head)
        out.append(answer.body);
}

// What a request that cannot be served is told, naming the fault; the body quotes nothing of it.
http_response refusal(error_code fault, const http_server_options& limits)
{
    http_response answer;
    answer.fields.emplace_back("Content-Type", "text/plain; charset=utf-8");
    if (fault == http::error::body_limit) {
        answer.status = 413;
        answer.body = "the body is longer than " + std::to_string(limits.body_max) + " octets\n";
    } else if (fault == http::error::header_limit || fault == http::error::buffer_overflow) {
        answer.status = 431;
        answer.body = "the header is longer than " + std::to_string(limits.header_max) + " octets\n";
    } else {
        answer.status = 400;
        answer.body = "not a request of HTTP/1.1: " + fault.message() + "\n";
    }
    return answer;
}

// "http://host/path" -> "/path": proxies may send the absolute form.
void make_relative(std::string& target)
{
    const auto scheme = target.find("://");
    if (target.starts_with('/') || scheme == target.npos)
        return;
    const auto path = target.find('/', scheme + 3);
    target = path == target.npos ? "/" : target.substr(path);
}

class session_loop
{
public:
    session_loop(http_service& service, http_session& session) : service_(service), session_(session) {}

    async<void> run()
    {
        session_.made_ready();
        error_code ec;
        session_.socket.remote_endpoint(ec);
        if (!ec)
            remote_ = session_.socket.remote_endpoint(ec).address().to_string();
        if (service_.tls)
            ec = co_await handshake();
        bool more = !ec;
        while (more)
            more = co_await serve_one();
        session_.close();
    }

private:
    async<error_code> handshake()
    {
        error_code ec;
        session_.tls = std::make_unique<tls_stream>(session_.socket, *service_.tls);
        session_.deadline = clock::now() + service_.options.header_timeout;
        co_await session_.tls->async_handshake(asio::ssl::stream_base::server,
                                               asio::redirect_error(asio::use_awaitable, ec));
        co_return ec;
    }

    // One request and its answer. false: the connection is to be closed.
    async<bool> serve_one()
    {
        http_request request;
        http_parser<true> parser(request, service_.options.header_max, service_.options.body_max);
        auto fault = co_await read(parser, request);
        const bool whole = !fault && parser.is_done();
        if (!whole && !is_fault_of_form(fault))
            co_return false;
        keep_alive how;
        how.http10 = whole && parser.version() == 10;
        if (whole && !how.http10 && find_field(request.fields, "Host").empty())
            fault = http::error::bad_field;
        const bool head = request.method == "HEAD";
        http_response answer;
        if (fault) {
            answer = refusal(fault, service_.options);
        } else {
            how.keep = parser.keep_alive();
            request.remote = remote_;
            make_relative(request.target);
            session_.deadline = clock::time_point::max();
            answer = co_await service_.router.answer(std::move(request));
        }
        how.keep = how.keep && !service_.stopping;
        serialise_response(answer, how, head, session_.out);
        if (answer.cut_after >= 0) {
            session_.out.resize(std::min(session_.out.size(), static_cast<std::size_t>(answer.cut_after)));
            how.keep = false;
        }
        const auto ec = co_await write();
        if (!ec && (fault || (!how.keep && session_.in.size() > 0)))
            co_await linger();
        co_return how.keep && !ec;
    }

    // Reads until the request is whole or wrong. end_of_stream: the peer closed before one began.
    async<error_code> read(http_parser<true>& parser, const http_request& request)
    {
        error_code ec;
        bool header_seen = false, header_done = false;
        session_.idle = session_.in.size() == 0;
        session_.deadline = clock::now() + service_.options.idle_timeout;
        for (;;) {
            if (session_.in.size() > 0) {
                parser.take(session_.in, ec);
                if (ec || parser.is_done())
                    break;
            }
            if (parser.is_header_done() && !header_done) {
                header_done = true;
                session_.deadline = clock::now() + service_.options.body_timeout;
                ec = co_await invite_body(request);
            } else if (!header_done && !header_seen && !session_.idle) {
                header_seen = true;
                session_.deadline = clock::now() + service_.options.header_timeout;
            }
            if (!ec)
                ec = co_await session_.fill();
            if (ec)
                co_return ec;
            session_.idle = false;
        }
        session_.idle = false;
        co_return ec;
    }

    // Answers "Expect: 100-continue".
    async<error_code> invite_body(const http_request& request)
    {
        const auto expected = find_field(request.fields, "Expect");
        if (expected.size() != 12 || session_.in.size() > 0)
            co_return error_code{};
        session_.out = "HTTP/1.1 100 Continue\r\n\r\n";
        co_return co_await write();
    }

    async<error_code> write()
    {
        std::size_t written = 0;
        session_.deadline = clock::now() + service_.options.body_timeout;
        auto ec = session_.write_now(written);
        if (!ec && written < session_.out.size())
            ec = co_await session_.write_rest(written);
        co_return ec;
    }

    // The peer may still be sending: closing now would reset the connection before it reads the answer.
    async<void> linger()
    {
        constexpr std::size_t most = 16 << 20;
        error_code ec;
        session_.deadline = clock::now() + std::min<milliseconds>(seconds(2), service_.options.body_timeout);
        if (session_.tls)
            co_await session_.tls->async_shutdown(asio::redirect_error(asio::use_awaitable, ec));
        session_.socket.shutdown(asio::ip::tcp::socket::shutdown_send, ec);
        std::size_t read = 0;
        char unread[4096];
        while (!ec && read < most)
            read += co_await session_.socket.async_read_some(asio::buffer(unread),
                                                             asio::redirect_error(asio::use_awaitable, ec));
    }

    // Faults of the request's form, which are answered; trouble of the socket is not.
    static bool is_fault_of_form(error_code fault)
    {
        return fault && fault.category() == error_code(http::error::bad_field).category() &&
               fault != http::error::end_of_stream && fault != http::error::partial_message;
    }

    http_service& service_;
    http_session& session_;
    std::string remote_{};
};

}  // namespace

async<void> serve_session(std::shared_ptr<http_service> service, http_session& session)
{
    session_loop loop(*service, session);
    co_await loop.run();
}

}  // namespace sapa
