// Files of the console: read whole, written as a whole or not at all.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace sapa::console {

// nullopt: there is no such file.
std::optional<std::string> read_file(const std::filesystem::path& file);

// Beside it, flushed, then renamed over it; its folder is made where it is missing. Throws std::system_error.
void write_file(const std::filesystem::path& file, std::string_view content, unsigned mode = 0640);

}  // namespace sapa::console
