// HTTP requests and responses as our code sees them; Beast stays inside this folder.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sapa {

using http_fields = std::vector<std::pair<std::string, std::string>>;

// The first value of a field, compared without case; empty where it is missing.
std::string_view find_field(const http_fields& fields, std::string_view name);

struct http_request
{
    std::string method{"GET"};
    std::string target{"/"};  // path and query, percent-encoded
    http_fields fields{};
    std::string body{};
    std::string remote{};    // server side: the peer's address without port
    std::string route{};     // server side: the route's template, for metrics and traces
    http_fields captured{};  // server side: {name} parts of the path, decoded
};

struct http_response
{
    int status{200};
    http_fields fields{};
    std::string body{};
    // Server side, for the lab's faults: so many octets of the answer leave, then the connection closes; -1: all.
    std::ptrdiff_t cut_after{-1};
};

// "/a?x=1&y=%20" -> path "/a", parameters decoded (also for application/x-www-form-urlencoded bodies).
std::string_view path_of(std::string_view target);
http_fields parse_query(std::string_view query);
std::string_view query_of(std::string_view target);
std::string percent_encode(std::string_view raw);
// "%20" -> " "; a broken sequence stays as it is.
std::string percent_decode(std::string_view coded, bool plus_is_space = false);

}  // namespace sapa
