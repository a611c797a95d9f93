// Explains understanding.
#include "gateway/console/explained.hpp"

#include <fmt/format.h>
#include <algorithm>
#include "gateway/console/names.hpp"
#include "gateway/console/words.hpp"
#include "intents/text/clean.hpp"
#include "intents/text/words.hpp"

namespace sapa::console {
namespace {

constexpr std::size_t examples_shown = 3, words_tried = 24;

// "command saldo, misspelt" | "examples, hint x, hint y" | "no words in it" of the recogniser.
struct reason
{
    std::string layer{}, rule{};
    bool misspelt{};
    std::vector<std::string> hints{};
};

reason read_reason(std::string_view why)
{
    reason found;
    found.layer = why.starts_with("command ")   ? "command"
                  : why.starts_with("examples") ? "examples"
                                                : "nothing";
    if (found.layer == "command")
        found.rule = why.substr(8, why.find(',') - 8);
    for (auto at = why.find(", "); at != why.npos; at = why.find(", ", at + 2)) {
        const auto part = why.substr(at + 2, why.find(", ", at + 2) - at - 2);
        if (part == "misspelt")
            found.misspelt = true;
        else if (part.starts_with("hint "))
            found.hints.emplace_back(part.substr(5));
    }
    return found;
}

// Which words of `from` and `to` belong together: the rest was changed.
struct change
{
    std::string from{}, to{};
};
std::vector<change> changes_between(const std::vector<std::string>& from, const std::vector<std::string>& to)
{
    const auto rows = from.size(), columns = to.size();
    std::vector<std::vector<std::size_t>> length(rows + 1, std::vector<std::size_t>(columns + 1));
    for (auto i = rows; i-- > 0;)
        for (auto k = columns; k-- > 0;)
            length[i][k] =
                from[i] == to[k] ? length[i + 1][k + 1] + 1 : std::max(length[i + 1][k], length[i][k + 1]);
    std::vector<change> all;
    change open;
    const auto close = [&] {
        if (!open.from.empty() || !open.to.empty())
            all.push_back(std::exchange(open, {}));
    };
    const auto add = [](std::string& to_text, const std::string& word) {
        to_text += (to_text.empty() ? "" : " ") + word;
    };
    for (std::size_t i = 0, k = 0; i < rows || k < columns;) {
        if (i < rows && k < columns && from[i] == to[k]) {
            close();
            ++i, ++k;
        } else if (i < rows && (k == columns || length[i + 1][k] >= length[i][k + 1])) {
            add(open.from, from[i++]);
        } else {
            add(open.to, to[k++]);
        }
    }
    close();
    return all;
}

std::vector<std::string> blank_separated(const std::string& text)
{
    auto words = text::split_words(text);
    if (words.size() > 200)
        words.resize(200);
    return words;
}

double confidence_in(const understood& meaning, std::string_view intent)
{
    for (const auto& one : meaning.alternatives)
        if (one.intent == intent)
            return one.confidence;
    return 0;
}

// How much surer each word makes it: what is lost without the word.
struct weighed_word
{
    std::string word{};
    double for_winner{}, against{};  // against: what the other gains without it
};
std::vector<weighed_word> weighed_words(const heard& what, const bundle& conf, const std::string& other)
{
    const auto words = blank_separated(what.raw);
    std::vector<weighed_word> all;
    if (words.size() < 2 || words.size() > words_tried)
        return all;
    for (std::size_t skipped = 0; skipped < words.size(); ++skipped) {
        std::string rest;
        for (std::size_t i = 0; i < words.size(); ++i)
            if (i != skipped)
                rest += words[i] + " ";
        const auto without = conf.recogniser().recognise(rest, what.via);
        all.push_back(
            {words[skipped],
             confidence_in(what.meaning, what.meaning.intent) - confidence_in(without, what.meaning.intent),
             confidence_in(without, other) - confidence_in(what.meaning, other)});
    }
    return all;
}

std::string why_lost(const heard& what, const bundle& conf, const std::string& other,
                     const std::vector<near_example>& nearest, double best, language spoken)
{
    const auto title = label_title(conf.inside(), what.meaning.intent, spoken);
    const auto words_against = weighed_words(what, conf, other);
    const auto strongest = std::ranges::max_element(words_against, {}, &weighed_word::against);
    std::string said;
    if (strongest != words_against.end() && strongest->against > 0.05)
        said = words(spoken, "lost_word", {strongest->word, title}) + " ";
    if (nearest.empty())
        return said + words(spoken, "lost_no_example");
    const auto mine = said_number(nearest.front().similarity, spoken);
    return said + (nearest.front().similarity < best
                       ? words(spoken, "lost_example", {mine, said_number(best, spoken)})
                       : words(spoken, "lost_weights", {mine}));
}

json::array shown_examples(const std::vector<near_example>& found, const bundle& conf, language spoken)
{
    json::array all;
    for (const auto& one : found)
        all.push_back({{"label", one.label},
                       {"title", label_title(conf.inside(), one.label, spoken)},
                       {"sentence", one.sentence},
                       {"similarity", one.similarity}});
    return all;
}

json::array shown_alternatives(const heard& what, const bundle& conf, const nearest_examples& examples,
                               const reason& because, double best, language spoken)
{
    json::array all;
    for (const auto& one : what.meaning.alternatives) {
        const bool won = one.intent == what.meaning.intent;
        const auto nearest = examples.find(what.raw, 1, one.intent);
        json::object made{{"intent", one.intent},
                          {"title", label_title(conf.inside(), one.intent, spoken)},
                          {"confidence", one.confidence},
                          {"won", won}};
        made["why"] = !won                         ? why_lost(what, conf, one.intent, nearest, best, spoken)
                      : because.layer == "command" ? words(spoken, "won_command", {because.rule})
                                                   : words(spoken, "won_examples");
        if (!nearest.empty())
            made["example"] = nearest.front().sentence;
        all.push_back(std::move(made));
    }
    return all;
}

std::string said_diagnosis(const number_diagnosis& number, language spoken)
{
    const auto digits = std::to_string(number.digits);
    switch (number.fault) {
        case number_fault::wrong_length:
            return words(spoken, "number_wrong_length", {digits});
        case number_fault::has_letter:
            return words(spoken, "number_has_letter",
                         {std::string(1, number.strange), std::to_string(number.position)});
        case number_fault::looks_like_phone:
            return words(spoken, "number_looks_like_phone");
        case number_fault::cut_in_two:
            return words(spoken, "number_cut_in_two");
        case number_fault::none:
            break;
    }
    return {};
}

constexpr std::string_view actions[]{"answer", "ask", "unknown"};
constexpr std::string_view faults[]{"none", "wrong_length", "has_letter", "looks_like_phone", "cut_in_two"};

}  // namespace

std::string said_number(double number, language spoken)
{
    auto said = fmt::format("{:.2f}", number);
    if (spoken != language::en)
        std::ranges::replace(said, '.', ',');
    return said;
}

std::string masked_slot(std::string_view name, const std::string& value)
{
    constexpr std::string_view open[]{"birth_date", "town", "language"};
    if (name == "birth_date" && value.size() >= 4)
        return value.substr(0, 4) + "-..-..";
    if (std::ranges::count(open, name))
        return value;
    if (name == "name" || name == "email" || name == "text")
        return value.substr(0, 1) + "...";
    return value.find_first_of("0123456789") == value.npos ? value : masked_tail(value);
}

json::object shown_text(const heard& what, language spoken)
{
    const auto cleaned = text::clean(what.raw);
    const auto typed = text::split_text(cleaned, text::find_numbers(cleaned));
    json::array all;
    for (const auto& one : changes_between(typed, blank_separated(what.meaning.normalised)))
        all.push_back({{"from", one.from},
                       {"to", one.to},
                       {"how", words(spoken, one.to.empty()     ? "change_dropped"
                                             : one.from.empty() ? "change_added"
                                                                : "change_spelling")}});
    return {{"raw", what.raw}, {"normalised", what.meaning.normalised}, {"changes", std::move(all)}};
}

json::object shown_understood(const heard& what, const bundle& conf, const nearest_examples& examples,
                              language spoken)
{
    const auto& meaning = what.meaning;
    const auto because = read_reason(meaning.why);
    const auto nearest = examples.find(what.raw, examples_shown, meaning.intent);
    const auto best = nearest.empty() ? 0 : nearest.front().similarity;
    auto deciding = weighed_words(what, conf, {});
    std::erase_if(deciding, [](const auto& one) { return one.for_winner < 0.02; });
    std::ranges::stable_sort(deciding, std::ranges::greater{}, &weighed_word::for_winner);
    json::array deciding_words;
    for (const auto& one : deciding)
        deciding_words.push_back({{"word", one.word}, {"weight", one.for_winner}});
    const auto action = actions[static_cast<std::size_t>(meaning.action)];
    return {{"intent", meaning.intent},
            {"title", label_title(conf.inside(), meaning.intent, spoken)},
            {"confidence", meaning.confidence},
            {"action", action},
            {"action_title", words(spoken, "action_" + std::string(action))},
            {"layer", because.layer},
            {"rule", because.rule},
            {"misspelt", because.misspelt},
            {"hints", json::value_from(because.hints)},
            {"second_intent", meaning.second_intent},
            {"words", std::move(deciding_words)},
            {"examples", shown_examples(nearest, conf, spoken)},
            {"alternatives", shown_alternatives(what, conf, examples, because, best, spoken)},
            {"number", json::object{{"fault", faults[static_cast<std::size_t>(meaning.number.fault)]},
                                    {"digits", meaning.number.digits},
                                    {"explained", said_diagnosis(meaning.number, spoken)}}}};
}

json::array shown_slots(const std::vector<std::pair<std::string, std::string>>& slots, language spoken)
{
    json::array all;
    for (const auto& [name, value] : slots)
        all.push_back({{"name", name},
                       {"title", slot_title(name, spoken)},
                       {"value", value},
                       {"masked", masked_slot(name, value)}});
    return all;
}

std::string summary_of(const heard& what, const bundle& conf, language spoken)
{
    const auto& meaning = what.meaning;
    const auto because = read_reason(meaning.why);
    const auto title = label_title(conf.inside(), meaning.intent, spoken);
    const auto sure = said_number(meaning.confidence, spoken);
    if (meaning.action == understanding::unknown)
        return words(spoken, "summary_unknown", {title, sure});
    if (meaning.action == understanding::ask)
        return words(spoken, "summary_ask", {title, sure});
    if (because.layer == "command")
        return words(spoken, because.misspelt ? "summary_misspelt" : "summary_command",
                     {title, sure, because.rule});
    return words(spoken, "summary_examples", {title, sure});
}

}  // namespace sapa::console
