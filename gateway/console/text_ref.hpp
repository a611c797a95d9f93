// The name of one text of conf/: what an agent edits.
#pragma once
#include <optional>
#include <string>
#include "gateway/console/answers.hpp"
#include "gateway/model/channel_type.hpp"
#include "intents/dialogue/bundle_parts.hpp"

namespace sapa::console {

struct text_ref
{
    std::string kind{};   // "reply", "answer", "title" of a choice, "about" below it, "answer_title"
    std::string key{};    // of the reply, the answer or the title
    std::size_t index{};  // of an answer: which wording
    channel_type via{};
    language spoken{};
    bool operator==(const text_ref&) const = default;
};

json::object to_json(const text_ref& ref);
std::optional<text_ref> text_ref_from(const json::value* from);

// Where its text stands; nullptr: there is no such reply, answer or title (a language may still be missing).
const spoken_text* find_text(const bundle::parts& conf, const text_ref& ref);
std::string file_of(const bundle::parts& conf, const text_ref& ref);  // below conf/
// The text that stands in this line of a file below conf/, to open it from a finding.
std::optional<text_ref> text_at(const bundle::parts& conf, std::string_view file, int line);
// The way to it through the file's tree: {"replies", "menu", "whatsapp", "id"}; numbers index lists.
std::vector<std::string> way_to(const text_ref& ref);

}  // namespace sapa::console
