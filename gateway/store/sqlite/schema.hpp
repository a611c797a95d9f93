// The tables, and how an older database becomes a newer one.
#pragma once
#include "gateway/store/sqlite/sqlite.hpp"

namespace sapa::store {

// Brings an empty or older database to this program's schema, in one transaction. Throws std::runtime_error
// that names both versions where the database is newer.
void migrate(connection& db);
// Throws where the schema is not exactly this program's.
void require_current(connection& db);
int schema_version();

}  // namespace sapa::store
