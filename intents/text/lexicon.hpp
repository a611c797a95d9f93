// What people write and what it means in plain words: conf/lexicon/*.tsv.
#pragma once
#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace sapa::text {

struct string_hash
{
    using is_transparent = void;
    std::size_t operator()(std::string_view key) const { return std::hash<std::string_view>{}(key); }
};
template <class Value>
using string_map = std::unordered_map<std::string, Value, string_hash, std::equal_to<>>;

class lexicon
{
public:
    lexicon() = default;
    // Every *.tsv of the folder: colloquial TAB plain, '#' for comments. Either side may be several words.
    // Throws std::runtime_error with file:line on a line without a tab. A missing folder is an empty lexicon.
    explicit lexicon(const std::filesystem::path& folder);

    void add(std::string_view colloquial, std::string_view plain);
    std::size_t size() const { return plain_.size(); }
    bool knows(std::string_view word) const { return plain_.contains(word); }

    // The longest entry that begins at words[0]: its plain words and how many words it covers; 0 where none.
    struct match
    {
        const std::vector<std::string>* plain{};
        std::size_t covers{};
    };
    match longest(std::span<const std::string> words) const;

    const string_map<std::vector<std::string>>& entries() const { return plain_; }

private:
    string_map<std::vector<std::string>> plain_{};
    string_map<std::size_t> longest_from_{};  // first word -> words of its longest entry
};

// Words of a line, separated by blanks.
std::vector<std::string> split_words(std::string_view line);

}  // namespace sapa::text
