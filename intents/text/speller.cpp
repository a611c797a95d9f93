// Candidates through words with one letter taken out; the nearest and then the most frequent one wins.
#include "intents/text/speller.hpp"

#include <algorithm>
#include "intents/text/keypad.hpp"

namespace sapa::text {

namespace {

constexpr std::size_t shortest = 4;
constexpr std::uint32_t least_seen = 3;  // rarer words are known, but nothing is corrected to them
constexpr std::size_t longest = 20;

std::string consonants_of(std::string_view word)
{
    std::string out;
    for (std::size_t at = 0; at < word.size(); ++at)
        if (at == 0 || std::string_view("aeiou").find(word[at]) == std::string_view::npos)
            out += word[at];
    return out;
}

bool only_letters(std::string_view word)
{
    return std::ranges::all_of(word, [](char c) { return c >= 'a' && c <= 'z'; });
}

double limit_for(std::size_t length) { return length <= 7 ? 0.7 : 1.0; }

}  // namespace

void speller::add(std::string_view word, std::uint32_t count)
{
    if (only_letters(word) && word.size() <= longest)
        counts_[std::string(word)] += count;
}

void speller::finish()
{
    for (const auto& [word, count] : counts_)
        if (word.size() >= shortest && count >= least_seen)
            words_.push_back(word);
    std::ranges::sort(words_);
    for (std::uint32_t index = 0; index < words_.size(); ++index) {
        const auto& word = words_[index];
        by_deletion_[word].push_back(index);
        for (std::size_t at = 0; at < word.size(); ++at)
            by_deletion_[word.substr(0, at) + word.substr(at + 1)].push_back(index);
        const auto bones = consonants_of(word);
        if (bones.size() < 3 || bones.size() == word.size())
            continue;
        auto [place, fresh] = by_consonants_.try_emplace(bones, index);
        if (!fresh && counts_[words_[place->second]] < counts_[word])
            place->second = index;
    }
}

const std::string* speller::correct(std::string_view word) const
{
    if (word.size() < 3 || word.size() > longest || !only_letters(word) || knows(word))
        return nullptr;
    if (consonants_of(word) == word)
        if (auto at = by_consonants_.find(word); at != by_consonants_.end())
            return &words_[at->second];
    if (word.size() < shortest)
        return nullptr;
    const auto limit = limit_for(word.size());
    const std::string* best = nullptr;
    double best_score = 1e9;
    const auto consider = [&](std::string_view key) {
        auto at = by_deletion_.find(key);
        if (at == by_deletion_.end())
            return;
        for (auto index : at->second) {
            const auto& meant = words_[index];
            const auto apart = keypad_distance(word, meant, limit);
            if (apart > limit)
                continue;
            if (word[0] != meant[0])
                continue;
            const auto count = counts_.find(meant)->second;
            const auto score = apart - 0.05 * std::min<std::uint32_t>(count, 12);
            if (score < best_score) {
                best_score = score;
                best = &meant;
            }
        }
    };
    consider(word);
    std::string shorter;
    for (std::size_t at = 0; at < word.size(); ++at) {
        shorter.assign(word.substr(0, at)).append(word.substr(at + 1));
        consider(shorter);
    }
    return best;
}

}  // namespace sapa::text
