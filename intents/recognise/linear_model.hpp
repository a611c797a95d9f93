// A linear classifier over hashed features: weights of every label for every kept feature.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>
#include "intents/recognise/features.hpp"
#include "intents/recognise/model_file.hpp"

namespace sapa {

struct feature_value
{
    std::uint32_t index{};
    float value{};
};

// Which features are kept and how much each weighs: a table of hash -> (index, idf).
class vocabulary
{
public:
    struct settings
    {
        std::array<float, feature_groups> weight{1.0F, 0.5F, 1.0F, 0.5F};
        std::array<std::uint32_t, feature_groups> least_texts{1, 1, 2, 2};
    };
    void learn(std::span<const hashed_features> texts, const settings& chosen);
    // Sorted by index, each group of length `weight`.
    std::vector<feature_value> vector_of(const hashed_features& text) const;
    std::size_t size() const { return size_; }

    void write(model_writer& out) const;
    void read(model_reader& in);  // throws std::runtime_error

private:
    struct entry
    {
        std::uint64_t hash{};
        std::uint32_t index{};
        float idf{};
    };
    const entry* find(std::uint64_t hash) const;

    settings settings_{};
    table<entry> table_{};  // open addressing, a power of two; hash 0 is free
    std::uint32_t size_{};
};

class linear_model
{
public:
    // `label[i]` numbers the label of text i; `cost` is liblinear's C. `labels` is how many there are.
    void learn(std::span<const std::vector<feature_value>> texts, std::span<const int> label, int labels,
               std::uint32_t features, double cost);
    // One score a label.
    void score(std::span<const feature_value> text, std::span<float> out) const;
    int labels() const { return labels_; }

    void write(model_writer& out) const;
    void read(model_reader& in);  // throws std::runtime_error

private:
    int labels_{};
    int row_{};                     // labels rounded up, so that a row is whole vectors
    table<float> scale_{};          // of a feature's row
    table<std::int8_t> weights_{};  // feature by feature
};

}  // namespace sapa
