// What an operator's read needs: a connection and the keys, made for one call and from any thread.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include "gateway/model/msisdn.hpp"
#include "gateway/store/keyring.hpp"
#include "gateway/store/postgres/connection.hpp"
#include "gateway/store/records.hpp"

namespace sapa::store::pg {

struct reader
{
    // All its statements see one moment.
    reader(const std::string& url, const std::filesystem::path& keyring_folder)
        : db(url, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", never), keys(keyring_folder, true)
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

    static inline const std::atomic<bool> never{};
    connection db;
    keyring keys;
};

}  // namespace sapa::store::pg
