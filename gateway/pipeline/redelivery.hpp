// When is an equal deliver_sm the same question again? DESIGN.md section 4.
#pragma once
#include <optional>
#include "gateway/pipeline/conversation_store.hpp"

namespace sapa {

inline constexpr std::chrono::minutes redelivery_window{10};  // after the end of the earlier copy's epoch
inline constexpr std::chrono::seconds unsettled_window{
    60};  // before that end: our acknowledgement may be lost
// Parts of a long message carry its reference, so no session is asked for: as long as one that came just
// before the end of its session may come again.
inline constexpr auto joined_part_known = redelivery_window + unsettled_window;
inline constexpr std::chrono::days provider_id_kept{8};

struct earlier_copy
{
    row_id epoch{};
    std::optional<instant> epoch_ended{};
    instant received_at{};
    bool acknowledged_late{};  // our acknowledgement left after the SMSC's timer
};

// May a redelivery of this copy still come?
constexpr bool redeliverable(const earlier_copy& copy)
{
    return copy.epoch_ended &&
           (copy.acknowledged_late || copy.received_at >= *copy.epoch_ended - unsettled_window);
}

// Is an equal message that arrives in `epoch` at `now` that copy again?
constexpr bool absorbs(const earlier_copy& copy, row_id epoch, instant now)
{
    return redeliverable(copy) && epoch > copy.epoch && now <= *copy.epoch_ended + redelivery_window;
}

}  // namespace sapa
