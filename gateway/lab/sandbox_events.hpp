// The lines with which a person plays time and faults: "+ 31 minutes", "~ core slow 20 s". Used by talk, test
// and the console.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include "gateway/lab/sandbox.hpp"

namespace sapa::lab {

// "31 minutes", "20 s", "1 hour", "2 jam", "1 day"; nullopt where it is no span.
std::optional<milliseconds> parse_span(std::string_view text);

// The kind of message by its word: text, image, audio, video, document, sticker, contact, location, button.
std::optional<mo_kind> parse_kind(std::string_view word);

// What an event line did.
struct event_result
{
    bool known{};
    bool message{};  // it was a message: `turn` is what it caused
    sandbox_turn turn{};
};

// "duplicate" (the last message again), "core slow 20 s", "core down", "core up" (no fault any more),
// "core balance -> unavailable" (an outcome of the contract, "slow 20 s" or "normal"), "restart", "flow changed",
// "shares 6281200000002" (the number of a user who shows none), "provider late 20 minutes" (so old is what
// comes from now on), "provider on time", "receipt failed", "press Saldo", "image", "location 6.2,106.8",
// "person changed", "no phone".
event_result play_event(sandbox& box, std::string_view event, const sandbox_message& last);

}  // namespace sapa::lab
