// Ids that rise with time over all nodes without asking anybody: 10 ms since 2026, the node's slot, a
// counter. They stay below 2^53, so that a web page reads them exactly. Pure: time is an argument.
#pragma once
#include <algorithm>
#include "gateway/pipeline/conversation_store.hpp"

namespace sapa::store::pg {

inline constexpr int slots = 64;

class id_source
{
public:
    // `last`: the newest id that this slot has given, also under an earlier holder.
    void restart(int slot, row_id last)
    {
        slot_ = slot;
        follow(last);
    }

    // The next id is greater than this one, whoever gave it.
    void follow(row_id id) { tick_ = std::max(tick_, (id >> tick_shift) + 1); }

    row_id next(instant now)
    {
        const auto here = (now - beginning) / tick_length;
        if (here > tick_) {
            tick_ = here;
            count_ = 0;
        } else if (++count_ == counts) {
            ++tick_;
            count_ = 0;
        }
        return last_ = (tick_ << tick_shift) | (static_cast<row_id>(slot_) << count_bits) | count_;
    }
    row_id last() const { return last_; }
    // No id given before that moment is as great, clocks that run ahead aside.
    static constexpr row_id first_at(instant when)
    {
        return ((when - beginning) / tick_length) << tick_shift;
    }

private:
    static constexpr int count_bits = 10, slot_bits = 6, tick_shift = count_bits + slot_bits;
    static constexpr row_id counts = row_id{1} << count_bits;
    static constexpr milliseconds tick_length{10};
    static constexpr instant beginning{
        std::chrono::sys_days(date(std::chrono::year(2026), std::chrono::January, std::chrono::day(1)))};
    static_assert(slots == 1 << slot_bits);

    int slot_{};
    row_id tick_{}, count_{counts - 1}, last_{};
};

}  // namespace sapa::store::pg
