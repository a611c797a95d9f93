// Choices: what was offered last, and what a number, letter, word, button or row picks of it.
#include <algorithm>
#include <charconv>

#include "intents/dialogue/turn.hpp"

namespace sapa {
namespace {

constexpr std::chrono::minutes choices_last{30};

std::string lower(std::string_view text)
{
    std::string out(text);
    for (char& c : out)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    while (!out.empty() &&
           (out.back() == ' ' || out.back() == '.' || out.back() == '\n' || out.back() == ')'))
        out.pop_back();
    out.erase(0, std::min(out.find_first_not_of(" \n(*#"), out.size()));
    return out;
}

std::vector<std::string> lines_of(std::string_view text)
{
    std::vector<std::string> lines;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

// "2", "2.", "no 2", "nomor 2", "pilih 2", "b" -> 2; 0 where it is none.
std::size_t number_in(std::string text)
{
    for (const auto* lead : {"pilihan ", "pilih ", "nomor ", "nomer ", "angka ", "no ", "no. ", "menu "})
        if (text.starts_with(lead))
            text.erase(0, std::string_view(lead).size());
    for (const auto* lead : {"yang ", "yg ", "the "})
        if (text.starts_with(lead))
            text.erase(0, std::string_view(lead).size());
    constexpr std::pair<std::string_view, std::size_t> ordinals[] = {
        {"pertama", 1}, {"satu", 1},   {"first", 1}, {"kedua", 2}, {"dua", 2},
        {"second", 2},  {"ketiga", 3}, {"tiga", 3},  {"third", 3}};
    for (const auto& [word, number] : ordinals)
        if (text == word)
            return number;
    if (text.size() == 1 && text[0] >= 'a' && text[0] <= 'j')
        return static_cast<std::size_t>(text[0] - 'a') + 1;
    std::size_t number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() && text.size() <= 2 ? number : 0;
}

}  // namespace

void dialogue_turn::offer(say& what, const std::vector<choice>& choices, bool shown)
{
    for (auto one : choices) {
        if (one.title.empty())
            one.title = conf_.title(one.id, state_.spoken);
        what.choices.push_back(std::move(one));
    }
    if (what.choices.empty() || alone_ || !shown)
        return;
    std::string ids;
    for (const auto& one : what.choices)
        ids += one.id + "\t" + lower(one.title) + "\n";
    remember("choices", ids);
    remember("choices_until", std::to_string((around_.now + choices_last).time_since_epoch().count()));
}

std::string dialogue_turn::picked(const mo_message& message, const understood&) const
{
    if (!message.reply_id.empty())
        return message.reply_id;
    const auto text = lower(message.text);
    if (text.empty())
        return {};
    const auto offered = lines_of(recall("choices"));
    const auto number = number_in(text);
    if (number >= 1 && number <= offered.size())
        return offered[number - 1].substr(0, offered[number - 1].find('\t'));
    for (const auto& line : offered)
        if (line.substr(line.find('\t') + 1) == text)
            return line.substr(0, line.find('\t'));
    // The last digits of one of the numbers.
    const auto digits = text.size() > 4 ? text.substr(text.size() - 4) : text;
    if (text.size() <= 9 && digits.find_first_not_of("0123456789") == digits.npos && digits.size() == 4)
        for (const auto& line : offered)
            if (line.starts_with("number:") && line.ends_with(digits))
                return line.substr(0, line.find('\t'));
    if (message.kind != mo_kind::button)
        return {};
    for (const auto& [label, titled] : conf_.replies.titles)
        for (auto spoken : all_languages)
            if (lower(titled.title.in(spoken)) == text)
                return label;
    for (const auto& entry : conf_.knowledge.entries)
        for (auto spoken : all_languages)
            if (lower(entry.title.in(spoken)) == text)
                return entry.intent;
    return {};
}

// True: the pick filled a slot of the open form and the form went on. Else `meaning` is what was picked.
bool dialogue_turn::pick(const std::string& id, understood& meaning)
{
    const auto* state = awaited();
    trace("picked: " + id);
    if (id.starts_with("number:")) {
        const auto numbers = lines_of(recall("numbers"));
        const auto index = static_cast<std::size_t>(std::atoi(id.c_str() + 7));
        if (state && state->type == "participant_no" && index < numbers.size()) {
            set_slot(state->slot, numbers[index]);
            out_.slots.emplace_back(state->slot, numbers[index]);
            run(state->name);
            return true;
        }
        meaning.intent = "balance";
        meaning.slots.clear();
        if (index < numbers.size())
            meaning.slots.emplace_back("participant_no", numbers[index]);
        meaning.action = understanding::answer;
        return false;
    }
    if (id.starts_with("option:")) {
        const auto value = id.substr(7);
        if (state && std::ranges::find(state->options, value, &flow_option::value) != state->options.end()) {
            set_slot(state->slot, value);
            run(state->name);
            return true;
        }
        meaning.intent = "menu";
    } else {
        meaning.intent = id;
    }
    meaning.slots.clear();
    meaning.number = {};
    meaning.secret = false;
    meaning.confidence = 1;
    meaning.action = understanding::answer;
    meaning.second_intent.clear();
    meaning.why = "choice " + id;
    return false;
}

}  // namespace sapa
