// Proves single texts, as the lint proves all.
#include "gateway/console/text_proof.hpp"

#include <algorithm>
#include "gateway/console/said_finding.hpp"
#include "gateway/console/shown.hpp"
#include "gateway/console/words.hpp"
#include "intents/dialogue/lint.hpp"
#include "intents/wording/gsm_basic.hpp"

namespace sapa::console {
namespace {

constexpr std::size_t title_max = 20, about_max = 72, whatsapp_max = 1024;

bool in_a_list(const text_ref& ref) { return ref.kind != "reply" && ref.kind != "answer"; }
std::size_t most_of(const text_ref& ref)
{
    return ref.kind == "about" ? about_max : in_a_list(ref) ? title_max : whatsapp_max;
}

// Placeholders that no use of the reply fills.
void name_unknown_values(const bundle::parts& conf, const text_ref& ref,
                         const std::vector<text_piece>& pieces, language spoken, json::array& faults)
{
    const auto uses = uses_of_replies(conf);
    const auto [first, last] = uses.equal_range(ref.key);
    for (const auto& piece : pieces) {
        if (!piece.is_value || piece.value.name == "choices")
            continue;
        const auto known = [&](const auto& use) {
            return use.second.values.contains(piece.value.name) ||
                   use.second.values.contains(piece.value.name.substr(0, piece.value.name.find('.')));
        };
        if (ref.kind != "reply" || (first != last && std::none_of(first, last, known)))
            faults.push_back(json::value(words(spoken, "fault_unknown_value", {piece.value.name})));
    }
}

}  // namespace

json::object shown_proof(const bundle::parts& conf, const text_ref& ref, const std::string& text,
                         language spoken)
{
    json::array faults;
    std::string broken;
    const auto pieces = parse_template(text, broken);
    if (!broken.empty())
        faults.push_back(json::value(said_finding(broken, spoken)));
    name_unknown_values(conf, ref, pieces, spoken, faults);
    if (const auto link = foreign_link(text); !link.empty())
        faults.push_back(json::value(words(spoken, "fault_foreign_link", {link})));
    const auto* reply = ref.kind == "reply" ? conf.replies.find(ref.key) : nullptr;
    const bool sms = ref.via == channel_type::sms && !in_a_list(ref);
    const auto choices = reply && sms ? widest_choices(conf, ref.key, *reply, ref.spoken) : std::string{};
    const auto widest = broken.empty() ? longest(text, conf.replies.words, ref.spoken, choices) : text;
    const auto most = most_of(ref);
    if (!sms && characters_of(widest) > most)
        faults.push_back(json::value(
            words(spoken, "fault_too_long", {std::to_string(characters_of(widest)), std::to_string(most)})));
    json::object made{{"sms", shown_measure(text, channel_type::sms)},
                      {"worst", nullptr},
                      {"faults", std::move(faults)},
                      {"preview", widest}};
    if (!sms)
        return made;
    const bool basic = is_basic(widest);
    const auto measured = shown_measure(widest, channel_type::sms);
    const auto budget = reply ? reply->segments : 1;
    const auto segments =
        basic ? basic_segments(characters_of(widest)) : measured.at("segments").to_number<std::size_t>();
    made["worst"] = {{"text", widest},
                     {"encoding", measured.at("encoding")},
                     {"characters", characters_of(widest)},
                     {"segments", segments},
                     {"budget", budget},
                     {"fits", basic && segments <= static_cast<std::size_t>(budget)}};
    return made;
}

}  // namespace sapa::console
