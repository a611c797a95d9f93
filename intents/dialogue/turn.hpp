// One turn of a conversation: what advance() works with. A value on the stack, never kept.
#pragma once
#include <string>
#include <string_view>
#include <vector>
#include "intents/dialogue/bundle_parts.hpp"
#include "intents/dialogue/dialogue.hpp"

namespace sapa {

class dialogue_turn
{
public:
    dialogue_turn(const bundle::parts& conf, const dialogue_state& now, const surroundings& around);

    step on_said(const mo_message& message, const understood& heard);        // turn_said.cpp
    step on_core(const core_question& question, const core_answer& answer);  // turn_core.cpp
    step on_late(const core_question& question);
    step on_promise(const core_question& question, const core_answer& answer);
    step on_broken();

private:
    // -- turn_said.cpp: from the message to a form, an answer or a word of help --
    step reply_to(const mo_message& message, const understood& meaning);
    bool came_late(const mo_message& message, const understood& meaning);
    bool set_aside(const mo_message& message, const understood& meaning);
    bool runs_in_circles(const mo_message& message);
    void forget_what_expired();
    void listen_for_language(const understood& meaning);
    bool again(const understood& meaning);
    bool correction(const understood& meaning);
    void begin(const understood& meaning);
    // -- turn_answer.cpp: talk, answers, admitting it --
    void small_talk(const std::string& label);
    void answer(const std::string& label, const understood& meaning);
    void not_understood(const understood& meaning);
    bool several_questions(const understood& meaning);
    void second_question(const understood& meaning);
    void nearest(geo_point place);

    // -- turn_form.cpp: an open form and what a message does to it --
    void in_form(const mo_message& message, const understood& meaning);
    bool interrupts(const understood& meaning);
    bool leaves_for(const understood& meaning, const flow_state& state) const;
    bool fill(const mo_message& message, const understood& meaning, const flow_state& state);
    bool fill_typed(const understood& meaning, const flow_state& state, const std::string& text);
    bool fill_from_text(const understood& meaning, const flow_state& state);
    void keep_slots(const understood& meaning, const flow& form, std::string_view awaited_type);
    void wrong(const understood& meaning, const flow_state& state);
    bool explain(const number_diagnosis& number);
    void go_back();
    void ask_again();

    // -- turn_run.cpp: running states --
    void open(const flow& form, const understood& meaning);
    void run(std::string at);
    bool need(const flow_state& state);  // true: the slot is filled, go on
    void ask(const flow_state& state);
    bool number_from_phone(const flow_state& state);
    void detect(const flow_state& state);
    void call(const flow_state& state);
    // The first branch that fits; `where` names the branches in the trace. Gives the next state.
    std::string take(const std::vector<flow_branch>& branches, const facts& told, const std::string& where);
    void close();
    void next_service();  // the second service that a message asked for

    // -- turn_core.cpp --
    void choose_number();
    void offer_numbers(const flow_state& state, const core_answer& answer);
    const flow_state* calling(const core_question& question, const flow** form = nullptr) const;

    // -- turn_choice.cpp: what was offered and what was picked --
    // `shown`: the person sees them, so that a number picks one from now on.
    void offer(say& what, const std::vector<choice>& choices, bool shown);
    std::vector<choice> fitting(const knowledge_entry& entry, const known_answer& answer) const;
    std::string picked(const mo_message& message, const understood& meaning) const;
    bool pick(const std::string& id, understood& meaning);

    // -- turn_values.cpp: slots, memory, circumstances --
    void speak(std::string key, facts values = {}, std::vector<choice> choices = {});
    const std::string& slot(std::string_view name) const;
    void set_slot(const std::string& name, const std::string& text);
    void drop_slot(std::string_view name);
    const std::string& recall(std::string_view name) const;
    std::int64_t recall_number(std::string_view name) const;  // 0 where it is none
    void remember(const std::string& name, const std::string& text);
    std::string circumstance(std::string_view name) const;  // "" where there is none of the name
    bool holds(const condition& one, const facts& told) const;
    facts with_slots(facts told) const;
    choice option_choice(const flow_option& option) const;
    const flow_state* awaited() const;
    void trace(std::string line) { out_.trace.push_back(std::move(line)); }
    step finish();

    const bundle::parts& conf_;
    const surroundings& around_;
    step out_;
    dialogue_state& state_;
    std::string text_;  // of the message, normalised
    std::string raw_;   // of the message, as typed
    channel_type heard_via_{};
    std::size_t words_{};
    bool alone_{};  // a promise's answer: the state does not move
    bool expired_{};
    const understood* opened_by_{};  // the message that opened the form in this turn
};

// Is the text one of the words, or does one of them stand in it as a whole word?
bool has_word(std::string_view text, std::string_view words);

}  // namespace sapa
