// One TCP connection to an SMSC, plain or TLS: connect, read, write. The sockets of adapters/sms live here.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/system/error_code.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include "adapters/sms/account.hpp"
#include "gateway/async/async.hpp"

namespace sapa::sms {

using boost::system::error_code;

// The TLS context of an account: CA file, pinned certificate or the system's trust. Throws where a file is
// unusable.
std::shared_ptr<asio::ssl::context> make_tls_context(const tls_settings& settings);

class transport
{
public:
    transport(asio::any_io_executor executor, std::shared_ptr<asio::ssl::context> tls);
    ~transport();

    // Resolves anew, connects, shakes hands. Ends by close() at the latest.
    async<error_code> connect(smpp_host to, tls_settings tls);

    struct read_result
    {
        error_code failed{};
        std::size_t octets{};
    };
    async<read_result> read_some(char* into, std::size_t most);

    // One at a time; the octets stay until `done` is called, from the executor.
    void write(std::string_view octets, std::function<void(error_code)> done);

    // After what was written has been handed to the system. Safe to call more than once.
    void close();
    std::string peer() const;  // address:port

    // For who accepts connections: the lab's SMSC.
    asio::ip::tcp::socket& socket() { return socket_; }
    void accepted() { tune(); }

private:
    using plain = asio::ip::tcp::socket;
    using secure = asio::ssl::stream<plain&>;

    void tune();

    plain socket_;
    asio::ip::tcp::resolver resolver_;
    std::shared_ptr<asio::ssl::context> context_;
    std::optional<secure> secure_;
};

}  // namespace sapa::sms
