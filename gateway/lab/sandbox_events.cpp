// Reads and plays event lines.
#include "gateway/lab/sandbox_events.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include "gateway/model/carried.hpp"

namespace sapa::lab {
namespace {

struct unit
{
    std::string_view word;
    std::int64_t ms;
};
constexpr unit units[] = {
    {"ms", 1},           {"s", 1000},          {"second", 1000},     {"seconds", 1000},    {"detik", 1000},
    {"m", 60'000},       {"min", 60'000},      {"minute", 60'000},   {"minutes", 60'000},  {"menit", 60'000},
    {"h", 3'600'000},    {"hour", 3'600'000},  {"jam", 3'600'000},   {"hours", 3'600'000}, {"d", 86'400'000},
    {"day", 86'400'000}, {"hari", 86'400'000}, {"days", 86'400'000},
};

struct kind_word
{
    std::string_view word;
    mo_kind kind;
};
constexpr kind_word kinds[] = {
    {"text", mo_kind::text},
    {"button", mo_kind::button},
    {"image", mo_kind::image},
    {"audio", mo_kind::audio},
    {"video", mo_kind::video},
    {"document", mo_kind::document},
    {"sticker", mo_kind::sticker},
    {"contact", mo_kind::contact},
    {"location", mo_kind::location},
    {"unsupported", mo_kind::unsupported},
    {"person changed", mo_kind::person_changed},
    {"voice", mo_kind::audio},
    {"list", mo_kind::button},
    {"interactive", mo_kind::button},
    {"contacts", mo_kind::contact},
};

event_result said(sandbox& box, sandbox_message message)
{
    return {.known = true, .message = true, .turn = box.say(message)};
}

// "balance -> unavailable", "balance -> slow 20 s", "balance -> normal": what an operation does from now on.
bool set_operation(sandbox& box, std::string_view words)
{
    const auto arrow = words.find(" -> ");
    const std::string name(words.substr(0, arrow)), outcome(words.substr(arrow + 4));
    const auto* operation = find_operation(name);
    if (!operation)
        return false;
    const auto late = outcome.starts_with("slow ") ? parse_span(outcome.substr(5)) : std::nullopt;
    const bool known = outcome == "normal" || late || outcome == outcome_unavailable ||
                       std::ranges::count(operation->outcomes, outcome, &core_outcome::name) > 0;
    if (!known)
        return false;
    auto& faults = box.faults();
    faults.failing.erase(name);
    faults.slow.erase(name);
    if (late)
        faults.slow[name] = *late;
    else if (outcome != "normal")
        faults.failing[name] = outcome;
    return true;
}

}  // namespace

std::optional<milliseconds> parse_span(std::string_view text)
{
    std::int64_t number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || number < 0)
        return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    while (text.starts_with(' '))
        text.remove_prefix(1);
    while (text.ends_with(' '))
        text.remove_suffix(1);
    for (const auto& one : units)
        if (one.word == text)
            return milliseconds(number * one.ms);
    return std::nullopt;
}

std::optional<mo_kind> parse_kind(std::string_view word)
{
    for (const auto& one : kinds)
        if (one.word == word)
            return one.kind;
    return std::nullopt;
}

event_result play_event(sandbox& box, std::string_view event, const sandbox_message& last)
{
    auto message = last;
    if (event == "duplicate")
        return said(box, message);
    if (event == "restart") {
        box.restart();
        return {.known = true};
    }
    if (event == "flow changed") {
        box.lose_flow(last.via, last.sender);
        return {.known = true};
    }
    if (event.starts_with("receipt "))
        return {.known = true};
    if (event == "core down" || event == "core up") {
        box.faults().core_down = event == "core down";
        if (event == "core up")
            box.faults() = {};
        return {.known = true};
    }
    if (event == "provider on time" || event.starts_with("provider late ")) {
        const auto span = event.ends_with(" on time") ? milliseconds{} : parse_span(event.substr(14));
        box.faults().provider_late = span.value_or(milliseconds{});
        return {.known = span.has_value()};
    }
    if (event.starts_with("core slow ")) {
        const auto span = parse_span(event.substr(10));
        box.faults().core_slow = span.value_or(milliseconds{});
        box.faults().core_down = false;
        return {.known = span.has_value()};
    }
    if (event.starts_with("core ") && event.find(" -> ") != event.npos)
        return {.known = set_operation(box, event.substr(5))};
    message.id.clear();
    message.text.clear();
    message.reply_id.clear();
    message.kind = mo_kind::button;
    message.carried.clear();
    if (event.starts_with("shares ")) {
        message.kind = mo_kind::contact;
        message.carried.emplace_back(shared_phone, event.substr(7));
        return said(box, message);
    }
    if (event.starts_with("press ")) {
        message.text = event.substr(6);
        return said(box, message);
    }
    const auto word = event.substr(0, event == "person changed" ? event.npos : event.find(' '));
    const auto kind = parse_kind(word);
    if (!kind)
        return {};
    message.kind = *kind;
    if (*kind == mo_kind::location && event.size() > word.size()) {
        const std::string place(event.substr(word.size() + 1));
        char* rest{};
        const double latitude = std::strtod(place.c_str(), &rest);
        if (*rest == ',')
            message.place = geo_point{latitude, std::strtod(rest + 1, nullptr)};
    } else if (event.size() > word.size()) {
        message.text = event.substr(word.size() + 1);
    }
    return said(box, message);
}

}  // namespace sapa::lab
