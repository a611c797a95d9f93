// What the road of a message measures of itself; every meter is looked up once.
#pragma once
#include <array>
#include <string>
#include "gateway/async/machine.hpp"
#include "gateway/model/channel_type.hpp"
#include "gateway/observe/metrics.hpp"
#include "gateway/pipeline/conversation_store.hpp"
#include "intents/recognise/recogniser.hpp"

namespace sapa {

class road_meters
{
public:
    using time_point = steady_clock::time_point;

    explicit road_meters(metrics& seen);

    void recognised(channel_type via, understanding action, time_point begun);
    void asked_core(channel_type via, time_point begun);
    void committed(channel_type via, time_point begun);
    // A turn that answers a question; `age`: from receipt to its commit.
    void ended(channel_type via, turn_end how, const std::string& intent, milliseconds age);
    void turn_failed() { failed_turns_.add(); }

private:
    static constexpr std::size_t channels = 2, actions = 3, ends = 6;
    struct of_channel
    {
        metrics::histogram *recognise{}, *core{}, *commit{}, *turn{};
        std::array<metrics::counter*, actions> understood{};
        std::array<metrics::counter*, ends> ended{};
    };
    of_channel& of(channel_type via) { return by_channel_[static_cast<std::size_t>(via)]; }

    metrics::counter& failed_turns_;
    labelled_counter intents_;
    std::array<of_channel, channels> by_channel_{};
};

}  // namespace sapa
