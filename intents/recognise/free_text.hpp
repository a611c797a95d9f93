// What was learnt from the examples: scores of every label for a text, and how sure they are.
#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <vector>
#include "intents/recognise/examples.hpp"
#include "intents/recognise/hints.hpp"
#include "intents/recognise/linear_model.hpp"

namespace sapa {

// From scores to confidence, fitted on texts that the model had not seen.
struct calibration
{
    float temperature{0.2F};
    float answer_at{0.6F};  // from here on an answer without asking back
    float ask_at{0.2F};     // below this "I don't know"
};

struct scored_label
{
    std::size_t label{};
    float confidence{};
};

class free_text
{
public:
    // Learns from conf/examples, or reads what was learnt from `cache` where the inputs are the same.
    static std::unique_ptr<free_text> load(const std::filesystem::path& conf,
                                           const std::filesystem::path& cache);
    // Learns from these; `fit` also fits the calibration.
    static std::unique_ptr<free_text> learn(const std::vector<example>& examples,
                                            const std::filesystem::path& conf, bool fit);

    // Confidence of every label, best first; `reasons` gets the names of hints that took part.
    std::vector<scored_label> judge(const text_view& seen, std::vector<std::string>* reasons) const;

    const std::vector<std::string>& labels() const { return labels_; }
    const language_knowledge& knowledge() const { return knowledge_; }
    const calibration& calibrated() const { return calibration_; }

private:
    void learn_words(const std::vector<example>& examples);
    void fit(const std::vector<example>& examples, const std::filesystem::path& conf);
    void raw_scores(const text_view& seen, std::vector<float>& scores,
                    std::vector<std::string>* reasons) const;
    void write(const std::filesystem::path& file) const;
    bool read(const std::filesystem::path& file);

    std::vector<std::string> labels_{};
    language_knowledge knowledge_{};
    std::vector<std::pair<std::string, std::uint32_t>> spelling_{};  // what the speller was made of
    vocabulary vocabulary_{};
    linear_model model_{};
    std::unique_ptr<hints> hints_{};
    calibration calibration_{};
};

class recogniser;
// The commands and towns of `conf` before what was learnt: for measuring with other examples.
std::shared_ptr<const recogniser> make_recogniser(const std::filesystem::path& conf,
                                                  std::unique_ptr<free_text> learnt);

}  // namespace sapa
