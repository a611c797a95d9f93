// Asks core again where that can help: breaker, a few retries with jitter inside the time budget.
#pragma once
#include <random>
#include "gateway/async/backoff.hpp"
#include "gateway/core/breaker.hpp"
#include "gateway/observe/metrics.hpp"
#include "gateway/pipeline/core_client.hpp"

namespace sapa {

struct patience
{
    milliseconds budget{3000};  // of one question; a retry begins in its first half only
    int tries_max{5};
    backoff pause{milliseconds(20), milliseconds(400), 2.0, 0.5};
    // Retries are paid from a purse that answers fill, so that a core in trouble does not get several times
    // its load.
    double purse_max{200}, paid_by_an_answer{0.5};
    breaker::limits breaker_limits{};
};

class patient_core : public core_client
{
public:
    patient_core(core_client& inner, patience limits, metrics& counters);

    // Reads are retried; a write is asked once. While the breaker is open: unavailable at once.
    async<core_answer> ask(core_question question) override;

private:
    core_client& inner_;
    patience limits_;
    breaker breaker_;
    double purse_;
    std::minstd_rand chance_;
    metrics::counter &retries_, &held_back_;
    metrics::gauge& open_;
};

}  // namespace sapa
