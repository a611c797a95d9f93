// Where learnt models are kept between runs.
#pragma once
#include <unistd.h>
#include <cstdlib>
#include <filesystem>

namespace sapa {

// SAPA_CACHE, else "cache" beside the binary where that can be written, else var/cache.
inline std::filesystem::path cache_folder()
{
    if (const char* set = std::getenv("SAPA_CACHE"))
        return set;
    std::error_code none;
    const auto binary = std::filesystem::read_symlink("/proc/self/exe", none);
    if (!none && ::access(binary.parent_path().c_str(), W_OK) == 0)
        return binary.parent_path() / "cache";
    return "var/cache";
}

}  // namespace sapa
