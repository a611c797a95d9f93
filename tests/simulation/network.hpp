// The wires of the simulated world. network.cpp defines the gateway's two doors to real sockets anew,
// sms::transport and http_client: the linker takes them from there instead of from the libraries, so that
// everything above them runs as it is shipped.
#pragma once
#include <boost/system/error_code.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>
#include "gateway/async/async.hpp"
#include "gateway/http/message.hpp"
#include "world.hpp"

namespace sapa::simulation {

using boost::system::error_code;

// One TCP connection of the gateway to the SMSC. What is on its way when it is cut is lost.
struct wire
{
    int born{};  // in which life of the gateway
    bool cut{};
    std::string arrived{};    // at the gateway, unread
    timer* reader{};          // of the coroutine that waits for octets
    time_point last_to_us{};  // octets overtake no others
    time_point last_to_smsc{};
    std::string unread{};  // at the SMSC: the beginning of a PDU

    void wake()
    {
        if (reader)
            reader->cancel();
    }
};
using wire_ptr = std::shared_ptr<wire>;

// The SMSC writes, or hangs up.
void send_to_gateway(const wire_ptr& on, std::string octets);
void cut(const wire_ptr& one);
// The gateway is dead: all its connections are.
void cut_all();

// What becomes of one HTTP request of the gateway.
struct http_fate
{
    milliseconds there{1}, back{1};
    bool refused{};    // no connection: nothing left the machine
    bool silent{};     // served, but the answer never comes
    bool cut_after{};  // served, then the connection ends
};

}  // namespace sapa::simulation
