// A key file: 32 octets, 0600. All throw std::runtime_error that names the file, store_full where the disk
// is.
#pragma once
#include <array>
#include <filesystem>
#include <optional>

namespace sapa::store {

using secret = std::array<unsigned char, 32>;

// nullopt: there is no such file.
std::optional<secret> read_secret(const std::filesystem::path& file);

// Whole and on disk before it has its name: a text must never be sealed with a key that a crash could lose.
// false: another node, or another thread, has just made this file; read that one.
bool make_secret(const std::filesystem::path& file, const secret& key);

// Overwrites it, then removes it.
void shred(const std::filesystem::path& file);

}  // namespace sapa::store
