// The dialogue's trace and the store's timeline, in sentences for agents.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include "gateway/model/language.hpp"
#include "gateway/pipeline/operator_store.hpp"
#include "intents/dialogue/bundle_parts.hpp"

namespace sapa::console {

struct said_step
{
    std::string code{}, name{}, text{};
};

// "took: balance/number filled" of the trace -> a step in words; nullopt: not for agents.
std::optional<said_step> step_of(std::string_view line, const bundle::parts& conf, language spoken);

// What stands below a moment of the timeline: the text, the way that the dialogue took, what the operator
// reports. Masked unless `unmasked`.
std::string words_of_moment(const timeline_step& step, bool unmasked, const bundle::parts& conf,
                            language spoken);

}  // namespace sapa::console
