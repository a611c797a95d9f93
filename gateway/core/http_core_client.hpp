// The core service over HTTP: one question, one request.
#pragma once
#include <functional>
#include <random>
#include <string>
#include <vector>
#include "gateway/core/wire.hpp"
#include "gateway/http/client.hpp"
#include "gateway/observe/metrics.hpp"
#include "gateway/pipeline/core_client.hpp"

namespace sapa {

// Read at each request, so that a token can be changed while running.
using token_source = std::function<std::string()>;

class http_core_client : public core_client
{
public:
    http_core_client(http_client& http, token_source token, metrics& counters);

    async<core_answer> ask(core_question question) override;

private:
    struct meters
    {
        std::vector<metrics::counter*> outcomes{};  // in the operation's order, then unavailable
        metrics::histogram* seconds{};
    };
    void count(const core_operation& operation, const core_answer& answer);
    void count_trouble(std::string_view reason);
    void add_trace(http_request& request, const core_question& question);

    http_client& http_;
    token_source token_;
    metrics& counters_;
    std::vector<meters> meters_{};  // in the order of core_operations()
    std::mt19937_64 chance_;
};

}  // namespace sapa
