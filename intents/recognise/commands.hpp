// Exact commands: conf/commands.yaml, tried before free text.
#pragma once
#include <re2/re2.h>
#include <re2/set.h>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>
#include "intents/recognise/features.hpp"

namespace sapa {

struct command_match
{
    std::string intent{};
    std::string name{};                  // for "why"
    std::vector<std::string> choices{};  // not empty: the command alone is ambiguous, ask which is meant
    bool names_town{};  // words stand where a pattern has {town}
    bool misspelt{};
};

class commands
{
public:
    // Throws std::runtime_error with file:line where the file is broken.
    explicit commands(const std::filesystem::path& file);
    std::optional<command_match> find(const text_view& seen, const language_knowledge& knowledge) const;

    // Words that a misspelt word may be corrected to.
    const std::vector<std::string>& keywords() const { return keywords_; }

private:
    struct pattern
    {
        std::unique_ptr<RE2> expression{};
        int town{};  // the group's number; 0 where there is none
    };
    struct command
    {
        std::string intent{}, name{};
        std::vector<std::string> choices{};
        std::vector<pattern> patterns{};
    };
    std::optional<command_match> match(const std::string& line) const;
    std::vector<std::string> words_of(const text_view& seen) const;
    bool correct(std::vector<std::string>& words, const language_knowledge& knowledge) const;

    std::vector<command> commands_{};
    std::vector<std::pair<std::size_t, std::size_t>> place_of_{};  // pattern of the set -> command, pattern
    std::unique_ptr<RE2::Set> set_{};
    std::unordered_set<std::string> filler_{};
    text::string_map<std::string> glued_{};
    std::vector<std::string> keywords_{};
};

}  // namespace sapa
