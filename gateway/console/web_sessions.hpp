// Who is signed in: sessions of browsers, in memory. A restart signs everybody out.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include "gateway/model/time.hpp"

namespace sapa::console {

struct web_session
{
    std::string name{}, csrf{};
    instant begun{}, used{};
};

class web_sessions
{
public:
    web_sessions(seconds idle, seconds absolute) : idle_(idle), absolute_(absolute) {}

    // The token for the cookie.
    std::string begin(const std::string& name, instant now);
    // nullptr: unknown or ended. `touch`: the person did something, so the session goes on.
    web_session* find(std::string_view token, instant now, bool touch);
    void end(std::string_view token);
    // All of an account, but this one where it is given.
    void end_all(std::string_view name, std::string_view but_token = {});

    instant idle_until(const web_session& one) const { return one.used + idle_; }
    instant absolute_until(const web_session& one) const { return one.begun + absolute_; }

private:
    static std::string key_of(std::string_view token);  // its hash: what is held here opens nothing
    bool ended(const web_session& one, instant now) const;

    seconds idle_, absolute_;
    std::unordered_map<std::string, web_session> all_{};
};

}  // namespace sapa::console
