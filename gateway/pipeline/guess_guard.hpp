// Slows and locks whoever types numbers that are not theirs: DESIGN.md section 4, "nothing leaks". Pure.
#pragma once
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>
#include "gateway/model/time.hpp"

namespace sapa {

struct guess_limits
{
    int slowed_after{3};  // refused numbers within `window`: from then on answers to typed numbers wait
    int locked_after{6};  // then checks are closed for `lock`
    seconds window{3600}, lock{3600};
    milliseconds first_delay{2000}, longest_delay{16000};
    int senders_per_number{
        8};  // different senders refused for one number within `window`: refusals read "locked"
    std::size_t numbers_max{200'000};  // remembered; the oldest go first
};

// One sender's refusals. Its text form is kept with the conversation, so that a restart forgets nothing.
struct guess_record
{
    int refused{};
    instant first{}, locked_until{};
};
std::string to_text(const guess_record& record);
guess_record parse_guess_record(std::string_view text);

bool is_locked(const guess_record& record, instant now);
// How long the answer to a typed number waits, whether it is right or wrong.
milliseconds answer_delay(const guess_record& record, instant now, const guess_limits& limits = {});
// A typed number was refused (not registered here, mismatch, or unknown: all the same).
void note_refusal(guess_record& record, instant now, const guess_limits& limits = {});

// Refusals of one number by many senders. Held in memory: it changes only how a refusal reads.
class number_guard
{
public:
    explicit number_guard(guess_limits limits = {}) : limits_(limits) {}
    // `number` and `sender` as keyed or plain hashes. true: this refusal shall read as locked.
    bool note_refusal(std::size_t number, std::size_t sender, instant now);

private:
    struct entry
    {
        instant first{};
        std::vector<std::size_t> senders{};  // different ones, one more than allowed at most
    };
    bool is_many(const entry& seen) const;
    void make_room(instant now);

    guess_limits limits_;
    std::unordered_map<std::size_t, entry> numbers_;
    std::deque<std::pair<instant, std::size_t>> order_;  // of numbers_, the oldest first
};

}  // namespace sapa
