// Loads the knowledge base and picks an answer.
#include "intents/knowledge/knowledge.hpp"

#include <algorithm>

#include "intents/knowledge/yaml_tree.hpp"

namespace sapa {
namespace {

constexpr std::string_view variants[] = {"pu", "bpu", "ojol", "pmi"};

known_fact read_fact(const yaml_tree& tree, const fault_log& faults)
{
    expect_keys(tree, {"text", "valid_from", "valid_to", "source"}, faults);
    known_fact fact{.text = scalar_of(tree, "text", faults, true),
                    .source = scalar_of(tree, "source", faults, true),
                    .valid_from = date_of(tree, "valid_from", faults),
                    .valid_to = date_of(tree, "valid_to", faults),
                    .line = tree.line};
    if (!fact.valid_from)
        faults.error(tree.line, "missing-key", "the fact does not say since when it holds",
                     "add `valid_from: 2025-01-01`");
    return fact;
}

known_answer read_answer(const yaml_tree& tree, const fault_log& faults)
{
    expect_keys(tree, {"variant", "valid_from", "valid_to", "sms", "whatsapp"}, faults);
    known_answer answer{.variant = scalar_of(tree, "variant", faults),
                        .valid_from = date_of(tree, "valid_from", faults),
                        .valid_to = date_of(tree, "valid_to", faults),
                        .sms = read_spoken(tree["sms"], faults),
                        .whatsapp = read_spoken(tree["whatsapp"], faults),
                        .line = tree.line};
    if (!answer.variant.empty() && std::ranges::find(variants, answer.variant) == std::end(variants))
        faults.error(tree["variant"].line, "unknown-variant", "unknown variant '" + answer.variant + "'",
                     "write one of: pu, bpu, ojol, pmi");
    for (const auto* channel : {"sms", "whatsapp"})
        if (!tree[channel].exists())
            faults.error(tree.line, "missing-key", std::string("the answer has no text for ") + channel,
                         std::string("add `") + channel + ": {id: \"...\", en: \"...\"}`");
    for (const auto* text : {&answer.sms, &answer.whatsapp})
        for (auto spoken : {language::id, language::en})
            if (text->in(spoken).empty() && text->lines != std::array<int, 4>{})
                faults.error(tree.line, "missing-language",
                             "the answer has no text in " + std::string(to_string(spoken)),
                             "add `" + std::string(to_string(spoken)) + ": \"...\"`");
    return answer;
}

knowledge_entry read_entry(const yaml_tree& tree, const fault_log& faults)
{
    expect_keys(tree, {"intent", "title", "facts", "answers", "next"}, faults);
    knowledge_entry entry{.intent = scalar_of(tree, "intent", faults, true),
                          .file = faults.file,
                          .line = tree.line,
                          .title = read_spoken(tree["title"], faults)};
    for (const auto& fact : tree["facts"].items)
        entry.facts.push_back(read_fact(fact, faults));
    for (const auto& answer : tree["answers"].items)
        entry.answers.push_back(read_answer(answer, faults));
    entry.next = words_of(tree, "next", faults);
    entry.next_line = tree["next"].line;
    if (entry.facts.empty())
        faults.error(tree.line, "missing-key", "the answer names no fact",
                     "add `facts:` with text, valid_from and source");
    if (std::ranges::none_of(entry.answers, [](const auto& a) { return a.variant.empty(); }))
        faults.error(tree.line, "missing-key", "there is no answer for everybody",
                     "add an answer without `variant`");
    return entry;
}

}  // namespace

spoken_text read_spoken(const yaml_tree& tree, const fault_log& faults)
{
    spoken_text text;
    if (!expect_keys(tree, {"id", "en", "jv", "su"}, faults))
        return text;
    for (auto spoken : all_languages) {
        const auto index = static_cast<std::size_t>(spoken);
        text.by_language[index] = scalar_of(tree, to_string(spoken), faults);
        text.lines[index] = tree[to_string(spoken)].line;
    }
    return text;
}

const knowledge_entry* knowledge_base::find(std::string_view intent) const
{
    const auto at = std::ranges::find(entries, intent, &knowledge_entry::intent);
    return at == entries.end() ? nullptr : &*at;
}

knowledge_base load_knowledge(const std::filesystem::path& folder, std::vector<finding>& findings)
{
    knowledge_base base;
    for (const auto& path : yaml_files(folder)) {
        const fault_log faults{path.string(), &findings};
        const auto tree = read_yaml(path, faults);
        if (!tree.exists())
            continue;
        if (path.stem() == "variants") {
            expect_keys(tree, {"pu", "bpu", "ojol", "pmi"}, faults);
            for (const auto& [variant, words] : tree.members)
                for (auto& word : words_of(tree, variant, faults))
                    base.variant_words.emplace_back(variant, std::move(word));
            continue;
        }
        auto entry = read_entry(tree, faults);
        if (entry.intent != path.stem().string())
            faults.error(
                tree["intent"].line, "wrong-name", "the file of '" + entry.intent + "' has another name",
                "name the file " + entry.intent + ".yaml, or write `intent: " + path.stem().string() + "`");
        base.entries.push_back(std::move(entry));
    }
    return base;
}

const known_answer* answer_for(const knowledge_entry& entry, std::string_view variant, date today)
{
    const auto valid = [&](const known_answer& answer) {
        return (!answer.valid_from || *answer.valid_from <= today) &&
               (!answer.valid_to || today <= *answer.valid_to);
    };
    const known_answer* general = nullptr;
    for (const auto& answer : entry.answers) {
        if (!valid(answer))
            continue;
        if (!variant.empty() && answer.variant == variant)
            return &answer;
        if (answer.variant.empty() && !general)
            general = &answer;
    }
    return general;
}

}  // namespace sapa
