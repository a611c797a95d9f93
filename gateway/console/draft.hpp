// The draft: what agents have changed of the texts and the examples, kept in one file until it is published.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>
#include "gateway/console/overlay.hpp"
#include "gateway/console/settings.hpp"
#include "gateway/console/text_ref.hpp"

namespace sapa::console {

struct draft_change
{
    std::string id{}, kind{};  // "text", "example_added", "example_removed"
    std::optional<text_ref> ref{};
    std::string label{};  // of an example
    std::string before{}, after{}, by{}, file{};
    instant at{};
};

// A value: edits make it another one or are refused.
struct draft
{
    int base{};  // the version that it began from
    overlay files{};
    std::vector<draft_change> changes{};
    int last_id{};
    int revision{};  // rises with every edit

    bool empty() const { return changes.empty(); }
};

json::object to_json(const draft_change& one);
std::string written(const draft& all);
draft read_draft(const std::filesystem::path& file);

// Who edits, when, and what lies below.
struct editing
{
    const std::filesystem::path& conf;  // as shipped
    const overlay& served;              // over it
    std::string by{};
    instant at{};
};
// `before`: what the editor saw, compared with what stands there; nullptr: not compared.
refusal set_text(draft& all, const bundle::parts& conf, const text_ref& ref, const std::string& text,
                 const std::string* before, const editing& now);
refusal add_example(draft& all, const std::string& label, const std::string& sentence, const editing& now);
refusal remove_example(draft& all, const std::string& label, const std::string& sentence, const editing& now);
refusal undo(draft& all, const bundle::parts& conf, std::string_view id, const editing& now);

}  // namespace sapa::console
