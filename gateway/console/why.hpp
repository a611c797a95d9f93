// Why one message was answered as it was: everything from its letters to the segments of its reply.
#pragma once
#include "gateway/console/explained.hpp"
#include "gateway/console/play.hpp"

namespace sapa::console {

json::object shown_why(const entry& one, const handset& on, const bundle& conf,
                       const nearest_examples& examples, language spoken);

}  // namespace sapa::console
