// Looks sentences up.
#include "gateway/console/words.hpp"

#include <algorithm>
#include "gateway/console/words_table.hpp"

namespace sapa::console {
namespace {

const sentence* find(std::string_view key)
{
    for (const auto& table : sentences())
        if (const auto at = std::ranges::find(table, key, &sentence::key); at != table.end())
            return &*at;
    return nullptr;
}

}  // namespace

bool has_words(std::string_view key) { return find(key) != nullptr; }

std::string words(language spoken, std::string_view key, std::initializer_list<std::string_view> values)
{
    const auto* found = find(key);
    if (!found)
        return std::string(key.substr(key.find('_') + 1));
    std::string said(spoken == language::en ? found->en : found->id);
    int number = 0;
    for (const auto value : values) {
        const auto mark = "{" + std::to_string(number++) + "}";
        for (auto at = said.find(mark); at != said.npos; at = said.find(mark, at + value.size()))
            said.replace(at, mark.size(), value);
    }
    return said;
}

}  // namespace sapa::console
