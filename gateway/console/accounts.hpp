// The console's accounts: a small JSON file, 0600, read again whenever it has changed, so that `sapa account`
// and a running gateway see the same. Passwords are kept as argon2id.
#pragma once
#include <sys/types.h>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>
#include "gateway/model/time.hpp"

namespace sapa::console {

enum class role : std::uint8_t { agent, lead, admin };  // each may do what those before it may
std::string_view to_string(role what);
std::optional<role> parse_role(std::string_view word);

struct account
{
    std::string name{};
    role is{};
    std::string password_hash{};
    bool one_time{};  // the password must be changed at the first sign-in
    bool disabled{};
    instant created_at{};
    std::optional<instant> last_sign_in{};
};

using account_list = std::vector<account>;
account* find_account(account_list& all, std::string_view name);
const account* find_account(const account_list& all, std::string_view name);

// 2 to 32 of a-z, 0-9, dot, hyphen, underscore; begins with a letter.
bool fit_name(std::string_view name);
// Empty: fit. Else the reason as a word: "short", "same", "name".
std::string unfit_password(std::string_view fresh, std::string_view old, std::string_view name);

// How much work a hash is. The least is for tests.
struct hash_cost
{
    unsigned long long operations{};
    std::size_t memory{};
    static hash_cost interactive();
    static hash_cost least();
};
// Slow on purpose: on the work thread.
std::string hash_password(const std::string& password, hash_cost cost);
bool right_password(const std::string& password, const std::string& hash);
// "k7fm-2qxp-9dtw-4hvc": 80 random bits.
std::string one_time_password();
// Random octets as text for a URL or a header.
std::string random_token(std::size_t octets = 24);

class account_file
{
public:
    explicit account_file(std::filesystem::path file) : file_(std::move(file)) {}

    // What the file holds now; none where there is no file. Throws std::runtime_error where it is no such
    // file. From one thread.
    const account_list& all();
    // Read, change, write: under a lock that other processes honour too, and as a whole or not at all. From
    // any thread. What `change` returns is returned.
    bool change(const std::function<bool(account_list&)>& change) const;

private:
    std::filesystem::path file_;
    account_list read_{};
    struct stamp
    {
        ino_t file{};
        timespec changed{};
        bool operator==(const stamp& other) const
        {
            return file == other.file && changed.tv_sec == other.changed.tv_sec &&
                   changed.tv_nsec == other.changed.tv_nsec;
        }
    };
    stamp seen_{};
};

}  // namespace sapa::console
