// A way out: the pipeline's view of an adapter that sends.
#pragma once
#include <cstddef>
#include <optional>
#include <string_view>
#include "gateway/async/async.hpp"
#include "gateway/model/failure.hpp"
#include "gateway/model/mt_message.hpp"

namespace sapa {

class channel
{
public:
    virtual ~channel() = default;

    // Does this channel send for this account?
    virtual bool serves(channel_type via, std::string_view account) const = 0;

    // How many messages could leave at once now (window, rate, link). 0: wait.
    virtual std::size_t room(std::string_view account) const = 0;

    // `next` behind `first` in one message, where both wait for one person and the channel makes one of two;
    // nullopt: each goes by itself.
    virtual std::optional<mt_message> merged(const mt_message& /*first*/, const mt_message& /*next*/) const
    {
        return std::nullopt;
    }

    // Sends one message with all its segments, from segment `first_segment` on (earlier ones were accepted in
    // an attempt before). Ends when the outcome is known or known to be unknown. Does not throw. `reference`
    // comes back in statuses where the provider returns one.
    virtual async<send_outcome> send(mt_message message, std::string reference,
                                     std::size_t first_segment) = 0;
};

}  // namespace sapa
