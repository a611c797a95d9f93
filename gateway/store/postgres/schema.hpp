// The tables on PostgreSQL, and how an older database becomes a newer one while nodes of both versions run.
#pragma once
#include "gateway/store/postgres/connection.hpp"

namespace sapa::store::pg {

// Brings an empty or older database to this program's schema; one node at a time. A newer database is used
// as it is where its migrations say that this program may still run on it. Throws std::runtime_error that
// names both versions where it may not.
void migrate(connection& db);
// Throws where migrate() would change something or refuse.
void require_usable(connection& db);
int schema_version();

}  // namespace sapa::store::pg
