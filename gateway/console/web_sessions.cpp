// Begins, finds and ends sessions.
#include "gateway/console/web_sessions.hpp"

#include <sodium.h>
#include "gateway/console/accounts.hpp"

namespace sapa::console {
namespace {

constexpr std::size_t sessions_max = 1000;

}  // namespace

std::string web_sessions::key_of(std::string_view token)
{
    std::string key(crypto_generichash_BYTES, '\0');
    crypto_generichash(reinterpret_cast<unsigned char*>(key.data()), key.size(),
                       reinterpret_cast<const unsigned char*>(token.data()), token.size(), nullptr, 0);
    return key;
}

bool web_sessions::ended(const web_session& one, instant now) const
{
    return now >= idle_until(one) || now >= absolute_until(one);
}

std::string web_sessions::begin(const std::string& name, instant now)
{
    std::erase_if(all_, [&](const auto& one) { return ended(one.second, now); });
    if (all_.size() >= sessions_max)
        all_.erase(all_.begin());
    auto token = random_token();
    web_session made{.name = name, .csrf = random_token(), .begun = now, .used = now};
    all_[key_of(token)] = std::move(made);
    return token;
}

web_session* web_sessions::find(std::string_view token, instant now, bool touch)
{
    const auto at = all_.find(key_of(token));
    if (at == all_.end())
        return nullptr;
    if (ended(at->second, now)) {
        all_.erase(at);
        return nullptr;
    }
    if (touch)
        at->second.used = now;
    return &at->second;
}

void web_sessions::end(std::string_view token) { all_.erase(key_of(token)); }

void web_sessions::end_all(std::string_view name, std::string_view but_token)
{
    const auto kept = but_token.empty() ? std::string{} : key_of(but_token);
    std::erase_if(all_, [&](const auto& one) { return one.second.name == name && one.first != kept; });
}

}  // namespace sapa::console
