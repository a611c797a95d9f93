// A disk that forgets: writes reach the file only when it is synced, so that a killed process loses all
// others; and that can be full.
#pragma once
#include <string>

namespace sapa {

// Registers it with SQLite once and gives its name.
const std::string& faulty_vfs();

// From now on every write fails with SQLITE_FULL, or no longer.
void set_disk_full(bool full);

}  // namespace sapa
