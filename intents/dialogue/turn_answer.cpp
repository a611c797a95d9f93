// Small talk, answers of the knowledge base, and what is said where nothing was understood.
#include <algorithm>
#include "intents/dialogue/turn.hpp"
#include "intents/wording/gsm_basic.hpp"

namespace sapa {

void dialogue_turn::small_talk(const std::string& label)
{
    if (label == "yes" || label == "no") {
        // Yes to the only thing that was offered.
        const auto& offered = recall("choices");
        if (label == "yes" && std::ranges::count(offered, '\n') == 1) {
            understood meant{.intent = offered.substr(0, offered.find('\t')),
                             .action = understanding::answer};
            if (meant.intent != "menu" && conf_.is_label(meant.intent)) {
                out_.intent = meant.intent;
                return begin(meant);
            }
        }
        return speak(expired_ ? "form_expired" : "no_question");
    }
    if (label == "cancel")
        return speak("nothing_open");
    if (label == "back")
        return speak("menu");
    speak(conf_.replies.find(label) ? label : "not_understood");
}

void dialogue_turn::answer(const std::string& label, const understood& meaning)
{
    const auto* entry = conf_.knowledge.find(label);
    for (const auto& [variant, word] : conf_.knowledge.variant_words)
        if (has_word(text_, word)) {
            remember("variant", variant);
            break;
        }
    const auto* found = answer_for(*entry, recall("variant"), wib_date(around_.now));
    trace("answer: " + label + (recall("variant").empty() ? "" : " for " + recall("variant")) + ": " +
          meaning.why);
    if (!found)
        return speak("not_understood_again");
    facts values;
    values.values.emplace_back("answer", std::int64_t{found - entry->answers.data()});
    speak("answer." + label, std::move(values), fitting(*entry, *found));
}

// What is offered next: on SMS as many as one segment holds, none where the text names the next step itself.
std::vector<choice> dialogue_turn::fitting(const knowledge_entry& entry, const known_answer& answer) const
{
    std::vector<choice> choices;
    if (!state_.flow.empty())
        return choices;
    for (const auto& next : entry.next)
        if (conf_.is_label(next))
            choices.push_back({.id = next, .title = conf_.title(next, state_.spoken)});
    if (around_.via == channel_type::whatsapp)
        return choices;
    const auto& text = answer.sms.nearest(state_.spoken);
    const bool names_step =
        text.find("alas ") != text.npos || text.find("ales ") != text.npos || text.find("eply ") != text.npos;
    while (!choices.empty() &&
           (names_step ||
            to_basic(text).size() + numbered(choices).size() + answer_lead(state_.spoken).size() > 160))
        choices.pop_back();
    return choices;
}

void dialogue_turn::not_understood(const understood& meaning)
{
    if (meaning.number.fault != number_fault::none && meaning.number.digits >= 8)
        if (const auto* balance = conf_.find_flow("balance")) {
            out_.intent = "balance";
            return open(*balance, meaning);
        }
    const auto times = recall_number("unknowns") + 1;
    remember("unknowns", std::to_string(times));
    const bool digits_only = !text_.empty() && text_.find_first_not_of("0123456789 ") == text_.npos;
    // A number that picks nothing, because nothing is offered any more.
    if (text_.size() <= 2 && digits_only) {
        out_.intent = "menu";
        return speak("menu");
    }
    if (times >= 2 && conf_.replies.find("not_understood_again"))
        return speak("not_understood_again");
    speak("not_understood");
}

// Two wishes in one message that nobody understood as a whole: each part is looked at by itself. The first
// that is clear is served, a second service follows when it is done.
bool dialogue_turn::several_questions(const understood& meaning)
{
    if (meaning.action == understanding::answer || !conf_.understands || words_ < 3 || words_ > 40)
        return false;
    std::vector<understood> clear;
    std::string rest = raw_ + "?";
    for (const auto* word : {" dan ", " sama ", " terus ", " lalu ", " and ", " & ", "\n", ", ", ". ", "! "})
        for (auto at = rest.find(word); at != rest.npos; at = rest.find(word))
            rest.replace(at, std::string_view(word).size(), "?");
    for (auto end = rest.find('?'); end != rest.npos && clear.size() < 2; end = rest.find('?')) {
        auto part = conf_.understands->recognise(rest.substr(0, end), heard_via_);
        rest.erase(0, end + 1);
        const bool useful = conf_.find_flow(part.intent) || conf_.knowledge.find(part.intent);
        if (part.action == understanding::answer && useful && part.confidence >= 0.7)
            clear.push_back(std::move(part));
    }
    if (clear.empty())
        return false;
    trace("in parts: " + clear.front().intent);
    out_.intent = clear.front().intent;
    if (clear.size() > 1 && clear[1].intent != clear[0].intent) {
        const auto* town = clear[1].slot("town");
        remember("then", clear[1].intent + (town ? "\t" + *town : ""));
    }
    begin(clear.front());
    if (!out_.question)
        next_service();
    return true;
}

void dialogue_turn::next_service()
{
    const auto kept = recall("then");
    const auto label = kept.substr(0, kept.find('\t'));
    if (label.empty() || !state_.flow.empty() || alone_)
        return;
    remember("then", "");
    understood meaning{.intent = label, .action = understanding::answer};
    if (label.size() < kept.size())
        meaning.slots.emplace_back("town", kept.substr(label.size() + 1));
    if (const auto* form = conf_.find_flow(label))
        open(*form, meaning);
    else if (conf_.knowledge.find(label))
        answer(label, meaning);
}

void dialogue_turn::second_question(const understood& meaning)
{
    if (meaning.second_intent.empty() || meaning.second_intent == meaning.intent || !state_.flow.empty() ||
        out_.question)
        return;
    if (conf_.knowledge.find(meaning.second_intent) && out_.says.size() == 1)
        answer(meaning.second_intent, meaning);
}

void dialogue_turn::nearest(geo_point place)
{
    const auto* found = nearest_town(conf_.towns, place);
    if (const auto* state = awaited(); found && state && state->type == "town") {
        out_.intent = state_.flow;
        out_.slots.emplace_back("town", found->name);
        set_slot(state->slot, found->name);
        return run(state->name);
    }
    const auto* form = conf_.find_flow("branch");
    if (!found || !form)
        return speak("place_unknown");
    understood meaning{.intent = "branch", .action = understanding::answer};
    meaning.slots.emplace_back("town", found->name);
    open(*form, meaning);
}

}  // namespace sapa
