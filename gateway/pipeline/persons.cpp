#include "gateway/pipeline/persons.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <charconv>
#include <functional>
#include "gateway/async/within.hpp"
#include "gateway/model/carried.hpp"

namespace sapa {
namespace {

constexpr std::string_view guesses_key = "guesses", replies_key = "replies";
constexpr std::string_view identity_key = "identity", phone_key = "phone";
constexpr std::string_view refusals[]{"phone_not_registered", "participant_not_found", "mismatch",
                                      "claim_not_found"};

constexpr auto name_of = &std::pair<std::string, std::string>::first;

std::string remembered(const dialogue_state& state, std::string_view key)
{
    const auto held = std::ranges::find(state.memory, key, name_of);
    return held == state.memory.end() ? std::string{} : held->second;
}

void remember(dialogue_state& state, std::string_view key, std::string value)
{
    const auto held = std::ranges::find(state.memory, key, name_of);
    if (held == state.memory.end())
        state.memory.emplace_back(key, std::move(value));
    else
        held->second = std::move(value);
}

std::string number_asked_for(const core_question& what)
{
    for (const auto& [name, value] : what.arguments)
        if (name == "participant_no" || name == "claim_no")
            return value;
    return {};
}

bool is_refusal(const core_answer& answer)
{
    return std::ranges::find(refusals, answer.outcome) != std::end(refusals);
}

std::size_t hash_of(const std::string& text) { return std::hash<std::string>()(text); }

void count_refusal(dialogue_state& state, instant now, const guess_limits& limits)
{
    auto record = parse_guess_record(remembered(state, guesses_key));
    note_refusal(record, now, limits);
    remember(state, guesses_key, to_text(record));
}

// "day;count"
int replies_today(const dialogue_state& state, instant now)
{
    const auto kept = remembered(state, replies_key);
    const auto split = kept.find(';');
    const auto today =
        std::to_string(std::chrono::floor<std::chrono::days>(now + wib_offset).time_since_epoch().count());
    if (split == kept.npos || kept.substr(0, split) != today)
        return 0;
    int count{};
    std::from_chars(kept.data() + split + 1, kept.data() + kept.size(), count);
    return count;
}

}  // namespace

std::string remembered_identity(const dialogue_state& state) { return remembered(state, identity_key); }

persons::persons(guess_limits guesses, int replies_per_day)
    : guesses_(guesses), replies_per_day_(replies_per_day), numbers_(guesses)
{
}

bool persons::about_a_person(const core_question& what) const { return !number_asked_for(what).empty(); }

bool persons::locked(const dialogue_state& state, instant now) const
{
    return is_locked(parse_guess_record(remembered(state, guesses_key)), now);
}

async<void> persons::slow_down(const dialogue_state& state, instant now) const
{
    const auto delay = answer_delay(parse_guess_record(remembered(state, guesses_key)), now, guesses_);
    if (delay > milliseconds{})
        co_await pause_for(delay);
}

bool persons::note(dialogue_state& state, const core_question& what, const core_answer& answer,
                   const std::string& sender, instant now)
{
    if (!is_refusal(answer))
        return false;
    count_refusal(state, now, guesses_);
    return numbers_.note_refusal(hash_of(number_asked_for(what)), hash_of(sender), now);
}

void persons::note_late(const core_question& what, const core_answer& answer, const std::string& sender,
                        instant now)
{
    if (!about_a_person(what) || !is_refusal(answer))
        return;
    numbers_.note_refusal(hash_of(number_asked_for(what)), hash_of(sender), now);
    if (late_.size() < guesses_.numbers_max)
        ++late_[hash_of(sender)];
}

void persons::count_late(dialogue_state& state, const std::string& sender, instant now)
{
    if (late_.empty())
        return;
    const auto at = late_.find(hash_of(sender));
    if (at == late_.end())
        return;
    for (int i = 0; i < at->second; ++i)
        count_refusal(state, now, guesses_);
    late_.erase(at);
}

bool persons::somebody_else(const dialogue_state& state, const mo_message& message) const
{
    const auto* shown = find_carried(message.carried, identity_key_hash);
    const auto known = remembered(state, identity_key);
    return shown && !known.empty() && known != *shown;
}

void persons::meet(dialogue_state& state, mo_message& message) const
{
    if (message.kind == mo_kind::person_changed)
        return;
    if (const auto* shown = find_carried(message.carried, identity_key_hash))
        remember(state, identity_key, *shown);
    if (const auto* shared = find_carried(message.carried, shared_phone))
        remember(state, phone_key, *shared);
    else if (!message.phone)
        message.phone = parse_msisdn("+" + remembered(state, phone_key));
}

std::string persons::reason_to_stay_silent(const dialogue_state& state, instant now) const
{
    return replies_today(state, now) >= replies_per_day_ ? "capped" : std::string{};
}

void persons::count_replies(dialogue_state& state, std::size_t replies, instant now) const
{
    const auto today = std::chrono::floor<std::chrono::days>(now + wib_offset).time_since_epoch().count();
    remember(state, replies_key,
             fmt::format("{};{}", today, replies_today(state, now) + static_cast<int>(replies)));
}

}  // namespace sapa
