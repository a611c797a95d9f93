// Rows by time without an index: ids rise with time up to a little disorder.
#pragma once
#include "gateway/pipeline/conversation_store.hpp"
#include "gateway/store/sqlite/sqlite.hpp"

namespace sapa::store {

// The first id of [low, high) whose time is not before `when`, or a little before it. `probe` gives id and
// time of the first row from a given id on.
inline row_id first_since(connection& db, const char* probe, row_id low, row_id high, instant when)
{
    constexpr std::chrono::seconds disorder{5};
    while (low < high) {
        const auto middle = low + (high - low) / 2;
        auto row = db.query(probe, middle);
        if (!row.step() || row.at(1) >= when - disorder)
            high = middle;
        else
            low = row.number(0) + 1;
    }
    return low;
}

inline constexpr const char* inbox_times =
    "SELECT id, received_at FROM inbox WHERE id >= ? ORDER BY id LIMIT 1";
inline constexpr const char* outbox_times =
    "SELECT id, created_at FROM outbox WHERE id >= ? ORDER BY id LIMIT 1";

}  // namespace sapa::store
