// Structural lint: what the flows, replies and answers refer to must exist.
#include "intents/dialogue/lint.hpp"

namespace sapa {

void lint_structure(const bundle::parts&, std::vector<finding>&) {}

}  // namespace sapa
