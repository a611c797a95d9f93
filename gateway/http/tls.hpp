// TLS settings of both sides: version 1.2 or newer.
#pragma once
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <optional>
#include <string>
#include "gateway/model/time.hpp"

namespace sapa {

namespace asio = boost::asio;

using tls_stream = asio::ssl::stream<asio::ip::tcp::socket&>;

// Both throw boost::system::system_error naming the file that cannot be used.
// ca_file empty: the system's authorities.
asio::ssl::context client_tls(const std::string& ca_file);
asio::ssl::context server_tls(const std::string& certificate, const std::string& key);

// When the first certificate of a PEM file ends; nullopt where there is none to read.
std::optional<instant> certificate_end(const std::string& file);

// The peer must prove this name (or address); names are sent as SNI.
void expect_host(tls_stream& stream, const std::string& host);

}  // namespace sapa
