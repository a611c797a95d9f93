// The core service as the pipeline sees it.
#pragma once
#include "gateway/async/async.hpp"
#include "gateway/model/core_contract.hpp"

namespace sapa {

class core_client
{
public:
    virtual ~core_client() = default;

    // Asks once, within the operation's time-out. Never throws: trouble is outcome_unavailable. For a write
    // an unavailable answer leaves open whether it was done; it is asked again with the same idempotency key.
    virtual async<core_answer> ask(core_question question) = 0;
};

}  // namespace sapa
