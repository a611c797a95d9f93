#include "gateway/pipeline/guess_guard.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <charconv>
#include <utility>

namespace sapa {
namespace {

long long to_number(instant at) { return at.time_since_epoch().count(); }

// Reads one number up to the next ';'.
long long take_number(std::string_view& text)
{
    long long read{};
    std::from_chars(text.data(), text.data() + text.size(), read);
    const auto next = text.find(';');
    text.remove_prefix(next == text.npos ? text.size() : next + 1);
    return read;
}

bool within_window(const guess_record& record, instant now, const guess_limits& limits)
{
    return record.refused > 0 && now - record.first < limits.window;
}

}  // namespace

std::string to_text(const guess_record& record)
{
    return fmt::format("{};{};{}", record.refused, to_number(record.first), to_number(record.locked_until));
}

guess_record parse_guess_record(std::string_view text)
{
    guess_record record;
    record.refused = static_cast<int>(take_number(text));
    record.first = instant(milliseconds(take_number(text)));
    record.locked_until = instant(milliseconds(take_number(text)));
    return record;
}

bool is_locked(const guess_record& record, instant now) { return now < record.locked_until; }

milliseconds answer_delay(const guess_record& record, instant now, const guess_limits& limits)
{
    if (!within_window(record, now, limits) || record.refused < limits.slowed_after)
        return {};
    const auto doublings = std::min(record.refused - limits.slowed_after, 10);
    return std::min(limits.first_delay * (1 << doublings), limits.longest_delay);
}

void note_refusal(guess_record& record, instant now, const guess_limits& limits)
{
    if (!within_window(record, now, limits))
        record = {.first = now, .locked_until = record.locked_until};
    if (++record.refused >= limits.locked_after)
        record = {.locked_until = now + limits.lock};
}

bool number_guard::note_refusal(std::size_t number, std::size_t sender, instant now)
{
    make_room(now);
    auto [at, made] = numbers_.try_emplace(number);
    auto& seen = at->second;
    if (made || now - seen.first >= limits_.window) {
        seen = {.first = now};
        order_.emplace_back(now, number);
    }
    if (std::ranges::find(seen.senders, sender) == seen.senders.end() && !is_many(seen))
        seen.senders.push_back(sender);
    return is_many(seen);
}

bool number_guard::is_many(const entry& seen) const
{
    return std::cmp_greater(seen.senders.size(), limits_.senders_per_number);
}

// What is over goes, and the oldest where too many are remembered. A number stands in `order_` once a window.
void number_guard::make_room(instant now)
{
    while (!order_.empty() &&
           (now - order_.front().first >= limits_.window || numbers_.size() >= limits_.numbers_max)) {
        const auto [since, number] = order_.front();
        order_.pop_front();
        if (const auto at = numbers_.find(number); at != numbers_.end() && at->second.first == since)
            numbers_.erase(at);
    }
}

}  // namespace sapa
