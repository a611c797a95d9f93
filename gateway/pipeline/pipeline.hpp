// The road of a message between inbox and outbox: recognise, advance, ask core, word, commit. One message of
// a conversation at a time, in the order of arrival; different conversations do not wait for each other.
#pragma once
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include "gateway/async/clock.hpp"
#include "gateway/async/task_group.hpp"
#include "gateway/async/turnstile.hpp"
#include "gateway/observe/metrics.hpp"
#include "gateway/pipeline/conversation_store.hpp"
#include "gateway/pipeline/core_client.hpp"
#include "gateway/pipeline/dispatcher.hpp"
#include "gateway/pipeline/persons.hpp"
#include "gateway/pipeline/promises.hpp"
#include "gateway/pipeline/road_meters.hpp"
#include "intents/dialogue/bundle.hpp"
#include "intents/dialogue/dialogue.hpp"

namespace sapa {

struct pipeline_settings
{
    // Beyond these the adapters push back.
    std::size_t in_work_max{20'000};       // questions in memory
    std::size_t outbox_max{100'000};       // replies that wait for a link or a window
    std::size_t promises_max{100'000};     // promised answers
    std::size_t sender_waiting_max{1000};  // of one conversation; what is beyond ends without a reply
    seconds reply_valid{6 * 3600};         // a reply that is older is of no use
    seconds stale_after{24 *
                        3600};  // a question older than this is not answered (WhatsApp's window is closed)
    int replies_per_day{200};   // to one sender
    promise_settings promised{};
    guess_limits guesses{};
    std::string demo_phone{};
    std::uint64_t trace_prefix{};  // by chance, the same for a process: the first half of every trace-id
    // Core lets this person wait: WhatsApp shows that we type. Called at most once a question.
    std::function<void(const mo_message&)> show_waiting{};
    // A turn could not be committed: take nothing in until the store commits again.
    std::function<void()> store_is_full{};
};

class pipeline
{
public:
    using current_bundle = std::function<std::shared_ptr<const bundle>()>;

    pipeline(conversation_store& store, core_client& core, dispatcher& out, current_bundle conf,
             clock_source now, task_group& tasks, metrics& seen, pipeline_settings settings);

    // Work on an admitted question begins. Its commit may still be under way; nothing leaves before it.
    void begin(admission admitted, mo_message message);
    // false: push back (ESME_RMSGQFUL, 503).
    bool has_room() const
    {
        return in_work_ - backlog_ < settings_.in_work_max && out_.replies_waiting() < settings_.outbox_max &&
               promises_.open() < settings_.promises_max;
    }
    std::size_t in_work() const { return in_work_; }
    const promises& promised() const { return promises_; }

    // A dead letter that an operator released.
    void send_again(unsent row);
    // Takes up what a crash or another node has left. Ends when all of it is queued.
    async<void> recover();
    async<void> run();  // the promises' clock

private:
    struct question
    {
        admission admitted{};
        mo_message message{};
        std::optional<core_question> write{};  // was committed before a crash: resend just that
        bool recovered{};
    };
    struct conversation
    {
        dialogue_state state{};
        bool stopped{};
        std::deque<question> waiting{};
    };

    void enqueue(question asked);
    bool queue(question asked);
    async<void> work_off();
    async<void> serve(row_id id);
    async<void> end_flood(question asked);
    async<bool> took_turn(conversation& with, question& asked);
    async<void> answer(conversation& with, question& asked);
    dialogue_state who_asks(const bundle& conf, dialogue_state state, mo_message& message) const;
    async<step> think(const bundle& conf, dialogue_state state, bool stopped, const question& asked,
                      understood meaning);
    std::string trace_id(const question& asked) const;
    async<event> ask_core(const question& asked, core_question what, int effect);
    std::string reason_to_stay_silent(const conversation& with, const question& asked) const;
    // `why`: the recogniser's reason, for the trace.
    turn make_turn(const bundle& conf, const question& asked, const std::string& why, step& taken) const;
    std::optional<promise> make_promise(const question& asked, step& taken) const;
    mt_message address(const mo_message& question, mt_content content, instant now) const;
    // Where its flow wants it, what is said at the end carries its words for SMS.
    static void carry_sms(const bundle& conf, const say& what, const step& taken,
                          const std::optional<msisdn>& phone, mt_message& reply);
    async<void> commit(turn done, std::optional<promise> promised);
    async<void> recover_one(unsent row);
    async<void> close_promise(promise made, const core_answer* answer, bool silent);

    conversation_store& store_;
    core_client& core_;
    dispatcher& out_;
    current_bundle conf_;
    clock_source now_;
    task_group& tasks_;
    road_meters meters_;
    pipeline_settings settings_;
    promises promises_;
    turnstile stages_{};  // between recognising, advancing, asking, wording and committing
    persons persons_;
    std::unordered_map<row_id, conversation> conversations_;  // those with work
    std::size_t in_work_{};
    // What a crash or another node has left: its share of in_work_, and whom nobody serves yet.
    std::size_t backlog_{};
    std::deque<row_id> recovered_{};
    int working_off_{};
};

}  // namespace sapa
