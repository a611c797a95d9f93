// Sockets and TLS of the SMPP client.
#include "adapters/sms/transport.hpp"
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace sapa::sms {
namespace {

constexpr auto use_result = asio::as_tuple(asio::use_awaitable);
constexpr unsigned unacknowledged_ms = 30000;  // TCP_USER_TIMEOUT

std::string hex_of_certificate(X509* certificate)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    if (!certificate || !X509_digest(certificate, EVP_sha256(), digest, &size))
        return {};
    constexpr char hex[] = "0123456789abcdef";
    std::string text;
    for (unsigned i = 0; i < size; ++i)
        text += {hex[digest[i] >> 4], hex[digest[i] & 15]};
    return text;
}

// Lower case, without the colons that openssl prints.
std::string normal_hex(std::string_view given)
{
    std::string text;
    for (char c : given)
        if (c != ':' && c != ' ')
            text += static_cast<char>(c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c);
    return text;
}

}  // namespace

std::shared_ptr<asio::ssl::context> make_tls_context(const tls_settings& settings)
{
    if (!settings.on)
        return nullptr;
    auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_client);
    context->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_sslv2 |
                         asio::ssl::context::no_sslv3 | asio::ssl::context::no_tlsv1 |
                         asio::ssl::context::no_tlsv1_1);
    if (!settings.ca_file.empty())
        context->load_verify_file(settings.ca_file);
    else
        context->set_default_verify_paths();
    if (!settings.certificate.empty()) {
        context->use_certificate_chain_file(settings.certificate);
        context->use_private_key_file(settings.key, asio::ssl::context::pem);
    }
    context->set_verify_mode(asio::ssl::verify_peer);
    return context;
}

transport::transport(asio::any_io_executor executor, std::shared_ptr<asio::ssl::context> tls)
    : socket_(executor), resolver_(executor), context_(std::move(tls))
{
}

transport::~transport() { close(); }

void transport::tune()
{
    error_code ignored;
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
    socket_.set_option(asio::socket_base::keep_alive(true), ignored);
    ::setsockopt(socket_.native_handle(), IPPROTO_TCP, TCP_USER_TIMEOUT, &unacknowledged_ms,
                 sizeof unacknowledged_ms);
}

async<error_code> transport::connect(smpp_host to, tls_settings tls)
{
    const auto port = std::to_string(to.port);
    auto [unresolved, found] = co_await resolver_.async_resolve(to.host, port, use_result);
    if (unresolved)
        co_return unresolved;
    auto [failed, endpoint] = co_await asio::async_connect(socket_, found, use_result);
    if (failed)
        co_return failed;
    tune();
    if (!context_)
        co_return error_code();
    secure_.emplace(socket_, *context_);
    const auto& name = tls.server_name.empty() ? to.host : tls.server_name;
    SSL_set_tlsext_host_name(secure_->native_handle(), name.c_str());
    if (tls.pinned_sha256.empty()) {
        secure_->set_verify_callback(asio::ssl::host_name_verification(name));
    } else {
        // The pin decides alone, at the leaf: a self-signed certificate is fine when it is the one we know.
        auto pinned = [pin = normal_hex(tls.pinned_sha256)](bool, asio::ssl::verify_context& seen) {
            auto* store = seen.native_handle();
            if (X509_STORE_CTX_get_error_depth(store) != 0)
                return true;
            return hex_of_certificate(X509_STORE_CTX_get0_cert(store)) == pin;
        };
        secure_->set_verify_callback(std::move(pinned));
    }
    auto [unsafe] = co_await secure_->async_handshake(asio::ssl::stream_base::client, use_result);
    co_return unsafe;
}

async<transport::read_result> transport::read_some(char* into, std::size_t most)
{
    const auto space = asio::buffer(into, most);
    read_result result;
    if (secure_) {
        auto [failed, octets] = co_await secure_->async_read_some(space, use_result);
        result.failed = failed;
        result.octets = octets;
    } else {
        auto [failed, octets] = co_await socket_.async_read_some(space, use_result);
        result.failed = failed;
        result.octets = octets;
    }
    co_return result;
}

void transport::write(std::string_view octets, std::function<void(error_code)> done)
{
    auto finish = [done = std::move(done)](error_code failed, std::size_t) { done(failed); };
    if (secure_)
        asio::async_write(*secure_, asio::buffer(octets), std::move(finish));
    else
        asio::async_write(socket_, asio::buffer(octets), std::move(finish));
}

void transport::close()
{
    error_code ignored;
    resolver_.cancel();
    if (socket_.is_open())
        socket_.shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
    socket_.close(ignored);
}

std::string transport::peer() const
{
    error_code failed;
    const auto at = socket_.remote_endpoint(failed);
    return failed ? std::string("-") : at.address().to_string() + ":" + std::to_string(at.port());
}

}  // namespace sapa::sms
