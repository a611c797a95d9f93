// Conversations in memory on a clock of their own: what `sapa talk`, `sapa test` and the console play on.
// Core is a function, faults are switches, nothing is sent anywhere.
#pragma once
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>
#include "gateway/pipeline/persons.hpp"
#include "intents/dialogue/bundle.hpp"
#include "intents/dialogue/dialogue.hpp"

namespace sapa::lab {

// Core in the process: answers at once; the sandbox makes it slow or unavailable.
using core_function = std::function<core_answer(const core_question&, instant)>;

struct sandbox_message
{
    std::string id{};  // seen before in its conversation: a redelivery
    channel_type via{};
    std::string sender{};  // E.164 digits
    bool phone_shown{true};
    mo_kind kind{};
    std::string text{}, reply_id{};
    std::optional<geo_point> place{};
    std::vector<std::pair<std::string, std::string>> carried{};  // as in mo_message
};

struct sandbox_reply
{
    mt_content content{};
    std::string encoding{};  // gsm7 | ucs2 | utf8 (WhatsApp)
    std::size_t segments{};  // 1 on WhatsApp
    channel_type via{};
    std::string recipient{};
    instant at{};
    std::string cause{};  // "answer", "holding", "promise", "notice"
};

struct core_exchange
{
    core_question question{};
    core_answer answer{};
    std::string what_became{};  // "answered", "late", "unavailable"
    instant asked_at{}, ended_at{};
};

// What the clock will bring by itself.
struct sandbox_timer
{
    instant at{};
    std::string what{};  // "core_answer", "holding", "promise_answer", "promise_deadline", "form_expires",
                         // "number_expires"
    channel_type via{};
    std::string sender{};
};

struct sandbox_turn
{
    std::vector<sandbox_reply> replies{};
    std::string intent{}, silence{};
    std::vector<std::pair<std::string, std::string>> slots{};
    dialogue_state before{}, after{};
    understood meaning{};
    std::vector<std::string> trace{};
    std::vector<core_exchange> core{};
    std::vector<preference> preferences{};
    bool duplicate{};
};

struct sandbox_faults
{
    milliseconds provider_late{};  // age of what arrives
    milliseconds core_slow{};
    bool core_down{};
    std::map<std::string, milliseconds> slow{};    // operation -> how late it answers
    std::map<std::string, std::string> failing{};  // operation -> outcome that it has whatever is asked

    milliseconds slow_for(const std::string& operation) const;
};

class sandbox
{
public:
    sandbox(std::shared_ptr<const bundle> conf, core_function core, instant start,
            std::string demo_phone = {});

    instant now() const { return now_; }
    sandbox_faults& faults() { return faults_; }
    const sandbox_faults& faults() const { return faults_; }
    const bundle& conf() const { return *conf_; }
    void use(std::shared_ptr<const bundle> conf) { conf_ = std::move(conf); }
    void use(core_function core) { core_ = std::move(core); }

    // One message and what it caused at once. What takes time comes out of pass().
    sandbox_turn say(const sandbox_message& message);
    // Moves the clock; the replies that timers caused on the way, in their order.
    std::vector<sandbox_reply> pass(milliseconds span);
    // The same as turns: what each timer caused.
    std::vector<sandbox_turn> pass_turns(milliseconds span);
    // First what comes first.
    std::vector<sandbox_timer> timers() const;
    // As if the process had been killed and started: states are written and read, open questions asked again.
    void restart();
    // As if a new bundle lacked the open form's state.
    void lose_flow(channel_type via, const std::string& sender);

    // Before the first message: language (chosen by the person or not) and preferences.
    void prepare(channel_type via, const std::string& sender, language spoken, bool chosen,
                 const std::vector<std::pair<std::string, std::string>>& preferences);

    dialogue_state state_of(channel_type via, const std::string& sender) const;
    // A question is with core, or a holding reply is not yet due.
    bool waits_for_core(channel_type via, const std::string& sender) const;
    const std::map<std::string, std::string>& preferences_of(channel_type via,
                                                             const std::string& sender) const;
    // The last turn of the conversation, also one that ended on the clock.
    const sandbox_turn& last_turn() const { return last_; }

private:
    struct waiting
    {
        core_question question{};
        core_answer answer{};
        instant asked_at{}, answer_at{}, holding_at{};
        surroundings around{};
    };
    struct promised
    {
        core_question question{};
        instant asked_at{}, answer_at{}, deadline{};
    };
    struct conversation
    {
        channel_type via{};
        std::string sender{};
        std::string state{};  // as the store keeps it
        std::set<std::string> seen{};
        std::map<std::string, std::string> preferences{};
        std::optional<waiting> open{};
        std::vector<promised> promises{};
        std::deque<sandbox_message> queue{};
    };

    conversation& find(channel_type via, const std::string& sender);
    void serve(conversation& with, const sandbox_message& message, sandbox_turn& into);
    // Goes on with a step until it is finished or waits for core.
    void go_on(conversation& with, step taken, const surroundings& around, sandbox_turn& into);
    void ask(conversation& with, step& taken, const surroundings& around, sandbox_turn& into);
    void say_all(conversation& with, const step& taken, const char* cause, sandbox_turn& into);
    std::optional<instant> next_due(const conversation& with) const;
    void due(conversation& with, sandbox_turn& into);
    surroundings around(const conversation& with, bool phone_shown) const;
    core_answer answer_of(const core_question& question) const;

    std::shared_ptr<const bundle> conf_;
    core_function core_;
    instant now_;
    std::string demo_phone_;
    sandbox_faults faults_{};
    persons persons_{guess_limits{}, 100000};
    std::map<std::pair<channel_type, std::string>, conversation> conversations_;
    sandbox_turn last_{};
    int questions_{};
};

// Encoding and segments of a content on its channel.
void measure(sandbox_reply& reply);

}  // namespace sapa::lab
