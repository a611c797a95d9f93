// A text as it is typed: its SMS, the longest it can become, and what is wrong with it.
#pragma once
#include "gateway/console/text_ref.hpp"

namespace sapa::console {

json::object shown_proof(const bundle::parts& conf, const text_ref& ref, const std::string& text,
                         language spoken);

}  // namespace sapa::console
