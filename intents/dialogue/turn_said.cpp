// From a message to a form, an answer or a word of help.
#include <algorithm>

#include "gateway/model/carried.hpp"
#include "intents/dialogue/turn.hpp"

namespace sapa {
namespace {

constexpr milliseconds stale_after = std::chrono::minutes(15);
constexpr int same_text_max = 5;  // the sixth equal text in a row is the last that is answered

std::string fingerprint(std::string_view text)
{
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const unsigned char c : text)
        hash = (hash ^ c) * 0x100000001b3ULL;
    return std::to_string(hash);
}

std::string letters_and_digits(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        const char low = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        const bool keep = (low >= 'a' && low <= 'z') || (low >= '0' && low <= '9') || (low & 0x80);
        if (keep)
            out += low;
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
    }
    if (!out.empty() && out.back() == ' ')
        out.pop_back();
    return out;
}

bool any_of_words(std::string_view text, std::initializer_list<std::string_view> words)
{
    return std::ranges::any_of(words, [&](auto word) { return text == word; });
}

}  // namespace

step dialogue_turn::on_said(const mo_message& message, const understood& heard)
{
    raw_ = message.text;
    heard_via_ = message.via;
    text_ = letters_and_digits(message.text);
    words_ = text_.empty() ? 0 : static_cast<std::size_t>(std::ranges::count(text_, ' ')) + 1;
    trace("before: " + (state_.flow.empty() ? std::string("idle") : state_.flow + "/" + state_.at));
    out_.intent = heard.intent;
    if (came_late(message, heard))
        return finish();
    forget_what_expired();
    if (state_.flow.empty())
        remember("then", "");
    if (set_aside(message, heard))
        return finish();
    listen_for_language(heard);
    const auto id = picked(message, heard);
    if (id.empty())
        return reply_to(message, heard);
    auto meaning = heard;
    out_.intent = state_.flow;
    if (pick(id, meaning))
        return finish();
    out_.intent = meaning.intent;
    if (id == "number:0" || meaning.why == "choice " + id)
        text_.clear(), words_ = 0;
    return reply_to(message, meaning);
}

step dialogue_turn::reply_to(const mo_message& message, const understood& meaning)
{
    out_.blank_text = meaning.secret;
    if (!state_.flow.empty())
        in_form(message, meaning);
    else if (!again(meaning) && !correction(meaning) && !several_questions(meaning))
        begin(meaning);
    second_question(meaning);
    return finish();
}

// What the provider held back for long, as after an outage, may not be meant any more: it is not carried out.
// One word for all that was sent before it. STOP and the news that somebody else holds the phone never age.
bool dialogue_turn::came_late(const mo_message& message, const understood& meaning)
{
    if (message.via != channel_type::whatsapp || around_.now - message.sent_at <= stale_after)
        return false;
    const bool stop = meaning.intent == "opt_out" && meaning.action == understanding::answer;
    if (stop || message.kind == mo_kind::person_changed)
        return false;
    out_.intent.clear();
    out_.blank_text = meaning.secret;
    if (message.sent_at.time_since_epoch().count() <= recall_number("late_until")) {
        out_.silence = "stale";
        return true;
    }
    remember("late_until", std::to_string(around_.now.time_since_epoch().count()));
    speak("came_late");
    return true;
}

void dialogue_turn::forget_what_expired()
{
    if (!state_.verified_no.empty() && around_.now >= state_.verified_until) {
        state_.verified_no.clear();
        state_.verified_until = {};
    }
    if (around_.now.time_since_epoch().count() >= recall_number("choices_until")) {
        remember("choices", "");
        remember("choices_until", "");
        remember("numbers", "");
    }
    if (!state_.flow.empty() && around_.now >= state_.form_until) {
        trace("expired: " + state_.flow);
        expired_ = true;
        close();
    }
    if (state_.flow.empty())
        return;
    const auto* state = awaited();
    if (!state ||
        (state->kind == state_kind::need && !recall("type").empty() && recall("type") != state->type)) {
        trace("form ended: the flow has changed");
        close();
        speak("form_ended");
    }
}

// Messages that are no words for the recogniser, and those that must not be answered.
bool dialogue_turn::set_aside(const mo_message& message, const understood& meaning)
{
    switch (message.kind) {
        case mo_kind::person_changed:
            close();
            std::erase_if(state_.memory, [](const auto& kept) { return kept.first != "guesses"; });
            state_.verified_no.clear();
            state_.verified_until = {};
            out_.says.clear();
            out_.silence = "person_changed";
            return true;
        case mo_kind::location:
            out_.intent = "branch";
            if (message.place)
                nearest(*message.place);
            else
                speak("place_unknown");
            return true;
        case mo_kind::text:
        case mo_kind::button:
            break;
        case mo_kind::contact:
            if (find_carried(message.carried, shared_phone)) {
                out_.intent = "";
                speak("phone_shared");
                ask_again();
                return true;
            }
            [[fallthrough]];
        default:
            if (meaning.action == understanding::answer && !text_.empty())
                break;
            out_.intent = "";
            speak("media");
            ask_again();
            return true;
    }
    if (meaning.secret) {
        speak("secret");
        out_.blank_text = true;
        ask_again();
        return true;
    }
    return runs_in_circles(message);
}

bool dialogue_turn::runs_in_circles(const mo_message& message)
{
    const auto print = fingerprint(text_ + message.reply_id);
    const auto count = recall("same") == print ? recall_number("same_count") + 1 : 1;
    const bool recent = around_.now.time_since_epoch().count() - recall_number("same_at") < 600'000;
    remember("same", print);
    remember("same_at", std::to_string(around_.now.time_since_epoch().count()));
    remember("same_count", std::to_string(recent ? count : 1));
    if (!recent || count <= same_text_max)
        return false;
    trace("loop: the same text " + std::to_string(count) + " times");
    if (count == same_text_max + 1)
        speak("loop");
    else
        out_.silence = "loop";
    return true;
}

void dialogue_turn::listen_for_language(const understood&)
{
    if (state_.language_chosen)
        return;
    int hits[4]{};
    const std::string_view text = text_;
    for (std::size_t at = 0; at < text.size();) {
        const auto word = text.substr(at, text.find(' ', at) - at);
        if (!has_word(text.substr(0, at), word))
            for (const auto& [spoken, known] : conf_.replies.languages_of(word))
                ++hits[static_cast<std::size_t>(spoken)];
        at += word.size() + 1;
    }
    const auto best = std::ranges::max_element(hits) - hits;
    const bool clear = std::ranges::count(hits, hits[best]) == 1;
    if (hits[best] >= 2 && clear)
        state_.spoken = all_languages[static_cast<std::size_t>(best)];
    else if (hits[best] == 1 && clear && words_ <= 2)
        state_.spoken = all_languages[static_cast<std::size_t>(best)];
}

// "lagi", "ulang": the last service once more.
bool dialogue_turn::again(const understood& meaning)
{
    if (!any_of_words(
            text_, {"lagi", "sekali lagi", "cek lagi", "ulang", "ulangi", "again", "repeat", "ulang lagi"}))
        return false;
    const auto* form = conf_.find_flow(recall("last"));
    if (!form)
        return false;
    out_.intent = form->name;
    understood fresh{.intent = form->name, .action = understanding::answer, .why = meaning.why};
    open(*form, fresh);
    return true;
}

// "eh salah, yang ini 3171...", or a number after a refusal: the last service with the new number.
bool dialogue_turn::correction(const understood& meaning)
{
    const auto* number = meaning.slot("participant_no");
    const auto* form = conf_.find_flow(recall("last"));
    const bool names_another = meaning.action == understanding::answer && conf_.find_flow(meaning.intent) &&
                               meaning.intent != "balance";
    if (!number || !form || names_another || form->name == "phone_registration")
        return false;
    const bool says_wrong = std::ranges::any_of(
        std::initializer_list<std::string_view>{"salah", "bukan", "yang ini", "maksud", "maksudnya", "wrong",
                                                "maaf", "satunya", "yang satu", "sorry", "ralat", "harusnya"},
        [&](auto word) { return has_word(text_, word); });
    const bool refused = recall("refused") == form->name && words_ <= 2;
    const bool names_balance =
        form->name != "balance" && (has_word(text_, "saldo") || has_word(text_, "balance"));
    if (names_balance || (!says_wrong && !refused))
        return false;
    out_.intent = form->name;
    trace("correction of " + form->name);
    open(*form, meaning);
    return true;
}

void dialogue_turn::begin(const understood& meaning)
{
    // A NIK with a birth date is what a registration needs, whatever the words around them.
    if (meaning.action != understanding::answer && meaning.slot("nik") && meaning.slot("birth_date"))
        if (const auto* form = conf_.find_flow("phone_registration")) {
            out_.intent = form->name;
            return open(*form, meaning);
        }
    const auto& label = meaning.intent;
    const bool bare_digits = !text_.empty() && text_.find_first_not_of("0123456789 ") == text_.npos &&
                             !meaning.slot("participant_no");
    if (meaning.action == understanding::unknown || label.empty() || (bare_digits && label != "balance")) {
        if (expired_ && words_ <= 2) {
            speak("form_expired");
            return;
        }
        if (label == "out_of_scope" && meaning.confidence >= 0.5 && words_ >= 3)
            return speak("out_of_scope");
        return not_understood(meaning);
    }
    // A guess that hardly leans anywhere helps nobody.
    if (meaning.action == understanding::ask && label == "out_of_scope" && meaning.confidence < 0.3)
        return not_understood(meaning);
    if (meaning.action == understanding::ask && meaning.alternatives.size() > 1) {
        std::vector<choice> choices;
        for (const auto& one : meaning.alternatives)
            if ((conf_.find_flow(one.intent) || conf_.knowledge.find(one.intent) || one.intent == "menu") &&
                choices.size() < 3)
                choices.push_back({.id = one.intent});
        if (!choices.empty())
            return speak("did_you_mean", {}, std::move(choices));
    }
    remember("unknowns", "");
    if (const auto* form = conf_.find_flow(label))
        return open(*form, meaning);
    if (conf_.knowledge.find(label))
        return answer(label, meaning);
    small_talk(label);
}

}  // namespace sapa
