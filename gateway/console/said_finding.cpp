// Finds the row whose English fits, and says its Indonesian with the same names and numbers.
#include "gateway/console/said_finding.hpp"

#include <optional>
#include <vector>
#include "gateway/console/words_table.hpp"

namespace sapa::console {
namespace {

using holes = std::vector<std::string_view>;

struct piece
{
    std::string_view plain{};
    std::optional<std::size_t> hole{};  // after it
};

std::vector<piece> pieces_of(std::string_view pattern)
{
    std::vector<piece> all;
    for (std::size_t at = 0; at + 2 < pattern.size();)
        if (pattern[at] == '{' && pattern[at + 1] >= '0' && pattern[at + 1] <= '9' &&
            pattern[at + 2] == '}') {
            all.push_back({pattern.substr(0, at), static_cast<std::size_t>(pattern[at + 1] - '0')});
            pattern.remove_prefix(at + 3);
            at = 0;
        } else
            ++at;
    all.push_back({pattern, std::nullopt});
    return all;
}

// What stands in the holes of the pattern, each as short as it can be; the last one takes the rest.
std::optional<holes> filled(const std::vector<piece>& pattern, std::string_view text)
{
    if (!text.starts_with(pattern.front().plain))
        return std::nullopt;
    text.remove_prefix(pattern.front().plain.size());
    holes found(pattern.size());
    for (std::size_t i = 0; i + 1 < pattern.size(); ++i) {
        const auto next = pattern[i + 1].plain;
        const bool last = i + 2 == pattern.size();
        const auto at =
            last ? (text.ends_with(next) ? text.size() - next.size() : text.npos) : text.find(next);
        if (at == text.npos)
            return std::nullopt;
        auto& hole = found[*pattern[i].hole];
        if (!hole.empty() && hole != text.substr(0, at))
            return std::nullopt;
        hole = text.substr(0, at);
        text.remove_prefix(at + next.size());
    }
    return text.empty() ? std::optional(std::move(found)) : std::nullopt;
}

}  // namespace

std::string said_finding(std::string_view english, language spoken)
{
    if (spoken == language::en)
        return std::string(english);
    for (const auto& row : finding_words()) {
        const auto found = filled(pieces_of(row.en), english);
        if (!found)
            continue;
        std::string said;
        for (const auto& one : pieces_of(row.id)) {
            said += one.plain;
            if (one.hole)
                said += (*found)[*one.hole];
        }
        return said;
    }
    return std::string(english);
}

}  // namespace sapa::console
