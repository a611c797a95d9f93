// Learning, judging and calibrating free text.
#include "intents/recognise/free_text.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <stdexcept>
#include "intents/text/clean.hpp"
#include "intents/text/words.hpp"

namespace sapa {

namespace {

constexpr double cost = 1.0;
constexpr std::uint32_t least_seen = 2;  // of a word that is left as it is; once seen may be a typing error
constexpr std::uint32_t from_lexicon = 3;

std::vector<std::string> labels_of(const std::vector<example>& examples)
{
    std::vector<std::string> labels;
    for (const auto& one : examples)
        labels.push_back(one.label);
    std::ranges::sort(labels);
    labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
    return labels;
}

struct judged
{
    std::vector<float> scores{};
    std::size_t label{};
};

// Softmax in place.
void to_confidence(std::vector<float>& scores, float temperature)
{
    const float most = std::ranges::max(scores);
    float sum = 0;
    for (auto& score : scores)
        sum += score = std::exp((score - most) / temperature);
    for (auto& score : scores)
        score /= sum;
}

float best_temperature(const std::vector<judged>& held_out)
{
    float best = 0.2F;
    double least = 1e300;
    for (float temperature = 0.06F; temperature < 0.6F; temperature *= 1.08F) {
        double loss = 0;
        for (auto one : held_out) {
            to_confidence(one.scores, temperature);
            loss -= std::log(std::max(one.scores[one.label], 1e-9F));
        }
        if (loss < least) {
            least = loss;
            best = temperature;
        }
    }
    return best;
}

struct outcome
{
    float confidence{};
    bool first{}, third{};
};

// The lowest confidence from which on the answers are right often enough.
calibration thresholds(const std::vector<judged>& held_out, float temperature)
{
    constexpr double right_when_answering = 0.955, right_when_asking = 0.88;
    std::vector<outcome> all;
    for (auto one : held_out) {
        to_confidence(one.scores, temperature);
        const float mine = one.scores[one.label];
        const auto above = std::ranges::count_if(one.scores, [&](float s) { return s > mine; });
        all.push_back({std::ranges::max(one.scores), above == 0, above < 3});
    }
    std::ranges::sort(all, std::greater{}, &outcome::confidence);
    calibration fitted{.temperature = temperature, .answer_at = 0.9F, .ask_at = 0.3F};
    std::size_t right = 0, answered = 0;
    for (std::size_t at = 0; at < all.size(); ++at) {
        right += all[at].first;
        if (at >= 20 && static_cast<double>(right) >= right_when_answering * static_cast<double>(at + 1)) {
            fitted.answer_at = all[at].confidence;
            answered = at + 1;
        }
    }
    std::size_t among = 0;
    fitted.ask_at = fitted.answer_at;
    for (auto at = answered; at < all.size(); ++at) {
        among += all[at].third;
        if (static_cast<double>(among) >= right_when_asking * static_cast<double>(at + 1 - answered))
            fitted.ask_at = all[at].confidence;
    }
    return fitted;
}

}  // namespace

void free_text::learn_words(const std::vector<example>& examples)
{
    std::map<std::string, std::uint32_t> seen;
    for (const auto& one : examples) {
        const auto cleaned = text::clean(one.sentence);
        for (auto& word : text::plain_words(text::split_text(cleaned, text::find_numbers(cleaned)),
                                            knowledge_.words, nullptr))
            ++seen[word];
    }
    for (const auto& [typed, plain] : knowledge_.words.entries())
        for (const auto& word : text::split_words(typed))
            seen[word] += from_lexicon;
    for (const auto& [word, kind] : knowledge_.class_of)
        seen[word] += least_seen;
    for (const auto& [word, count] : seen)
        if (count >= least_seen)
            spelling_.emplace_back(word, count);
    for (const auto& [word, count] : spelling_)
        knowledge_.speller.add(word, count);
    knowledge_.speller.finish();
}

std::unique_ptr<free_text> free_text::learn(const std::vector<example>& examples,
                                            const std::filesystem::path& conf, bool fit)
{
    auto made = std::make_unique<free_text>();
    made->labels_ = labels_of(examples);
    made->knowledge_.words = text::lexicon(conf / "lexicon");
    made->knowledge_.class_of = read_classes(conf / "lexicon" / "classes.txt");
    made->hints_ = std::make_unique<hints>(conf / "hints.yaml", made->labels_);
    made->learn_words(examples);
    std::vector<hashed_features> hashed(examples.size());
    std::vector<int> label(examples.size());
    for (std::size_t i = 0; i < examples.size(); ++i) {
        const auto seen = look_at(examples[i].sentence, made->knowledge_);
        hash_features(seen, made->knowledge_, hashed[i]);
        label[i] = static_cast<int>(std::ranges::lower_bound(made->labels_, examples[i].label) -
                                    made->labels_.begin());
    }
    made->vocabulary_.learn(hashed, {});
    std::vector<std::vector<feature_value>> vectors;
    for (const auto& one : hashed)
        vectors.push_back(made->vocabulary_.vector_of(one));
    std::srand(1);  // liblinear shuffles by rand(): the same model on every run
    made->model_.learn(vectors, label, static_cast<int>(made->labels_.size()),
                       static_cast<std::uint32_t>(made->vocabulary_.size()), cost);
    if (fit)
        made->fit(examples, conf);
    return made;
}

// One fifth is kept apart; what is learnt from the rest judges it.
void free_text::fit(const std::vector<example>& examples, const std::filesystem::path& conf)
{
    constexpr std::size_t parts = 5;
    std::vector<example> learnt, kept;
    for (std::size_t i = 0; i < examples.size(); ++i)
        (i % parts == 0 ? kept : learnt).push_back(examples[i]);
    const auto other = learn(learnt, conf, false);
    if (other->labels_ != labels_)
        return;  // a label with very few examples: the thresholds stay as they are
    std::vector<judged> held_out;
    for (const auto& one : kept) {
        judged result{.label = static_cast<std::size_t>(std::ranges::lower_bound(labels_, one.label) -
                                                        labels_.begin())};
        other->raw_scores(look_at(one.sentence, other->knowledge_), result.scores, nullptr);
        held_out.push_back(std::move(result));
    }
    calibration_ = thresholds(held_out, best_temperature(held_out));
}

void free_text::raw_scores(const text_view& seen, std::vector<float>& scores,
                           std::vector<std::string>* reasons) const
{
    hashed_features hashed;
    hash_features(seen, knowledge_, hashed);
    scores.assign(labels_.size(), 0);
    model_.score(vocabulary_.vector_of(hashed), scores);
    auto names = hints_->apply(text::joined(seen.plain), scores);
    if (reasons)
        *reasons = std::move(names);
}

std::vector<scored_label> free_text::judge(const text_view& seen, std::vector<std::string>* reasons) const
{
    std::vector<float> scores;
    raw_scores(seen, scores, reasons);
    to_confidence(scores, calibration_.temperature);
    std::vector<scored_label> all(scores.size());
    for (std::size_t label = 0; label < scores.size(); ++label)
        all[label] = {label, scores[label]};
    const auto best = std::min<std::size_t>(all.size(), 4);
    std::ranges::partial_sort(all, all.begin() + static_cast<std::ptrdiff_t>(best), std::greater{},
                              &scored_label::confidence);
    return all;
}

}  // namespace sapa
