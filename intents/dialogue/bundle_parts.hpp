// What a bundle holds inside.
#pragma once
#include <string>
#include <vector>
#include "intents/dialogue/bundle.hpp"
#include "intents/dialogue/flow.hpp"
#include "intents/dialogue/places.hpp"
#include "intents/knowledge/knowledge.hpp"
#include "intents/wording/replies.hpp"

namespace sapa {

struct bundle::parts
{
    std::string hash{};
    std::shared_ptr<const class recogniser> understands{};
    std::vector<flow> flows{};
    catalogue replies{};
    knowledge_base knowledge{};
    std::vector<town> towns{};
    office_hours office{};

    const flow* find_flow(std::string_view name) const;
    // The title of a label or a choice, of the catalogue or of the knowledge base.
    std::string title(std::string_view label, language spoken) const;
    bool is_label(std::string_view name) const;  // something that can be offered as a choice
};

// Reads the files of conf/ without the recogniser; for tests and the lint.
std::unique_ptr<bundle::parts> load_parts(const std::filesystem::path& conf, std::vector<finding>& findings);

}  // namespace sapa
