// The knowledge base: answers to general questions, each with its facts, their validity and their source.
#pragma once
#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>
#include "gateway/model/channel_type.hpp"
#include "gateway/model/finding.hpp"
#include "gateway/model/language.hpp"
#include "gateway/model/time.hpp"

namespace sapa {

// A text in every language that it exists in, with the lines where they stand.
struct spoken_text
{
    std::array<std::string, 4> by_language{};
    std::array<int, 4> lines{};
    const std::string& in(language spoken) const { return by_language[static_cast<std::size_t>(spoken)]; }
    // In this language, else in Indonesian.
    const std::string& nearest(language spoken) const
    {
        return in(spoken).empty() ? in(language::id) : in(spoken);
    }
    bool empty() const { return in(language::id).empty(); }
};

struct known_fact
{
    std::string text{}, source{};
    std::optional<date> valid_from{}, valid_to{};
    int line{};
};

// One wording of an answer: for everybody, or for one kind of person.
struct known_answer
{
    std::string variant{};                         // pu, bpu, ojol, pmi; empty: everybody
    std::optional<date> valid_from{}, valid_to{};  // told only on these days
    spoken_text sms{}, whatsapp{};
    int line{};
};

struct knowledge_entry
{
    std::string intent{}, file{};
    int line{};
    spoken_text title{};
    std::vector<known_fact> facts{};
    std::vector<known_answer> answers{};
    std::vector<std::string> next{};  // labels offered as choices
    int next_line{};
};

struct knowledge_base
{
    std::vector<knowledge_entry> entries{};
    // Words of a text that tell the kind of person: (variant, word or words), from variants.yaml.
    std::vector<std::pair<std::string, std::string>> variant_words{};

    const knowledge_entry* find(std::string_view intent) const;
};

// Reads conf/knowledge/*.yaml; the format is told at the top of conf/knowledge/bpu_rates.yaml.
knowledge_base load_knowledge(const std::filesystem::path& folder, std::vector<finding>& findings);

// The answer for this kind of person on this day: the variant's own, else everybody's; nullptr where none is
// valid.
const known_answer* answer_for(const knowledge_entry& entry, std::string_view variant, date today);

// Reads {id: ..., en: ...}; refuses other languages. Used for titles and texts of conf/.
struct yaml_tree;
struct fault_log;
spoken_text read_spoken(const yaml_tree& tree, const fault_log& faults);

}  // namespace sapa
