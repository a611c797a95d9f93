// The stages of the road, timed under one name: receive, recognise, core, commit, send.
#pragma once
#include "gateway/async/machine.hpp"
#include "gateway/model/channel_type.hpp"
#include "gateway/observe/metrics.hpp"

namespace sapa {

// Look it up once and keep the reference.
inline metrics::histogram& stage_seconds(metrics& seen, std::string_view stage, channel_type via)
{
    return seen.time("sapa_stage_seconds", "time of a stage of the road: receive, recognise, core, commit, send",
                     label("stage", stage) + "," + label("channel", to_string(via)));
}

inline void observe_since(metrics::histogram& meter, steady_clock::time_point begun)
{
    const std::chrono::duration<double> took = steady_clock::now() - begun;
    meter.observe(took.count());
}

}  // namespace sapa
