// Walks through every state of every flow with every kind of event and says what must never happen.
#pragma once
#include <string>
#include <vector>
#include "intents/dialogue/bundle.hpp"

namespace sapa {

struct exploration
{
    std::size_t states{}, steps{};
    std::vector<finding> findings{};  // `what` ends with a counterexample as a conversation test
};

// From an idle conversation on: every input gets a reply, a question to core or a stated silence; STOP and
// BATAL always win; every state can be left; a refusal says nothing of the person.
exploration explore(const bundle& conf);

}  // namespace sapa
