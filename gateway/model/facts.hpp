// What core tells and templates say: named, typed values. JSON ends where these begin.
#pragma once
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>
#include "gateway/model/participant_no.hpp"
#include "gateway/model/time.hpp"

namespace sapa {

// A typed value knows how it is said: 12345678 rupiah -> "Rp12.345.678".
struct rupiah
{
    std::int64_t amount{};
    auto operator<=>(const rupiah&) const = default;
};

enum class value_kind : std::uint8_t { word, text, number, rupiah, date, month, participant_no, flag };

// word: an enumerated word of the contract ("active"), said through a table in conf/replies; text: free text
// of core (a name, an address).
using value = std::variant<std::string, std::int64_t, rupiah, date, month, participant_no, bool>;

struct facts
{
    std::vector<std::pair<std::string, value>> values{};
    std::vector<std::pair<std::string, std::vector<facts>>> lists{};

    const value* find(std::string_view name) const
    {
        auto at = std::ranges::find(values, name, [](const auto& v) { return std::string_view(v.first); });
        return at == values.end() ? nullptr : &at->second;
    }
    const std::vector<facts>* find_list(std::string_view name) const
    {
        auto at = std::ranges::find(lists, name, [](const auto& v) { return std::string_view(v.first); });
        return at == lists.end() ? nullptr : &at->second;
    }
    bool operator==(const facts&) const = default;
};

}  // namespace sapa
