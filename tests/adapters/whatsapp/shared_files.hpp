// Other people's data beside the checkout; tests that want it are skipped where it is missing.
#pragma once
#include <fstream>
#include <optional>
#include <sstream>
#include <string>

namespace sapa::whatsapp {

inline std::optional<std::string> shared_file(const std::string& path)
{
    std::ifstream in(std::string(SHARED_DIR) + "/fixtures/whatsapp/" + path, std::ios::binary);
    if (!in)
        return std::nullopt;
    std::ostringstream all;
    all << in.rdbuf();
    return all.str();
}

}  // namespace sapa::whatsapp
