// What the check found, in the language of the agent who must mend it.
#pragma once
#include <string>
#include <string_view>
#include "gateway/model/language.hpp"

namespace sapa::console {

// A sentence of `sapa check` (finding::what or finding::instead). One without a row is said as it came.
std::string said_finding(std::string_view english, language spoken);

}  // namespace sapa::console
