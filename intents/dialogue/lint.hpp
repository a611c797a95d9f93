// The lint of conf/: what would harm a participant is found before it is used. DESIGN.md section 7.
#pragma once
#include <vector>
#include "intents/dialogue/bundle_parts.hpp"

namespace sapa {

// References, states, outcomes, languages, placeholders, channel limits. Quick: done at every load.
void lint_structure(const bundle::parts& conf, std::vector<finding>& findings);

}  // namespace sapa
