// The keys of what is encrypted at rest: one a kind of text and day, outside the database, so that retention
// ends by destroying a key; and one long-lived key for the hashes of look-ups.
#pragma once
#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include "gateway/model/time.hpp"

namespace sapa::store {

enum class text_kind : std::uint8_t { message, reply, state, sender, core, part };
inline constexpr std::size_t text_kinds = 6;
std::string_view to_string(text_kind kind);
std::optional<text_kind> parse_text_kind(std::string_view word);

using day_number = std::int32_t;  // days since 1970 in WIB
inline day_number day_of(instant at)
{
    return static_cast<day_number>(
        std::chrono::floor<std::chrono::days>(at + wib_offset).time_since_epoch().count());
}

// Not safe for several threads; each connection has its own. A sealed text is: version and cipher, day,
// nonce, ciphertext, tag. The kind is associated data, so that a text moved to another column does not open.
class keyring
{
public:
    // Makes the directory (0700) and the key of look-ups (0600) where they are missing, unless `read_only`.
    // Throws std::runtime_error that names the path where something else stands in the way.
    explicit keyring(std::filesystem::path directory, bool read_only = false);
    ~keyring();
    keyring(const keyring&) = delete;
    keyring& operator=(const keyring&) = delete;

    std::string seal(text_kind kind, instant now, std::string_view plain);

    // nullopt: the day's key was destroyed ("expired"). Throws std::runtime_error where the bytes were
    // altered.
    std::optional<std::string> open(text_kind kind, std::string_view sealed);

    // The day whose key sealed it.
    static day_number day_sealed(std::string_view sealed);

    // Keyed BLAKE2b over `scope` and `value`: equal values are found, none can be read back.
    using digest = std::array<unsigned char, 16>;
    digest hash(std::string_view scope, std::string_view value) const;
    // The same, cut to a number that is never negative.
    static std::int64_t number_of(const digest& hashed);
    std::int64_t hash64(std::string_view scope, std::string_view value) const
    {
        return number_of(hash(scope, value));
    }

    // Destroys the keys of this kind of all days before `first_kept`. Returns how many.
    std::size_t destroy_before(text_kind kind, day_number first_kept);
    bool destroy(text_kind kind, day_number day);

private:
    struct day_key;
    day_key* find(text_kind kind, day_number day, bool make);
    std::shared_ptr<day_key> load(const std::filesystem::path& file) const;
    std::shared_ptr<day_key> make_key(const std::filesystem::path& file) const;
    std::filesystem::path path_of(text_kind kind, day_number day) const;
    void load_lookup_key();

    std::filesystem::path directory_;
    bool read_only_{};
    bool aes_{};
    std::array<unsigned char, 32> lookup_key_{};
    std::array<std::map<day_number, std::shared_ptr<day_key>>, text_kinds> days_{};
};

// The day of the oldest key of this kind in a keyring's folder; nullopt: none.
std::optional<day_number> oldest_key(const std::filesystem::path& directory, text_kind kind);

// Retention ran to its end, now (false: that cannot be written); and when it last did, of all nodes that
// share the folder. nullopt: never.
bool mark_purged(const std::filesystem::path& directory);
std::optional<instant> last_purged(const std::filesystem::path& directory);

}  // namespace sapa::store
