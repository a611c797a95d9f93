// Corrects words that nobody knows to known ones nearby, by the keyboards' distance.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>
#include "intents/text/lexicon.hpp"

namespace sapa::text {

class speller
{
public:
    // A word and how often it was seen; words seen once or twice are left alone, but nothing is corrected to
    // them.
    void add(std::string_view word, std::uint32_t count);
    void finish();  // after the last add

    bool knows(std::string_view word) const { return counts_.contains(word); }
    // nullptr where the word is known, too short (under 4 letters), has digits, or nothing is near enough.
    const std::string* correct(std::string_view word) const;

private:
    string_map<std::uint32_t> counts_{};
    std::vector<std::string> words_{};
    string_map<std::vector<std::uint32_t>> by_deletion_{};  // a word with one letter less -> words
    string_map<std::uint32_t> by_consonants_{};             // "dftr" -> daftar
};

}  // namespace sapa::text
