// The core client as the gateway uses it: shared questions over patience over HTTP.
#pragma once
#include <memory>
#include "gateway/core/http_core_client.hpp"
#include "gateway/core/patient_core.hpp"
#include "gateway/core/sharing_core.hpp"

namespace sapa {

struct core_settings
{
    std::string base_url{};
    milliseconds timeout{3000};
    std::size_t connections{32};
    std::size_t pipelined{8};  // reads written together on one connection at most, while core is fast; 1: never
    std::string ca_file{};
    patience limits{};  // its budget is set to `timeout`
};

// `counters` outlives it. Throws std::invalid_argument for a base_url that is none.
std::unique_ptr<core_client> make_core_client(asio::any_io_executor executor, core_settings settings,
                                              token_source token, metrics& counters);

}  // namespace sapa
