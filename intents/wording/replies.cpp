// Loads the catalogue of replies and shapes a text for its channel.
#include "intents/wording/replies.hpp"

#include <algorithm>

#include "intents/knowledge/yaml_tree.hpp"
#include "intents/wording/gsm_basic.hpp"

namespace sapa {
namespace {

constexpr std::size_t title_max = 20, description_max = 72, buttons_max = 3, rows_max = 10;

reply read_reply(const yaml_tree& tree, const fault_log& faults)
{
    expect_keys(tree, {"id", "en", "jv", "su", "whatsapp", "segments", "choices"}, faults);
    reply made{.file = faults.file, .line = tree.line};
    for (auto spoken : all_languages) {
        made.text.by_language[static_cast<std::size_t>(spoken)] = scalar_of(tree, to_string(spoken), faults);
        made.text.lines[static_cast<std::size_t>(spoken)] = tree[to_string(spoken)].line;
    }
    made.whatsapp = read_spoken(tree["whatsapp"], faults);
    made.segments = number_of(tree, "segments", 1, 6, faults).value_or(1);
    made.choices = words_of(tree, "choices", faults);
    made.choices_line = tree["choices"].line;
    return made;
}

titled read_title(const yaml_tree& tree, const fault_log& faults)
{
    expect_keys(tree, {"id", "en", "jv", "su", "about"}, faults);
    titled made{.file = faults.file, .line = tree.line};
    for (auto spoken : all_languages) {
        made.title.by_language[static_cast<std::size_t>(spoken)] = scalar_of(tree, to_string(spoken), faults);
        made.title.lines[static_cast<std::size_t>(spoken)] = tree[to_string(spoken)].line;
    }
    made.description = read_spoken(tree["about"], faults);
    return made;
}

void read_file(const std::filesystem::path& path, catalogue& all, std::vector<finding>& findings)
{
    const fault_log faults{path.string(), &findings};
    const auto tree = read_yaml(path, faults);
    expect_keys(tree, {"replies", "titles", "words", "languages"}, faults);
    for (const auto& [key, one] : tree["replies"].members)
        if (!all.replies.emplace(key, read_reply(one, faults)).second)
            faults.error(one.line, "duplicate-key", "the reply '" + key + "' exists already",
                         "keep one of them");
    for (const auto& [key, one] : tree["titles"].members)
        if (!all.titles.emplace(key, read_title(one, faults)).second)
            faults.error(one.line, "duplicate-key", "the title '" + key + "' exists already",
                         "keep one of them");
    for (const auto& [table, words] : tree["words"].members)
        for (const auto& [word, said] : words.members) {
            all.words[table][word] = read_spoken(said, faults);
            if (all.words[table][word].empty())
                faults.error(said.line, "missing-language",
                             "the word '" + word + "' is not said in Indonesian", "add `id: ...`");
        }
    for (const auto& [code, words] : tree["languages"].members) {
        const auto spoken = parse_language(code);
        if (!spoken)
            faults.error(words.line, "unknown-key", "unknown language '" + code + "'",
                         "write one of: id, en, jv, su");
        for (auto& word : words_of(tree["languages"], code, faults))
            all.language_words.emplace_back(spoken.value_or(language::id), std::move(word));
    }
}

}  // namespace

const reply* catalogue::find(std::string_view key) const
{
    const auto at = replies.find(key);
    return at == replies.end() ? nullptr : &at->second;
}

std::span<const std::pair<language, std::string>> catalogue::languages_of(std::string_view word) const
{
    return std::ranges::equal_range(language_words, word, {}, &std::pair<language, std::string>::second);
}

std::string catalogue::title(std::string_view label, language spoken) const
{
    const auto at = titles.find(label);
    return at == titles.end() ? first_characters(std::string(label), title_max)
                              : at->second.title.nearest(spoken);
}

catalogue load_replies(const std::filesystem::path& folder, std::vector<finding>& findings)
{
    catalogue all;
    for (const auto& path : yaml_files(folder))
        read_file(path, all, findings);
    std::ranges::sort(all.language_words, {}, &std::pair<language, std::string>::second);
    return all;
}

std::string numbered(const std::vector<choice>& choices)
{
    std::string text;
    for (std::size_t i = 0; i < choices.size(); ++i)
        text += (text.empty() ? "" : " ") + std::to_string(i + 1) + " " + choices[i].title;
    return text;
}

mt_content content_for(channel_type via, std::string text, std::vector<choice> choices,
                       std::string list_title)
{
    mt_content content;
    if (via == channel_type::sms) {
        content.text = to_basic(std::move(text));
        return content;
    }
    content.text = std::move(text);
    for (auto& one : choices) {
        one.title = first_characters(std::move(one.title), title_max);
        one.description = first_characters(std::move(one.description), description_max);
    }
    if (choices.size() <= buttons_max) {
        for (auto& one : choices)
            one.description.clear();
        content.buttons = std::move(choices);
    } else {
        choices.resize(std::min(choices.size(), rows_max));
        content.rows = std::move(choices);
        content.list_title = first_characters(std::move(list_title), title_max);
    }
    return content;
}

}  // namespace sapa
