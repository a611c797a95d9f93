// OpenSSL contexts for client and server.
#include "gateway/http/tls.hpp"

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <ctime>
#include <memory>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/system/system_error.hpp>

namespace sapa {
namespace {

void must(const boost::system::error_code& ec, const std::string& file)
{
    if (ec)
        throw boost::system::system_error(ec, "TLS: " + file);
}

asio::ssl::context modern(asio::ssl::context::method method)
{
    asio::ssl::context made(method);
    SSL_CTX_set_min_proto_version(made.native_handle(), TLS1_2_VERSION);
    SSL_CTX_set_mode(made.native_handle(), SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_options(made.native_handle(), SSL_OP_NO_RENEGOTIATION);
    return made;
}

}  // namespace

asio::ssl::context client_tls(const std::string& ca_file)
{
    auto made = modern(asio::ssl::context::tls_client);
    boost::system::error_code ec;
    if (ca_file.empty())
        made.set_default_verify_paths(ec);
    else
        made.load_verify_file(ca_file, ec);
    must(ec, ca_file.empty() ? "the system's authorities" : ca_file);
    made.set_verify_mode(asio::ssl::verify_peer);
    return made;
}

asio::ssl::context server_tls(const std::string& certificate, const std::string& key)
{
    auto made = modern(asio::ssl::context::tls_server);
    boost::system::error_code ec;
    made.use_certificate_chain_file(certificate, ec);
    must(ec, certificate);
    made.use_private_key_file(key, asio::ssl::context::pem, ec);
    must(ec, key);
    return made;
}

std::optional<instant> certificate_end(const std::string& file)
{
    const std::unique_ptr<BIO, decltype(&BIO_free)> in(BIO_new_file(file.c_str(), "r"), BIO_free);
    const std::unique_ptr<X509, decltype(&X509_free)> found(
        in ? PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr) : nullptr, X509_free);
    std::tm end{};
    if (!found || ASN1_TIME_to_tm(X509_get0_notAfter(found.get()), &end) != 1)
        return std::nullopt;
    return instant(seconds(::timegm(&end)));
}

void expect_host(tls_stream& stream, const std::string& host)
{
    boost::system::error_code no_address;
    asio::ip::make_address(host, no_address);
    if (no_address)
        SSL_set_tlsext_host_name(stream.native_handle(), host.c_str());
    stream.set_verify_callback(asio::ssl::host_name_verification(host));
}

}  // namespace sapa
