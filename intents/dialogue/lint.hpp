// The lint of conf/: what would harm a participant is found before it is used. DESIGN.md section 7.
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>
#include "gateway/model/core_contract.hpp"
#include "intents/dialogue/bundle_parts.hpp"

namespace sapa {

// References, states, outcomes, languages, placeholders, channel limits. Quick: done at every load.
void lint_structure(const bundle::parts& conf, const std::filesystem::path& folder,
                    std::vector<finding>& findings);

// conf/commands.yaml: keys, labels, patterns that are broken or shadowed by an earlier one.
void lint_commands(const bundle::parts& conf, const std::filesystem::path& folder,
                   std::vector<finding>& findings);

// Facts that have expired (error) or do so within 30 days (warning).
void lint_validity(const bundle::parts& conf, date today, std::vector<finding>& findings);

// One line of the SMS proof: the longest text that a reply can become.
struct sms_proof
{
    std::string key{};
    language spoken{};
    std::size_t characters{}, segments{};
    int budget{1};
    bool basic{};
    std::string longest{};
    std::string file{};
    int line{};
};
std::vector<sms_proof> prove_sms(const bundle::parts& conf);

// -- the lint's parts --

// Which values each reply can be given: reply -> one set of (name, kind) a use.
using value_names = std::map<std::string, value_kind, std::less<>>;
struct reply_use
{
    value_names values{};
    std::size_t choices_width{};  // of the numbered choices at their widest
};
using reply_uses = std::multimap<std::string, reply_use, std::less<>>;

void lint_flows(const bundle::parts& conf, const std::filesystem::path& folder,
                std::vector<finding>& findings);
void lint_replies(const bundle::parts& conf, const std::filesystem::path& folder, const reply_uses& uses,
                  std::vector<finding>& findings);
void lint_knowledge(const bundle::parts& conf, std::vector<finding>& findings);
reply_uses uses_of_replies(const bundle::parts& conf);
// Replies that the engine itself says, whatever the flows are.
const std::vector<std::string>& engine_replies();
// The outcomes of an operation, for a sentence.
std::string outcomes_of(const core_operation& operation);
// The numbered choices of a reply at their widest.
std::string widest_choices(const bundle::parts& conf, std::string_view key, const reply& one,
                           language spoken);
// A link that does not lead to the agency; empty where there is none.
std::string foreign_link(std::string_view text);

}  // namespace sapa
