// Slots, memory and circumstances of a turn.
#include <algorithm>
#include <charconv>

#include "gateway/model/nik.hpp"
#include "intents/dialogue/turn.hpp"
#include "intents/knowledge/yaml_tree.hpp"

namespace sapa {
namespace {

constexpr std::string_view example_number = "1234567890123456";
const std::string nothing;

const std::string& lookup(const std::vector<std::pair<std::string, std::string>>& pairs,
                          std::string_view name)
{
    const auto at = std::ranges::find(pairs, name, [](const auto& p) { return std::string_view(p.first); });
    return at == pairs.end() ? nothing : at->second;
}

void store(std::vector<std::pair<std::string, std::string>>& pairs, const std::string& name,
           const std::string& text)
{
    std::erase_if(pairs, [&](const auto& p) { return p.first == name; });
    if (!text.empty())
        pairs.emplace_back(name, text);
}

value typed(std::string_view name, const std::string& text)
{
    if (name == "participant_no")
        if (auto number = parse_participant_no(text))
            return *number;
    if (name == "nik")
        return masked_tail(text);
    if (name == "birth_date")
        if (auto day = parse_iso_date(text))
            return *day;
    return text;
}

}  // namespace

dialogue_turn::dialogue_turn(const bundle::parts& conf, const dialogue_state& now, const surroundings& around)
    : conf_(conf), around_(around), state_(out_.next)
{
    state_ = now;
    if (state_.flow.empty())
        state_.bundle_hash = conf.hash;
}

const std::string& dialogue_turn::slot(std::string_view name) const { return lookup(state_.slots, name); }
void dialogue_turn::set_slot(const std::string& name, const std::string& text)
{
    store(state_.slots, name, text);
}
void dialogue_turn::drop_slot(std::string_view name)
{
    std::erase_if(state_.slots, [&](const auto& p) { return p.first == name; });
}
const std::string& dialogue_turn::recall(std::string_view name) const { return lookup(state_.memory, name); }
std::int64_t dialogue_turn::recall_number(std::string_view name) const
{
    const auto& text = recall(name);
    std::int64_t number{};
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}
void dialogue_turn::remember(const std::string& name, const std::string& text)
{
    if (!alone_)
        store(state_.memory, name, text);
}

const flow_state* dialogue_turn::awaited() const
{
    const auto* form = state_.flow.empty() ? nullptr : conf_.find_flow(state_.flow);
    return form ? form->find(state_.at) : nullptr;
}

std::string dialogue_turn::circumstance(std::string_view name) const
{
    if (name == "channel")
        return std::string(to_string(around_.via));
    if (name == "stopped")
        return around_.stopped ? "yes" : "no";
    if (name == "office")
        return conf_.office.open_at(around_.now) ? "open" : "closed";
    if (name == "example_number") {
        const bool demo = around_.phone && around_.phone->digits() == around_.demo_phone;
        return slot("participant_no") == example_number && !demo ? "yes" : "no";
    }
    if (name == "nik_agrees") {
        const auto number = parse_nik(slot("nik"));
        const auto day = parse_iso_date(slot("birth_date"));
        return number && day && agrees_with(*number, *day) ? "yes" : "no";
    }
    return {};
}

bool dialogue_turn::holds(const condition& one, const facts& told) const
{
    auto word = circumstance(one.name);
    if (word.empty())
        word = slot(one.name);
    if (const auto* list = told.find_list(one.name)) {
        if (one.word == "present" || one.word == "absent")
            return list->empty() == (one.word == "absent");
        return std::ranges::any_of(*list, [&](const facts& element) {
            return std::ranges::any_of(element.values, [&](const auto& v) {
                const auto* text = std::get_if<std::string>(&v.second);
                return text && *text == one.word;
            });
        });
    }
    if (const auto* fact = told.find(one.name)) {
        if (const auto* text = std::get_if<std::string>(fact))
            word = *text;
        else if (const auto* flag = std::get_if<bool>(fact))
            word = *flag ? "yes" : "no";
        else
            word = "present";
    }
    if (one.word == "present")
        return !word.empty();
    if (one.word == "absent")
        return word.empty();
    return word == one.word;
}

facts dialogue_turn::with_slots(facts told) const
{
    for (const auto& [name, text] : state_.slots)
        if (!told.find(name))
            told.values.emplace_back(name, typed(name, text));
    told.values.emplace_back("next_open", conf_.office.next_open_day(around_.now));
    return told;
}

void dialogue_turn::speak(std::string key, facts values, std::vector<choice> choices)
{
    // On SMS only numbers that stand in the text can be picked; the choices before stay.
    bool shown = true;
    if (const auto* said = conf_.replies.find(key); said && choices.empty()) {
        for (const auto& label : said->choices)
            choices.push_back({.id = label});
        const auto& text = said->text.nearest(state_.spoken);
        shown = around_.via == channel_type::whatsapp || text.find("{choices}") != text.npos ||
                text.find(" 1 ") != text.npos;
    }
    say made{.key = std::move(key), .values = with_slots(std::move(values))};
    offer(made, choices, shown);
    out_.says.push_back(std::move(made));
}

choice dialogue_turn::option_choice(const flow_option& option) const
{
    return {.id = "option:" + option.value, .title = conf_.title(option.title, state_.spoken)};
}

step dialogue_turn::finish()
{
    if (state_.flow.empty())
        state_.bundle_hash = conf_.hash;
    trace("after: " + (state_.flow.empty() ? std::string("idle") : state_.flow + "/" + state_.at));
    return std::move(out_);
}

bool has_word(std::string_view text, std::string_view words)
{
    for (auto at = text.find(words); at != text.npos; at = text.find(words, at + 1)) {
        const bool starts = at == 0 || text[at - 1] == ' ';
        const auto end = at + words.size();
        if (starts && (end == text.size() || text[end] == ' '))
            return true;
    }
    return false;
}

}  // namespace sapa
