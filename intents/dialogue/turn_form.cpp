// An open form: what a message fills, corrects, interrupts or gets wrong.
#include <algorithm>

#include "intents/dialogue/turn.hpp"
#include "intents/text/dates.hpp"

namespace sapa {
namespace {

constexpr std::string_view controls[] = {"cancel", "menu", "help", "opt_out", "agent", "language", "back"};

bool is_control(std::string_view label) { return std::ranges::find(controls, label) != std::end(controls); }

// Digits and the small words around them, nothing that names another wish.
bool bare_number(std::string_view text)
{
    std::string letters, word;
    for (const char c : std::string(text) + " ")
        if (c >= 'a' && c <= 'z')
            word += c;
        else if (!word.empty()) {
            constexpr std::string_view small[] = {
                "no",   "nomor",   "nomer", "ini",   "itu",  "yang",  "kpj",    "nik",   "ktp", "nya",
                "saya", "peserta", "eh",    "salah", "maaf", "bukan", "adalah", "kartu", "it",  "is",
                "my",   "number",  "sorry", "iya",   "ya",   "yg",    "pak",    "bu",    "min"};
            if (std::ranges::find(small, word) == std::end(small))
                letters += word;
            word.clear();
        }
    return letters.empty() && text.find_first_of("0123456789") != text.npos;
}

}  // namespace

void dialogue_turn::in_form(const mo_message& message, const understood& meaning)
{
    const auto* form = conf_.find_flow(state_.flow);
    const auto* state = awaited();
    if (!form || !state || state->kind != state_kind::need) {
        close();
        return begin(meaning);
    }
    out_.intent = form->name;
    if (interrupts(meaning))
        return;
    if (leaves_for(meaning, *state)) {
        out_.intent = meaning.intent;
        trace("leaves for: " + meaning.intent);
        close();
        return begin(meaning);
    }
    const auto before = state_.slots;
    if (fill(message, meaning, *state))
        return run(state->name);
    if (state_.slots != before) {
        trace("corrected");
        return run(form->states.front().name);
    }
    // A broken number where a number is asked for is that number, whatever the words around it.
    const bool broken_number = (state->type == "participant_no" || state->type == "nik") &&
                               meaning.number.fault != number_fault::none && meaning.number.digits >= 4;
    const bool sure = meaning.action == understanding::answer && !broken_number &&
                      text_.find_first_of("abcdefghijklmnopqrstuvwxyz") != text_.npos;
    if (sure && conf_.knowledge.find(meaning.intent)) {
        out_.intent = meaning.intent;
        trace("digression: " + meaning.intent);
        answer(meaning.intent, meaning);
        return ask_again();
    }
    for (const auto* label : {"greeting", "thanks", "abuse"})
        if (sure && meaning.intent == label && meaning.number.fault == number_fault::none) {
            if (meaning.intent != "thanks")
                speak(label);
            return ask_again();
        }
    wrong(meaning, *state);
}

bool dialogue_turn::interrupts(const understood& meaning)
{
    const auto* state = awaited();
    const bool sure = meaning.action == understanding::answer;
    if (!sure || !is_control(meaning.intent))
        return false;
    // In the middle of free words only a short command interrupts.
    if (state->type == "text" && words_ > 3)
        return false;
    if (state->type == "language" && meaning.intent == "language" && meaning.slot("language"))
        return false;
    trace("interrupt: " + meaning.intent);
    if (meaning.intent == "back") {
        go_back();
        return true;
    }
    if (meaning.intent == "help") {
        out_.intent = "help";
        speak("help_in_form");
        return true;
    }
    if (meaning.intent == "language" && meaning.slot("language")) {
        out_.intent = "language";
        state_.spoken = parse_language(*meaning.slot("language")).value_or(state_.spoken);
        state_.language_chosen = true;
        out_.preferences.push_back({"language", std::string(to_string(state_.spoken))});
        ask_again();
        return true;
    }
    out_.intent = meaning.intent;
    if (meaning.intent == "cancel") {
        close();
        speak("cancelled");
        return true;
    }
    close();
    begin(meaning);
    return true;
}

// Another service was named; a bare number, a yes or a choice stays in the form.
bool dialogue_turn::leaves_for(const understood& meaning, const flow_state& state) const
{
    if (meaning.action != understanding::answer || meaning.intent == state_.flow)
        return false;
    if (!conf_.find_flow(meaning.intent) || bare_number(text_))
        return false;
    if (state.type == "text")
        return words_ <= 3 && meaning.confidence >= 0.9;
    if (state.type == "town" && find_town(conf_.towns, text_))
        return words_ > 3;
    if (state.type == "choice" || state.type == "yes_no")
        for (const auto& option : state.options)
            for (const auto& word : option.words)
                if (has_word(text_, word))
                    return false;
    return true;
}

void dialogue_turn::keep_slots(const understood& meaning, const flow& form, std::string_view awaited_type)
{
    const auto wanted = [&](std::string_view name) {
        return std::ranges::any_of(form.states, [&](const flow_state& s) {
            return (s.kind == state_kind::need && s.slot == name) ||
                   std::ranges::any_of(s.with, [&](const auto& w) { return w.second == name; });
        });
    };
    for (auto [name, text] : meaning.slots) {
        const bool sixteen = text.size() == 16;
        if (awaited_type == "nik" && name == "participant_no" && sixteen && !meaning.slot("nik"))
            name = "nik";
        else if (awaited_type == "participant_no" && name == "nik" && !meaning.slot("participant_no"))
            name = "participant_no";
        else if (name == "nik" && !wanted("nik") && wanted("participant_no") &&
                 !meaning.slot("participant_no"))
            name = "participant_no";
        if (!wanted(name))
            continue;
        set_slot(name, text);
        out_.slots.emplace_back(name, text);
    }
    if (wanted("retire_at"))
        for (const auto* word : {"usia ", "umur ", "age "})
            if (const auto at = text_.find(word); at != text_.npos)
                if (const int age = std::atoi(text_.c_str() + at + std::string_view(word).size());
                    age >= 40 && age <= 70)
                    set_slot("retire_at", std::to_string(age));
}

bool dialogue_turn::fill(const mo_message& message, const understood& meaning, const flow_state& state)
{
    keep_slots(meaning, *conf_.find_flow(state_.flow), state.type);
    if (!slot(state.slot).empty())
        return true;
    return fill_typed(meaning, state, message.text);
}

bool dialogue_turn::fill_typed(const understood& meaning, const flow_state& state, const std::string& text)
{
    const auto put = [&](const std::string& filled) {
        set_slot(state.slot, filled);
        return !filled.empty();
    };
    if (state.type == "birth_date")
        if (const auto found = text::find_date(text, true)) {
            out_.slots.emplace_back(state.slot, text::iso_date(found->day));
            return put(text::iso_date(found->day));
        }
    if (state.type == "text") {
        const bool letters = std::ranges::count_if(text_, [](char c) { return c >= 'a' && c <= 'z'; }) >= 3;
        return letters && put(text.substr(0, 1000));
    }
    if (state.type == "town") {
        const auto* found = find_town(conf_.towns, text_);
        if (found)
            out_.slots.emplace_back("town", found->name);
        return found && put(found->name);
    }
    if (state.type == "yes_no") {
        if (meaning.intent == "yes" || meaning.intent == "no")
            return put(meaning.intent);
        for (const auto* word : {"ya", "iya", "y", "yes", "ok", "oke", "setuju", "boleh", "mau", "betul",
                                 "benar", "nggih", "muhun"})
            if (text_ == word)
                return put("yes");
        for (const auto* word :
             {"tidak", "tdk", "gak", "nggak", "ga", "no", "t", "jangan", "ora", "henteu", "bukan"})
            if (text_ == word)
                return put("no");
        return false;
    }
    if (state.type == "language")
        for (const auto& [words, code] : {std::pair{"english", "en"},
                                          {"inggris", "en"},
                                          {"indonesia", "id"},
                                          {"jawa", "jv"},
                                          {"sunda", "su"}})
            if (has_word(text_, words))
                return put(code);
    for (const auto& option : state.options)
        for (const auto& word : option.words)
            if (has_word(text_, word))
                return put(option.value);
    return false;
}

// At the opening: a text long enough is the complaint itself; a word of an option chooses it.
bool dialogue_turn::fill_from_text(const understood& meaning, const flow_state& state)
{
    if (!slot(state.slot).empty())
        return true;
    if (state.type == "text") {
        if (state.from_text == 0 || words_ < static_cast<std::size_t>(state.from_text))
            return false;
        set_slot(state.slot, text_);
        return true;
    }
    if (state.type == "choice" || state.type == "town")
        return fill_typed(meaning, state, text_);
    return false;
}

void dialogue_turn::wrong(const understood& meaning, const flow_state& state)
{
    ++state_.tries;
    state_.form_until = around_.now + std::chrono::minutes(30);
    trace("wrong: try " + std::to_string(state_.tries) + " of " + std::to_string(state.tries));
    if (state_.tries >= state.tries) {
        const auto key = state.give_up;
        trace("took: " + state_.flow + "/" + state.name + " give_up");
        close();
        return speak(key);
    }
    const bool numeric = state.type == "participant_no" || state.type == "nik";
    if (state_.tries == 1 && numeric && explain(meaning.number))
        return;
    if (state_.tries >= 2 && !state.example.empty()) {
        trace("took: " + state_.flow + "/" + state.name + " example");
        return speak(state.example);
    }
    ask(state);
}

bool dialogue_turn::explain(const number_diagnosis& number)
{
    facts values;
    values.values.emplace_back("digits", std::int64_t{number.digits});
    values.values.emplace_back("strange", std::string(1, number.strange ? number.strange : '?'));
    values.values.emplace_back("position", std::int64_t{number.position});
    switch (number.fault) {
        case number_fault::none:
            return false;
        case number_fault::wrong_length:
            speak(number.digits == 10  ? "number_ten"
                  : number.digits > 99 ? "number_example"
                                       : "number_wrong_length",
                  values);
            return true;
        case number_fault::has_letter:
            speak("number_has_letter", values);
            return true;
        case number_fault::looks_like_phone:
            speak("number_is_phone", values);
            return true;
        case number_fault::cut_in_two:
            speak("number_cut", values);
            return true;
    }
    return false;
}

void dialogue_turn::go_back()
{
    auto asked = recall("asked");
    const auto last = [&] {
        if (!asked.empty())
            asked.pop_back();
        const auto cut = asked.rfind('\n');
        auto name = asked.substr(cut == asked.npos ? 0 : cut + 1);
        asked.erase(cut == asked.npos ? 0 : cut + 1);
        return name;
    };
    last();
    const auto before = last();
    const auto* form = conf_.find_flow(state_.flow);
    const auto* state = before.empty() ? nullptr : form->find(before);
    if (!state) {
        close();
        return speak("menu");
    }
    drop_slot(state->slot);
    remember("asked", asked);
    run(state->name);
}

void dialogue_turn::ask_again()
{
    if (const auto* state = awaited(); state && state->kind == state_kind::need)
        ask(*state);
}

}  // namespace sapa
