// What an operator's read needs: a read-only connection and the keys, made for one call and from any thread.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include "gateway/store/keyring.hpp"
#include "gateway/store/records.hpp"
#include "gateway/store/sqlite/sqlite.hpp"

namespace sapa::store {

struct reader
{
    reader(const std::filesystem::path& file, const std::filesystem::path& keyring_folder)
        : db(file.string(), connection::mode::read_only), keys(keyring_folder, true)
    {
    }

    // What an operator sees where the key is gone, or a text is not for their eyes.
    static constexpr std::string_view expired = "(expired)";
    static std::string covered(std::string_view text)
    {
        return "(" + std::to_string(text.size()) + " octets)";
    }

    std::string sender(std::string_view sealed, bool unmasked)
    {
        auto whole = keys.open(text_kind::sender, sealed);
        if (!whole)
            return std::string(expired);
        return unmasked ? *whole : masked_tail(*whole);
    }

    connection db;
    keyring keys;
};

}  // namespace sapa::store
