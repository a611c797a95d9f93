// Compares texts with examples.
#include "intents/recognise/nearest_examples.hpp"

#include <algorithm>
#include <cmath>
#include "intents/text/clean.hpp"
#include "intents/text/words.hpp"

namespace sapa {

std::vector<std::string> nearest_examples::terms_of(std::string_view text) const
{
    const auto cleaned = text::clean(text);
    auto terms = text::plain_words(text::split_text(cleaned, text::find_numbers(cleaned)), words_, nullptr);
    const auto words = terms.size();
    for (std::size_t i = 1; i < words; ++i)
        terms.push_back(terms[i - 1] + " " + terms[i]);
    std::ranges::sort(terms);
    terms.erase(std::unique(terms.begin(), terms.end()), terms.end());
    return terms;
}

nearest_examples::nearest_examples(const std::filesystem::path& conf)
    : words_(conf / "lexicon"), all_(read_examples(conf / "examples"))
{
    std::vector<std::uint32_t> seen;
    std::vector<std::vector<std::uint32_t>> held;
    for (const auto& one : all_) {
        auto& mine = held.emplace_back();
        for (auto& term : terms_of(one.sentence)) {
            const auto number = terms_.try_emplace(std::move(term), terms_.size()).first->second;
            if (number >= seen.size())
                seen.push_back(0);
            ++seen[number];
            mine.push_back(number);
        }
        std::ranges::sort(mine);
    }
    for (const auto times : seen)
        rarity_.push_back(std::log(static_cast<float>(all_.size() + 1) / static_cast<float>(times)));
    for (const auto& mine : held) {
        auto& to = weighed_.emplace_back();
        float length = 0;
        for (const auto term : mine)
            length += rarity_[term] * rarity_[term];
        for (const auto term : mine)
            to.emplace_back(term, rarity_[term] / std::sqrt(std::max(length, 1e-6F)));
    }
}

nearest_examples::weights nearest_examples::weights_of(std::string_view text) const
{
    weights to;
    float length = 0;
    const auto unknown = std::log(static_cast<float>(all_.size() + 1));
    for (const auto& term : terms_of(text)) {
        const auto known = terms_.find(term);
        const auto rare = known == terms_.end() ? unknown : rarity_[known->second];
        // A pair that no example holds says nothing; a word does.
        if (known == terms_.end() && term.find(' ') != term.npos)
            continue;
        length += rare * rare;
        if (known != terms_.end())
            to.emplace_back(known->second, rare);
    }
    for (auto& [term, weight] : to)
        weight /= std::sqrt(std::max(length, 1e-6F));
    std::ranges::sort(to);
    return to;
}

std::vector<near_example> nearest_examples::find(std::string_view text, std::size_t most,
                                                 std::string_view label) const
{
    const auto asked = weights_of(text);
    std::vector<std::pair<float, std::size_t>> scored;
    for (std::size_t i = 0; i < all_.size(); ++i) {
        if (!label.empty() && all_[i].label != label)
            continue;
        float sum = 0;
        auto mine = weighed_[i].begin();
        for (const auto& [term, weight] : asked) {
            while (mine != weighed_[i].end() && mine->first < term)
                ++mine;
            if (mine != weighed_[i].end() && mine->first == term)
                sum += weight * mine->second;
        }
        if (sum > 0)
            scored.emplace_back(sum, i);
    }
    const auto kept = std::min(most, scored.size());
    std::ranges::partial_sort(scored, scored.begin() + static_cast<std::ptrdiff_t>(kept),
                              [](const auto& a, const auto& b) {
                                  return a.first != b.first ? a.first > b.first : a.second < b.second;
                              });
    std::vector<near_example> found;
    for (std::size_t i = 0; i < kept; ++i)
        found.push_back({all_[scored[i].second].label, all_[scored[i].second].sentence,
                         std::min(1.0, static_cast<double>(scored[i].first))});
    return found;
}

}  // namespace sapa
