// A layer over SQLite's file system that lets a group's WAL frames leave in one write.
#pragma once
#include <string>

namespace sapa::store {

// Registers the layer over the file system `base` ("" is the system's own) and gives its name. For the
// writer's connection.
std::string gathered_wal(const std::string& base);

}  // namespace sapa::store
