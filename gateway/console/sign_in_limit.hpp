// How often a sign-in may fail: by name with address, by address, and by name over all addresses.
#pragma once
#include <algorithm>
#include <map>
#include <string>
#include <vector>
#include "gateway/model/time.hpp"

namespace sapa::console {

class sign_in_limit
{
public:
    // How long this one must wait; 0: may try.
    seconds wait(const std::string& name, const std::string& address, instant now) const
    {
        seconds longest{};
        for (const auto& one : rows(name, address)) {
            const auto at = failures_.find(one.key);
            if (at != failures_.end() && at->second.locked_until > now)
                longest = std::max(longest, std::chrono::ceil<seconds>(at->second.locked_until - now));
        }
        return longest;
    }

    // After `most` failures each further one locks twice as long as the one before, up to 15 minutes.
    void failed(const std::string& name, const std::string& address, instant now)
    {
        if (failures_.size() > rows_max)
            std::erase_if(failures_, [&](const auto& row) { return row.second.last + forgotten < now; });
        for (const auto& one : rows(name, address)) {
            auto& row = failures_[one.key];
            if (row.last + forgotten < now)
                row = {};
            row.last = now;
            if (++row.count < one.most)
                continue;
            const auto doubled = seconds(30) * (1 << std::min(row.count - one.most, 5));
            row.locked_until = now + std::min<seconds>(doubled, forgotten);
        }
    }

    void succeeded(const std::string& name, const std::string& address)
    {
        failures_.erase(name + "\n" + address);
    }

private:
    struct row
    {
        int count{};
        instant last{}, locked_until{};
    };
    struct limit
    {
        std::string key;
        int most;
    };
    static std::vector<limit> rows(const std::string& name, const std::string& address)
    {
        return {{name + "\n" + address, 5}, {"\n" + address, 30}, {name, 50}};
    }

    static constexpr std::size_t rows_max = 10'000;
    static constexpr seconds forgotten{900};
    std::map<std::string, row> failures_{};
};

}  // namespace sapa::console
