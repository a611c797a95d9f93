// Accounts, their file and their passwords.
#include "gateway/console/accounts.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <stdexcept>
#include "gateway/console/files.hpp"
#include "gateway/model/iso_time.hpp"

namespace sapa::console {
namespace {

namespace json = boost::json;

constexpr std::string_view role_words[]{"agent", "lead", "admin"};
constexpr std::size_t password_least = 12, password_most = 200;

void start_sodium()
{
    if (sodium_init() < 0)
        throw std::runtime_error("libsodium does not start");
}

account from_json(const json::object& from)
{
    account one;
    one.name = from.at("name").as_string();
    one.is = parse_role(from.at("role").as_string()).value_or(role::agent);
    one.password_hash = from.at("password").as_string();
    one.one_time = from.at("one_time").as_bool();
    one.disabled = from.at("disabled").as_bool();
    one.created_at = parse_iso_time(from.at("created_at").as_string()).value_or(instant{});
    if (const auto* last = from.if_contains("last_sign_in"); last && last->is_string())
        one.last_sign_in = parse_iso_time(last->as_string());
    return one;
}

json::object to_json(const account& one)
{
    json::object to{
        {"name", one.name},         {"role", to_string(one.is)}, {"password", one.password_hash},
        {"one_time", one.one_time}, {"disabled", one.disabled},  {"created_at", iso_time(one.created_at)}};
    if (one.last_sign_in)
        to["last_sign_in"] = iso_time(*one.last_sign_in);
    return to;
}

account_list read_accounts(const std::filesystem::path& file)
{
    account_list all;
    const auto text = read_file(file);
    if (!text)
        return all;
    try {
        const auto read = json::parse(*text);
        for (const auto& one : read.as_object().at("accounts").as_array())
            all.push_back(from_json(one.as_object()));
    } catch (const std::exception&) {
        throw std::runtime_error(file.string() + " is no list of accounts");
    }
    return all;
}

// Held while the file is changed; other processes wait.
class file_lock
{
public:
    explicit file_lock(const std::filesystem::path& file)
        : lock_(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600))
    {
        if (lock_ < 0 || ::flock(lock_, LOCK_EX) != 0)
            throw std::runtime_error(file.string() + " cannot be locked");
    }
    ~file_lock() { ::close(lock_); }
    file_lock(const file_lock&) = delete;
    file_lock& operator=(const file_lock&) = delete;

private:
    int lock_;
};

}  // namespace

std::string_view to_string(role what) { return role_words[static_cast<std::size_t>(what)]; }

std::optional<role> parse_role(std::string_view word)
{
    const auto* at = std::ranges::find(role_words, word);
    if (at == std::end(role_words))
        return std::nullopt;
    return static_cast<role>(at - role_words);
}

account* find_account(account_list& all, std::string_view name)
{
    const auto at = std::ranges::find(all, name, &account::name);
    return at == all.end() ? nullptr : &*at;
}
const account* find_account(const account_list& all, std::string_view name)
{
    const auto at = std::ranges::find(all, name, &account::name);
    return at == all.end() ? nullptr : &*at;
}

bool fit_name(std::string_view name)
{
    const auto fit = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
    };
    return name.size() >= 2 && name.size() <= 32 && name[0] >= 'a' && name[0] <= 'z' &&
           std::ranges::all_of(name, fit);
}

std::string unfit_password(std::string_view fresh, std::string_view old, std::string_view name)
{
    if (fresh.size() < password_least || fresh.size() > password_most)
        return "short";
    if (fresh == old)
        return "same";
    return fresh.find(name) != fresh.npos ? "name" : "";
}

hash_cost hash_cost::interactive()
{
    return {crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE};
}
hash_cost hash_cost::least() { return {crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN}; }

std::string hash_password(const std::string& password, hash_cost cost)
{
    start_sodium();
    std::array<char, crypto_pwhash_STRBYTES> hash{};
    if (crypto_pwhash_str_alg(hash.data(), password.data(), password.size(), cost.operations, cost.memory,
                              crypto_pwhash_ALG_ARGON2ID13) != 0)
        throw std::runtime_error("no memory for hashing a password");
    return hash.data();
}

bool right_password(const std::string& password, const std::string& hash)
{
    start_sodium();
    return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

std::string one_time_password()
{
    constexpr std::string_view letters = "abcdefghjkmnpqrstuvwxyz23456789";  // none that look alike
    start_sodium();
    std::string made;
    for (int i = 0; i < 16; ++i) {
        if (i > 0 && i % 4 == 0)
            made += '-';
        made += letters[randombytes_uniform(static_cast<std::uint32_t>(letters.size()))];
    }
    return made;
}

std::string random_token(std::size_t octets)
{
    start_sodium();
    std::string random(octets, '\0');
    randombytes_buf(random.data(), random.size());
    constexpr int form = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
    std::string made(sodium_base64_ENCODED_LEN(octets, form), '\0');
    sodium_bin2base64(made.data(), made.size(), reinterpret_cast<const unsigned char*>(random.data()), octets,
                      form);
    made.pop_back();  // the ending zero
    return made;
}

const account_list& account_file::all()
{
    struct stat now = {};
    if (::stat(file_.c_str(), &now) != 0) {
        read_.clear();
        seen_ = {};
        return read_;
    }
    const stamp current{now.st_ino, now.st_mtim};
    if (!(current == seen_)) {
        read_ = read_accounts(file_);
        seen_ = current;
    }
    return read_;
}

bool account_file::change(const std::function<bool(account_list&)>& change) const
{
    if (file_.has_parent_path())
        std::filesystem::create_directories(file_.parent_path());
    auto beside = file_;
    beside += ".lock";
    const file_lock held(beside);
    auto all = read_accounts(file_);
    if (!change(all))
        return false;
    json::array list;
    for (const auto& one : all)
        list.push_back(to_json(one));
    write_file(file_, json::serialize(json::object{{"accounts", std::move(list)}}), 0600);
    return true;
}

}  // namespace sapa::console
