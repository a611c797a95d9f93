// Names of towns with their other spellings: conf/towns.tsv, name TAB aliases separated by commas.
#pragma once
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>
#include "intents/text/lexicon.hpp"

namespace sapa::text {

class towns
{
public:
    towns() = default;
    // A missing file gives an empty list. Throws std::runtime_error with file:line on a line without a name.
    explicit towns(const std::filesystem::path& file);

    struct match
    {
        std::string name{};            // as the file writes it
        std::size_t first{}, count{};  // which words
    };
    // The longest town among the words, exact names before misspelt ones. A misspelt name counts only after a
    // word of place ("di", "kota", "kantor") or where `any_place` says that only a town is expected.
    std::optional<match> find(std::span<const std::string> words, bool any_place) const;

private:
    const std::string* near(std::string_view word) const;

    string_map<std::string> names_{};  // lower case, alias or name -> name
    std::size_t longest_{1};           // words
};

}  // namespace sapa::text
