// A folder of its own for a test's database and keyring, removed at the end.
#pragma once
#include <stdlib.h>
#include <filesystem>
#include <stdexcept>
#include <string>
#include "gateway/store/sqlite/sqlite_store.hpp"

namespace sapa {

class scratch
{
public:
    scratch()
    {
        auto name = (std::filesystem::temp_directory_path() / "sapa-store-XXXXXX").string();
        if (!::mkdtemp(name.data()))
            throw std::runtime_error("no scratch folder");
        path_ = name;
    }
    ~scratch()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    scratch(const scratch&) = delete;
    scratch& operator=(const scratch&) = delete;

    const std::filesystem::path& path() const { return path_; }
    sqlite_settings settings() const
    {
        sqlite_settings of;
        of.url = "sqlite:" + (path_ / "sapa.db").string();
        of.keys = (path_ / "keys").string();
        return of;
    }

private:
    std::filesystem::path path_{};
};

}  // namespace sapa
