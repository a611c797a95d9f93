// Which sentences of conf/examples are most like a text: to show a person why it was understood so.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>
#include "intents/recognise/examples.hpp"
#include "intents/text/lexicon.hpp"

namespace sapa {

struct near_example
{
    std::string label{}, sentence{};
    double similarity{};  // 0 to 1: cosine over rare words and pairs of words
};

// Immutable once made. It explains the recogniser, it does not decide: that one weighs features of its own.
class nearest_examples
{
public:
    // Reads `conf`/examples and lexicon.
    explicit nearest_examples(const std::filesystem::path& conf);

    // The nearest first; of this label alone where it is given.
    std::vector<near_example> find(std::string_view text, std::size_t most,
                                   std::string_view label = {}) const;
    const std::vector<example>& all() const { return all_; }

private:
    // Sorted by term.
    using weights = std::vector<std::pair<std::uint32_t, float>>;
    std::vector<std::string> terms_of(std::string_view text) const;
    weights weights_of(std::string_view text) const;

    text::lexicon words_;
    std::vector<example> all_;
    std::unordered_map<std::string, std::uint32_t> terms_{};
    std::vector<float> rarity_{};  // by term
    std::vector<weights> weighed_{};
};

}  // namespace sapa
