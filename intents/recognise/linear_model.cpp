// Learning through liblinear, scoring with one signed byte a weight.
#include "intents/recognise/linear_model.hpp"

#include <linear.h>
#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace sapa {

namespace {

constexpr int round_up(int labels) { return (labels + 15) / 16 * 16; }

struct training_set
{
    std::vector<feature_node> nodes{};
    std::vector<feature_node*> rows{};
    std::vector<double> labels{};
};

training_set make_set(std::span<const std::vector<feature_value>> texts, std::span<const int> label)
{
    training_set set;
    std::size_t total = 0;
    for (const auto& text : texts)
        total += text.size() + 1;
    set.nodes.reserve(total);
    for (std::size_t i = 0; i < texts.size(); ++i) {
        set.rows.push_back(set.nodes.data() + set.nodes.size());
        for (const auto& [index, value] : texts[i])
            set.nodes.push_back({static_cast<int>(index) + 1, static_cast<double>(value)});
        set.nodes.push_back({-1, 0});
        set.labels.push_back(label[i]);
    }
    return set;
}

}  // namespace

void linear_model::learn(std::span<const std::vector<feature_value>> texts, std::span<const int> label,
                         int labels, std::uint32_t features, double cost)
{
    auto set = make_set(texts, label);
    problem task{.l = static_cast<int>(texts.size()),
                 .n = static_cast<int>(features),
                 .y = set.labels.data(),
                 .x = set.rows.data(),
                 .bias = -1};
    parameter how{};
    how.solver_type = MCSVM_CS;  // all labels together: better here than one against the rest
    how.C = cost;
    how.eps = 0.5;  // finer costs time and gains nothing
    set_print_string_function([](const char*) {});
    if (const char* wrong = check_parameter(&task, &how))
        throw std::runtime_error(std::string("liblinear: ") + wrong);
    struct free_model
    {
        void operator()(model* m) const { free_and_destroy_model(&m); }
    };
    const std::unique_ptr<model, free_model> learnt{train(&task, &how)};
    labels_ = labels;
    row_ = round_up(labels);
    std::vector<std::int8_t> weights(static_cast<std::size_t>(features) * static_cast<std::size_t>(row_), 0);
    std::vector<float> scale(features, 0);
    const int columns = learnt->nr_class;
    for (std::uint32_t feature = 0; feature < features; ++feature) {
        const double* row = learnt->w + static_cast<std::size_t>(feature) * static_cast<std::size_t>(columns);
        const double largest = std::abs(*std::max_element(
            row, row + columns, [](double a, double b) { return std::abs(a) < std::abs(b); }));
        scale[feature] = static_cast<float>(largest / 127);
        if (largest > 0)
            for (int column = 0; column < columns; ++column)
                weights[static_cast<std::size_t>(feature) * static_cast<std::size_t>(row_) +
                        static_cast<std::size_t>(learnt->label[column])] =
                    static_cast<std::int8_t>(std::lround(row[column] / largest * 127));
    }
    weights_ = table(std::move(weights));
    scale_ = table(std::move(scale));
}

void linear_model::score(std::span<const feature_value> text, std::span<float> out) const
{
    constexpr int widest = 128;
    float sums[widest] = {};
    const auto row = static_cast<std::size_t>(std::min(row_, widest));
    for (const auto& [index, value] : text) {
        const float factor = value * scale_[index];
        const std::int8_t* weights =
            weights_.data() + static_cast<std::size_t>(index) * static_cast<std::size_t>(row_);
        for (std::size_t label = 0; label < row; ++label)
            sums[label] += factor * static_cast<float>(weights[label]);
    }
    std::copy_n(sums, out.size(), out.begin());
}

void linear_model::write(model_writer& out) const
{
    out.value(labels_);
    out.values(scale_);
    out.values(weights_);
}

void linear_model::read(model_reader& in)
{
    constexpr std::size_t features_max = 1u << 24;
    labels_ = in.value<int>();
    if (labels_ < 1 || labels_ > 128)
        throw std::runtime_error("model file: broken weights");
    row_ = round_up(labels_);
    scale_ = in.values<float>(features_max);
    weights_ = in.values<std::int8_t>(features_max * static_cast<std::size_t>(row_));
    if (weights_.size() != scale_.size() * static_cast<std::size_t>(row_))
        throw std::runtime_error("model file: broken weights");
}

}  // namespace sapa
