// Writes plays as JSON.
#include "gateway/console/shown.hpp"

#include <charconv>
#include "gateway/console/text_measure.hpp"
#include "gateway/console/words.hpp"
#include "gateway/model/iso_time.hpp"

namespace sapa::console {
namespace {

constexpr std::string_view kind_words[]{"text",     "button",      "image",         "audio",
                                        "video",    "document",    "sticker",       "contact",
                                        "location", "unsupported", "person_changed"};

json::value time_or_null(instant at) { return at == instant{} ? json::value() : json::value(iso_time(at)); }

json::array shown_choices(const std::vector<choice>& choices, bool described)
{
    json::array all;
    for (const auto& one : choices) {
        json::object made{{"id", one.id}, {"title", one.title}};
        if (described)
            made["description"] = one.description;
        all.push_back(std::move(made));
    }
    return all;
}

json::object shown_state(const dialogue_state& state)
{
    return {
        {"flow", state.flow},
        {"state", state.flow.empty() ? "" : state.at},
        {"until", state.flow.empty() ? json::value() : time_or_null(state.form_until)},
        {"verified", state.verified_no.empty() ? "" : masked_tail(state.verified_no)},
        {"verified_until", state.verified_no.empty() ? json::value() : time_or_null(state.verified_until)}};
}

json::value shown_silence(const entry& one, language spoken)
{
    if (!one.turn.replies.empty() || !one.message)
        return "";
    const std::string why = one.turn.silence.empty() ? "waiting" : one.turn.silence;
    const auto key = "silence_" + why;
    const bool known = has_words(key);
    return json::object{{"code", known ? why : "other"},
                        {"title", words(spoken, known ? key : "silence_other", {why})}};
}

json::object shown_entry(const entry& one, language spoken)
{
    json::array replies;
    for (std::size_t i = 0; i < one.turn.replies.size(); ++i)
        replies.push_back(shown_reply(one.turn.replies[i], i, one.failed[i]));
    json::value message;
    if (one.message)
        message = {{"id", one.message->id},
                   {"kind", kind_word(one.message->kind)},
                   {"text", one.message->text},
                   {"reply_id", one.message->reply_id},
                   {"at", iso_time(one.at)}};
    return {{"handset", one.handset},
            {"message", std::move(message)},
            {"replies", std::move(replies)},
            {"silence", shown_silence(one, spoken)},
            {"duplicate", one.turn.duplicate},
            {"intent", one.turn.intent},
            {"state", json::object{{"flow", one.turn.after.flow},
                                   {"state", one.turn.after.flow.empty() ? "" : one.turn.after.at}}},
            {"has_why", true}};
}

std::string_view node_kind(act what)
{
    switch (what) {
        case act::start:
            return "start";
        case act::say:
        case act::duplicate:
        case act::person_changed:
            return "say";
        case act::pass:
        case act::next_timer:
            return "clock";
        case act::receipt_failed:
            return "receipt";
        case act::restart:
            return "restart";
        default:
            return "fault";
    }
}

std::string label_of(const action& what, language spoken)
{
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(what.span);
    switch (what.what) {
        case act::say:
            return what.text.empty() ? words(spoken, "kind_" + std::string(kind_word(what.kind))) : what.text;
        case act::pass:
            return minutes.count() > 0 && what.span == minutes
                       ? words(spoken, "act_pass_minutes", {std::to_string(minutes.count())})
                       : words(spoken, "act_pass_seconds", {std::to_string(what.span.count() / 1000)});
        case act::core:
            return words(spoken, "act_core_" + what.core, {std::to_string(what.span.count() / 1000)});
        case act::core_operation:
            return words(
                spoken, "act_core_operation",
                {words(spoken, "operation_" + what.operation), words(spoken, "outcome_" + what.outcome)});
        default:
            return words(spoken, "act_" + std::string(to_string(what.what)));
    }
}

}  // namespace

std::string_view kind_word(mo_kind kind) { return kind_words[static_cast<std::size_t>(kind)]; }

json::object shown_measure(std::string_view text, channel_type via)
{
    const auto found = measure_sms(text);
    json::array borders, wide;
    if (via == channel_type::sms) {
        for (const auto border : found.borders)
            borders.push_back(border);
        for (const auto& one : found.wide)
            wide.push_back(
                {{"position", one.position}, {"length", one.length}, {"character", one.character}});
    }
    return {{"encoding", via != channel_type::sms ? "utf8"
                         : found.gsm              ? "gsm7"
                                                  : "ucs2"},
            {"segments", via == channel_type::sms ? found.segments : 1},
            {"units", found.units},
            {"characters", found.characters},
            {"limit", json::object{{"single", found.single}, {"part", found.part}}},
            {"borders", std::move(borders)},
            {"wide", std::move(wide)}};
}

json::object shown_reply(const lab::sandbox_reply& reply, std::size_t index, bool failed)
{
    const auto& content = reply.content;
    auto made = shown_measure(content.text, reply.via);
    made["index"] = index;
    made["text"] = content.text;
    made["key"] = content.key;
    made["cause"] = reply.cause;
    made["at"] = iso_time(reply.at);
    made["language"] = to_string(content.spoken);
    made["buttons"] = shown_choices(content.buttons, false);
    made["list"] = nullptr;
    if (!content.rows.empty())
        made["list"] = {{"title", content.list_title}, {"rows", shown_choices(content.rows, true)}};
    made["delivery"] = failed ? "failed" : "delivered";
    return made;
}

json::object shown_action(const action& what)
{
    json::object made{{"do", to_string(what.what)}};
    if (!what.handsets.empty())
        made["handsets"] = json::value_from(what.handsets);
    if (what.what == act::say) {
        json::object message{
            {"kind", kind_word(what.kind)}, {"text", what.text}, {"reply_id", what.reply_id}};
        if (what.place) {
            message["latitude"] = what.place->latitude;
            message["longitude"] = what.place->longitude;
        }
        made["message"] = std::move(message);
    }
    if (what.what == act::pass)
        made["ms"] = what.span.count();
    if (what.what == act::core) {
        made["core"] = what.core;
        made["slow_ms"] = what.span.count();
    }
    if (what.what == act::core_operation) {
        made["operation"] = what.operation;
        made["outcome"] = what.outcome;
        made["slow_ms"] = what.span.count();
    }
    return made;
}

json::object shown_node(const play& of, std::size_t number, language spoken)
{
    const auto& one = of.nodes()[number];
    json::array entries;
    for (const auto& each : one.entries) {
        auto made = shown_entry(each, spoken);
        made["entry"] = entries.size();
        entries.push_back(std::move(made));
    }
    return {{"id", node_name(number)},
            {"parent", number == 0 ? json::value() : json::value(node_name(one.parent))},
            {"at", iso_time(one.at)},
            {"kind", node_kind(one.done.what)},
            {"label", label_of(one.done, spoken)},
            {"action", shown_action(one.done)},
            {"entries", std::move(entries)},
            {"differ", one.differ}};
}

json::object shown_world(const play& of, const bundles& newest, language spoken)
{
    json::array handsets, timers;
    for (std::size_t i = 0; i < of.handsets().size(); ++i) {
        const auto& one = of.handsets()[i];
        handsets.push_back({{"index", i},
                            {"channel", to_string(one.via)},
                            {"language", to_string(one.spoken)},
                            {"persona", one.persona},
                            {"phone", one.phone},
                            {"bundle", one.draft ? "draft" : "live"},
                            {"hash", of.conf_of(i).hash()},
                            {"stale", newest.of(one)->hash() != of.conf_of(i).hash()},
                            {"state", shown_state(of.state_of(i))},
                            {"waiting_for_core", of.waits_for_core(i)}});
    }
    for (const auto& [handset, timer] : of.timers())
        timers.push_back({{"handset", handset},
                          {"at", iso_time(timer.at)},
                          {"in_ms", (timer.at - of.now()).count()},
                          {"what", timer.what},
                          {"title", words(spoken, "timer_" + timer.what)}});
    const auto& faults = of.faults();
    json::object failing;
    for (const auto& [operation, outcome] : faults.failing)
        failing[operation] = outcome;
    json::object slow_ones;
    for (const auto& [operation, late] : faults.slow)
        slow_ones[operation] = late.count();
    const bool slow = faults.core_slow > milliseconds(0);
    return {{"head", node_name(of.head())},
            {"now", iso_time(of.now())},
            {"started_at", iso_time(of.started_at())},
            {"handsets", std::move(handsets)},
            {"faults", json::object{{"core", faults.core_down ? "down"
                                             : slow           ? "slow"
                                                              : "normal"},
                                    {"slow_ms", faults.core_slow.count()},
                                    {"slow", std::move(slow_ones)},
                                    {"failing", std::move(failing)}}},
            {"timers", std::move(timers)}};
}

std::optional<std::size_t> node_number(const play& of, std::string_view name)
{
    std::size_t number{};
    if (!name.starts_with('n'))
        return std::nullopt;
    const auto* end = name.data() + name.size();
    const auto [stopped, wrong] = std::from_chars(name.data() + 1, end, number);
    if (wrong != std::errc{} || stopped != end || number >= of.nodes().size())
        return std::nullopt;
    return number;
}

}  // namespace sapa::console
