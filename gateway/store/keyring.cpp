// The keyring: which key, which cipher.
#include "gateway/store/keyring.hpp"
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cstdio>
#include <cstring>
#include <stdexcept>
#include "gateway/store/key_file.hpp"

namespace sapa::store {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, text_kinds> kind_names{"message", "reply", "state",
                                                              "sender",  "core",  "part"};

// Sealed text: cipher (1), day (4), nonce (12 or 24), ciphertext with tag (+16).
enum class cipher : unsigned char { aes256_gcm = 1, xchacha20_poly1305 = 2 };
constexpr std::size_t head_size = 5, aes_nonce = 12, xchacha_nonce = 24, tag_size = 16;

}  // namespace

std::string_view to_string(text_kind kind) { return kind_names[static_cast<std::size_t>(kind)]; }

std::optional<text_kind> parse_text_kind(std::string_view word)
{
    for (std::size_t at = 0; at < text_kinds; ++at)
        if (kind_names[at] == word)
            return static_cast<text_kind>(at);
    return std::nullopt;
}

struct keyring::day_key
{
    explicit day_key(const secret& from) : key(from)
    {
        if (crypto_aead_aes256gcm_is_available())
            crypto_aead_aes256gcm_beforenm(&schedule, key.data());
        randombytes_buf(nonce.data(), nonce.size());
    }
    ~day_key()
    {
        sodium_memzero(key.data(), key.size());
        sodium_memzero(&schedule, sizeof schedule);
    }

    // Random for each run of the program, then counted: no two seals under one key share a nonce.
    const unsigned char* next_nonce()
    {
        if (++sealed == 0xffffffff)
            randombytes_buf(nonce.data(), nonce.size());
        std::memcpy(nonce.data(), &sealed, sizeof sealed);
        return nonce.data();
    }

    secret key;
    crypto_aead_aes256gcm_state schedule{};
    std::array<unsigned char, xchacha_nonce> nonce{};
    std::uint32_t sealed{};
};

keyring::keyring(fs::path directory, bool read_only) : directory_(std::move(directory)), read_only_(read_only)
{
    if (sodium_init() < 0)
        throw std::runtime_error("keyring: libsodium does not start");
    aes_ = crypto_aead_aes256gcm_is_available() != 0;
    if (!read_only_) {
        std::error_code problem;
        const bool made = fs::create_directories(directory_, problem);
        if (problem || !fs::is_directory(directory_))
            throw std::runtime_error("keyring " + directory_.string() +
                                     ": cannot be made: " + problem.message());
        if (made)
            fs::permissions(directory_, fs::perms::owner_all);
    }
    load_lookup_key();
}

keyring::~keyring() { sodium_memzero(lookup_key_.data(), lookup_key_.size()); }

void keyring::load_lookup_key()
{
    const auto file = directory_ / "lookup.key";
    if (auto key = read_secret(file)) {
        lookup_key_ = *key;
        return;
    }
    if (read_only_)
        throw std::runtime_error("keyring " + file.string() + ": is missing");
    randombytes_buf(lookup_key_.data(), lookup_key_.size());
    if (!make_secret(file, lookup_key_))
        lookup_key_ = read_secret(file).value();
}

fs::path keyring::path_of(text_kind kind, day_number day) const
{
    const date when{std::chrono::sys_days(std::chrono::days(day))};
    char name[64];
    std::snprintf(name, sizeof name, "%s-%04d%02u%02u.key", kind_names[static_cast<std::size_t>(kind)].data(),
                  static_cast<int>(when.year()), static_cast<unsigned>(when.month()),
                  static_cast<unsigned>(when.day()));
    return directory_ / name;
}

std::shared_ptr<keyring::day_key> keyring::load(const fs::path& file) const
{
    auto key = read_secret(file);
    if (!key)
        return nullptr;
    auto loaded = std::make_shared<day_key>(*key);
    sodium_memzero(key->data(), key->size());
    return loaded;
}

std::shared_ptr<keyring::day_key> keyring::make_key(const fs::path& file) const
{
    secret key{};
    randombytes_buf(key.data(), key.size());
    if (!make_secret(file, key))
        return load(file);
    return std::make_shared<day_key>(key);
}

// nullptr: there is none (any more) and it is not to be made.
keyring::day_key* keyring::find(text_kind kind, day_number day, bool make)
{
    auto& days = days_[static_cast<std::size_t>(kind)];
    if (auto at = days.find(day); at != days.end() && (at->second || !make))
        return at->second.get();
    const auto file = path_of(kind, day);
    auto key = load(file);
    if (!key && make && !read_only_)
        key = make_key(file);
    // A missing key is not remembered by a reader: the writer may make it meanwhile.
    if (!key)
        return nullptr;
    return (days[day] = std::move(key)).get();
}

std::string keyring::seal(text_kind kind, instant now, std::string_view plain)
{
    const auto day = day_of(now);
    auto* key = find(kind, day, true);
    if (!key)
        throw std::runtime_error("keyring: read only");
    const auto nonce_size = aes_ ? aes_nonce : xchacha_nonce;
    std::string sealed(head_size + nonce_size + plain.size() + tag_size, '\0');
    auto* out = reinterpret_cast<unsigned char*>(sealed.data());
    out[0] = static_cast<unsigned char>(aes_ ? cipher::aes256_gcm : cipher::xchacha20_poly1305);
    std::memcpy(out + 1, &day, sizeof day);
    std::memcpy(out + head_size, key->next_nonce(), nonce_size);
    auto* body = out + head_size + nonce_size;
    const auto* text = reinterpret_cast<const unsigned char*>(plain.data());
    const auto about = static_cast<unsigned char>(kind);
    if (aes_)
        crypto_aead_aes256gcm_encrypt_afternm(body, nullptr, text, plain.size(), &about, 1, nullptr,
                                              out + head_size, &key->schedule);
    else
        crypto_aead_xchacha20poly1305_ietf_encrypt(body, nullptr, text, plain.size(), &about, 1, nullptr,
                                                   out + head_size, key->key.data());
    return sealed;
}

day_number keyring::day_sealed(std::string_view sealed)
{
    day_number day{};
    if (sealed.size() >= head_size)
        std::memcpy(&day, sealed.data() + 1, sizeof day);
    return day;
}

std::optional<std::string> keyring::open(text_kind kind, std::string_view sealed)
{
    const auto* in = reinterpret_cast<const unsigned char*>(sealed.data());
    const bool aes = !sealed.empty() && in[0] == static_cast<unsigned char>(cipher::aes256_gcm);
    const auto nonce_size = aes ? aes_nonce : xchacha_nonce;
    if (sealed.size() < head_size + nonce_size + tag_size)
        throw std::runtime_error("store: a sealed text is cut");
    auto* key = find(kind, day_sealed(sealed), false);
    if (!key)
        return std::nullopt;
    if (aes && !aes_)
        throw std::runtime_error("store: sealed with AES-GCM, which this processor lacks");
    const auto body_size = sealed.size() - head_size - nonce_size;
    std::string plain(body_size - tag_size, '\0');
    auto* out = reinterpret_cast<unsigned char*>(plain.data());
    const auto* nonce = in + head_size;
    const auto* body = nonce + nonce_size;
    const auto about = static_cast<unsigned char>(kind);
    const int bad = aes ? crypto_aead_aes256gcm_decrypt_afternm(out, nullptr, nullptr, body, body_size,
                                                                &about, 1, nonce, &key->schedule)
                        : crypto_aead_xchacha20poly1305_ietf_decrypt(out, nullptr, nullptr, body, body_size,
                                                                     &about, 1, nonce, key->key.data());
    if (bad)
        throw std::runtime_error("store: a sealed text was altered");
    return plain;
}

keyring::digest keyring::hash(std::string_view scope, std::string_view value) const
{
    keyring::digest digest{};
    crypto_generichash_state state;
    crypto_generichash_init(&state, lookup_key_.data(), lookup_key_.size(), digest.size());
    const auto length = static_cast<std::uint32_t>(scope.size());
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(&length), sizeof length);
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(scope.data()), scope.size());
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(value.data()), value.size());
    crypto_generichash_final(&state, digest.data(), digest.size());
    return digest;
}

std::int64_t keyring::number_of(const digest& hashed)
{
    std::int64_t number{};
    std::memcpy(&number, hashed.data(), sizeof number);
    return number & INT64_MAX;
}

bool keyring::destroy(text_kind kind, day_number day)
{
    days_[static_cast<std::size_t>(kind)].erase(day);
    const auto file = path_of(kind, day);
    if (!fs::exists(file))
        return false;
    shred(file);
    return true;
}

std::size_t keyring::destroy_before(text_kind kind, day_number first_kept)
{
    const std::string prefix = std::string(to_string(kind)) + "-";
    const auto kept = path_of(kind, first_kept).filename().string();
    std::size_t destroyed = 0;
    for (const auto& entry : fs::directory_iterator(directory_)) {
        const auto name = entry.path().filename().string();
        if (!name.starts_with(prefix) || name.size() != kept.size() || !name.ends_with(".key") ||
            name >= kept)
            continue;
        shred(entry.path());
        ++destroyed;
    }
    auto& days = days_[static_cast<std::size_t>(kind)];
    days.erase(days.begin(), days.lower_bound(first_kept));
    return destroyed;
}

std::optional<day_number> oldest_key(const fs::path& directory, text_kind kind)
{
    const auto prefix = std::string(to_string(kind)) + "-";
    std::optional<day_number> oldest;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(directory, none)) {
        const auto name = entry.path().filename().string();
        int year{};
        unsigned month{}, day{};
        if (!name.starts_with(prefix) ||
            std::sscanf(name.c_str() + prefix.size(), "%4d%2u%2u.key", &year, &month, &day) != 3)
            continue;
        const date when{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
        const auto number = static_cast<day_number>(std::chrono::sys_days(when).time_since_epoch().count());
        oldest = oldest ? std::min(*oldest, number) : number;
    }
    return oldest;
}

// The time of an empty file: kept over restarts, and one for all nodes.
bool mark_purged(const fs::path& directory)
{
    const auto file = directory / "purged";
    const int mark = ::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (mark < 0)
        return false;
    const bool marked = ::futimens(mark, nullptr) == 0;
    ::close(mark);
    return marked;
}

std::optional<instant> last_purged(const fs::path& directory)
{
    struct stat found
    {
    };
    if (::stat((directory / "purged").c_str(), &found) != 0)
        return std::nullopt;
    return instant(std::chrono::seconds(found.st_mtim.tv_sec));
}

}  // namespace sapa::store
