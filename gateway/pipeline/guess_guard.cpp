#include "gateway/pipeline/guess_guard.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <charconv>

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
    if (numbers_.size() >= limits_.numbers_max)
        std::erase_if(numbers_, [&](const auto& e) { return now - e.second.first >= limits_.window; });
    if (numbers_.size() >= limits_.numbers_max)
        numbers_.erase(numbers_.begin());
    auto& seen = numbers_[number];
    if (now - seen.first >= limits_.window)
        seen = {.first = now};
    if (seen.last_sender != sender) {
        seen.last_sender = sender;
        ++seen.senders;
    }
    return seen.senders > limits_.senders_per_number;
}

}  // namespace sapa
