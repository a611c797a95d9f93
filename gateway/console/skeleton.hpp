// A test that takes one transition of a flow, or as far towards it as values of each kind lead.
#pragma once
#include <memory>
#include <string>
#include "gateway/model/channel_type.hpp"
#include "intents/dialogue/bundle_parts.hpp"
#include "intents/recognise/nearest_examples.hpp"

namespace sapa::console {

struct written_skeleton
{
    std::string text{};
    bool reached{};
};

// `edge`: as the coverage names it, "balance/query no_jht #1".
written_skeleton write_skeleton(const std::shared_ptr<const bundle>& conf, const nearest_examples& examples,
                                const std::string& edge, channel_type via);

}  // namespace sapa::console
