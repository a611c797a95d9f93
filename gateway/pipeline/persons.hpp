// What the pipeline watches about a sender: wrong numbers that they type, replies a day. Kept with the
// conversation's state, so that a restart forgets nothing.
#pragma once
#include <random>
#include <string>
#include <unordered_map>
#include "gateway/async/async.hpp"
#include "gateway/pipeline/guess_guard.hpp"
#include "intents/dialogue/dialogue.hpp"

namespace sapa {

// Of who held the account when they last wrote; empty: not known.
std::string remembered_identity(const dialogue_state& state);

class persons
{
public:
    persons(guess_limits guesses, int replies_per_day);

    // Is this question about the data behind a participant or claim number?
    bool about_a_person(const core_question& what) const;
    bool locked(const dialogue_state& state, instant now) const;
    // Waits as long as this sender's record says, before core is asked, whether the number is right or wrong.
    async<void> slow_down(const dialogue_state& state, instant now) const;
    // Counts a refusal. true: from now on, or for this number, refusals read "locked".
    bool note(dialogue_state& state, const core_question& what, const core_answer& answer,
              const std::string& sender, instant now);

    // Another identity than the one that is remembered: somebody else holds the account.
    bool somebody_else(const dialogue_state& state, const mo_message& message) const;
    // Remembers the identity, and the number that a user without a visible one shared; gives it to the
    // message.
    void meet(dialogue_state& state, mo_message& message) const;

    // A refusal that came late, as the answer of a promise: counts at the sender's next message.
    void note_late(const core_question& what, const core_answer& answer, const std::string& sender,
                   instant now);
    void count_late(dialogue_state& state, const std::string& sender, instant now);

    // "capped" where the sender has had today's replies.
    std::string reason_to_stay_silent(const dialogue_state& state, instant now) const;
    void count_replies(dialogue_state& state, std::size_t replies, instant now) const;

private:
    guess_limits guesses_;
    int replies_per_day_;
    number_guard numbers_;
    std::unordered_map<std::size_t, int> late_{};  // by sender; in memory, so that no state is written twice
};

}  // namespace sapa
