// Proves single texts, as the lint proves all.
#include "gateway/console/text_proof.hpp"

#include <algorithm>
#include "gateway/console/shown.hpp"
#include "intents/dialogue/lint.hpp"
#include "intents/wording/gsm_basic.hpp"

namespace sapa::console {
namespace {

constexpr std::size_t title_max = 20, whatsapp_max = 1024;

bool is_title(const text_ref& ref) { return ref.kind == "title" || ref.kind == "answer_title"; }

// Placeholders that no use of the reply fills.
void name_unknown_values(const bundle::parts& conf, const text_ref& ref,
                         const std::vector<text_piece>& pieces, json::array& faults)
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
            faults.push_back(json::value("{" + std::string(piece.value.name) + "}"));
    }
}

}  // namespace

json::object shown_proof(const bundle::parts& conf, const text_ref& ref, const std::string& text)
{
    json::array faults;
    std::string broken;
    const auto pieces = parse_template(text, broken);
    if (!broken.empty())
        faults.push_back(json::value(broken));
    name_unknown_values(conf, ref, pieces, faults);
    if (const auto link = foreign_link(text); !link.empty())
        faults.push_back(json::value(link));
    const auto* reply = ref.kind == "reply" ? conf.replies.find(ref.key) : nullptr;
    const bool sms = ref.via == channel_type::sms && !is_title(ref);
    const auto choices = reply && sms ? widest_choices(conf, ref.key, *reply, ref.spoken) : std::string{};
    const auto widest = broken.empty() ? longest(text, conf.replies.words, ref.spoken, choices) : text;
    const auto most = is_title(ref) ? title_max : whatsapp_max;
    if (!sms && characters_of(widest) > most)
        faults.push_back(json::value(std::to_string(characters_of(widest)) + " > " + std::to_string(most)));
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
