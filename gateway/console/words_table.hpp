// The tables of sentences, one a concern.
#pragma once
#include <span>
#include <string_view>
#include <vector>

namespace sapa::console {

struct sentence
{
    std::string_view key, id, en;
};

std::span<const sentence> play_words();  // words_play.cpp
std::span<const sentence> why_words();   // words_why.cpp
std::span<const sentence> desk_words();  // words_desk.cpp: accounts, tests, drafts, conversations
std::span<const sentence> name_words();  // words_names.cpp: labels, slots and values of conf/ and core
// words_findings.cpp: `en` is the pattern of a sentence of the check; said by said_finding.hpp.
std::span<const sentence> finding_words();

inline std::vector<std::span<const sentence>> sentences()
{
    return {play_words(), why_words(), desk_words(), name_words()};
}

}  // namespace sapa::console
