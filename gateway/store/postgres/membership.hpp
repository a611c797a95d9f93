// Who lives: joining the nodes, and fencing one off that died or leaves. Several statements, one transaction
// each, on whatever connection the caller has.
#pragma once
#include <optional>
#include "gateway/pipeline/conversation_store.hpp"
#include "gateway/store/postgres/connection.hpp"

namespace sapa::store::pg {

// One run of one node. The epoch is never used again.
struct membership
{
    int slot{};
    std::int64_t epoch{};
    row_id last_id{};  // of the slot, under its earlier holder
    std::int64_t last_group{};
};

// Throws std::runtime_error where all slots are taken.
membership join_nodes(connection& db, milliseconds lease);
// false: this node was fenced off. `live`: how many nodes there are.
bool renew_lease(connection& db, int slot, std::int64_t epoch, milliseconds lease, int& live);

enum class fence_reason : std::uint8_t { expired, certain };
// Ends a node's epoch: none of its groups commits from now on (one under way is waited for), its sessions
// have ended, and the others are told that its work waits. false: it had ended already, or is not expired.
bool fence_off(connection& db, int slot, std::int64_t epoch, fence_reason why);
// Those whose lease is over by the server's clock.
std::vector<membership> expired_nodes(connection& db, std::int64_t own_epoch);
// What claim() would hand to this node. unowned: somebody's that does not live, or nobody's; to find it all that
// is unfinished must be looked at, so that is done when there is word of it only.
enum class waiting_work : std::uint8_t { none, handed, unowned };
waiting_work work_that_waits(connection& db, std::int64_t own_epoch);

inline constexpr const char* everybody = "*";  // what a notification says where it is meant for all

}  // namespace sapa::store::pg
