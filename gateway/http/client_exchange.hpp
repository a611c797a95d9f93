// The client's work on one connection: connecting, a request's octets, one answer.
#pragma once
#include "gateway/http/client_pool.hpp"

namespace sapa {

// Appends the request's octets. false where a field or the target would break out of its line: `out` is then
// of no use.
bool serialise_request(const http_pool& pool, const http_request& request, std::string& out);

async<boost::system::error_code> connect(http_pool& pool, pooled_connection& to);

// Writes `over.out`.
async<boost::system::error_code> write_out(pooled_connection& over);

struct exchange
{
    boost::system::error_code ec{};
    bool touched{};  // something of an answer was read
    bool keep{};     // the peer leaves the connection open
};

// Reads one answer; informational answers (1xx) are passed over. What follows it stays in `over.in`.
async<exchange> read_answer(pooled_connection& over, http_response& answer, bool head, std::size_t body_max);

bool closed_by_peer(boost::system::error_code ec);

}  // namespace sapa
