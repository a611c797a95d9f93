// Rows by time without an index: ids rise with time up to the nodes' clocks.
#pragma once
#include "gateway/pipeline/conversation_store.hpp"
#include "gateway/store/postgres/connection.hpp"

namespace sapa::store::pg {

// The first id whose row's time is not before `when`, or a little before it. `probe` gives id and time of the
// first row from a given id on, `end` the id behind the last.
inline row_id first_since(connection& db, const char* probe, const char* end, instant when)
{
    constexpr std::chrono::seconds disorder{60};
    row_id low = 0, high = db.value(end);
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
    "SELECT id, received_at FROM inbox WHERE id >= $1 ORDER BY id LIMIT 1";
inline constexpr const char* inbox_end = "SELECT coalesce(max(id), 0) + 1 FROM inbox";
inline constexpr const char* outbox_end = "SELECT coalesce(max(id), 0) + 1 FROM outbox";
inline constexpr const char* outbox_times =
    "SELECT id, created_at FROM outbox WHERE id >= $1 ORDER BY id LIMIT 1";

}  // namespace sapa::store::pg
