// Explains a turn.
#include "gateway/console/why.hpp"

#include <algorithm>
#include "gateway/console/names.hpp"
#include "gateway/console/overlay.hpp"
#include "gateway/console/shown.hpp"
#include "gateway/console/steps.hpp"
#include "gateway/console/words.hpp"
#include "gateway/model/iso_time.hpp"
#include "intents/wording/template_text.hpp"

namespace sapa::console {
namespace {

// "Saldo: Minta Nomor peserta"
std::string place_title(const bundle& conf, const dialogue_state& state, language spoken)
{
    const auto* form = conf.inside().find_flow(state.flow);
    if (!form)
        return words(spoken, "state_idle");
    return label_title(conf.inside(), state.flow, spoken) + ": " + state_title(*form, state.at, spoken);
}

json::object shown_state(const dialogue_state& state, const bundle& conf, language spoken)
{
    return {{"flow", state.flow},
            {"state", state.flow.empty() ? "" : state.at},
            {"title", place_title(conf, state, spoken)},
            {"slots", shown_slots(state.slots, spoken)},
            {"tries", state.tries},
            {"language", to_string(state.spoken)},
            {"verified", state.verified_no.empty() ? "" : masked_tail(state.verified_no)}};
}

json::array shown_path(const lab::sandbox_turn& turn, const bundle& conf, language spoken)
{
    json::array steps;
    for (const auto& line : turn.trace)
        if (const auto step = step_of(line, conf.inside(), spoken))
            steps.push_back({{"code", step->code}, {"name", step->name}, {"text", step->text}});
    return steps;
}

std::string said_value(const value& from, language spoken)
{
    struct sayer
    {
        language spoken;
        std::string operator()(const std::string& text) const { return value_title(text, spoken); }
        std::string operator()(std::int64_t number) const { return std::to_string(number); }
        std::string operator()(rupiah money) const { return say_rupiah(money); }
        std::string operator()(date day) const { return say_date(day); }
        std::string operator()(month which) const { return say_month(which); }
        std::string operator()(const participant_no& number) const { return number.masked(); }
        std::string operator()(bool yes) const { return value_title(yes ? "yes" : "no", spoken); }
    };
    return std::visit(sayer{spoken}, from);
}

// Rows of [name, value]; the value of a list is its rows, again so.
json::array shown_facts(const facts& told, language spoken)
{
    json::array all;
    for (const auto& [name, one] : told.values)
        all.push_back(json::array{slot_title(name, spoken), said_value(one, spoken)});
    for (const auto& [name, list] : told.lists) {
        json::array rows;
        for (const auto& row : list)
            rows.push_back(shown_facts(row, spoken));
        all.push_back(json::array{slot_title(name, spoken), std::move(rows)});
    }
    return all;
}

json::object shown_exchange(const lab::core_exchange& one, const handset& on, language spoken)
{
    const auto* operation = find_operation(one.question.operation);
    std::string path(operation ? operation->path : "");
    const std::string pattern = path;
    json::array arguments, headers;
    for (const auto& [name, text] : one.question.arguments) {
        const auto masked = masked_slot(name, text);
        arguments.push_back(json::array{name, masked});
        if (const auto at = path.find("{" + name + "}"); at != path.npos)
            path.replace(at, name.size() + 2, masked);
    }
    headers.push_back(json::array{"X-Channel", to_string(on.via)});
    headers.push_back(json::array{"X-Msisdn", masked_tail(on.phone)});
    headers.push_back(json::array{"X-Request-Id", one.question.request_id});
    if (!one.question.idempotency_key.empty())
        headers.push_back(json::array{"Idempotency-Key", one.question.idempotency_key});
    return {
        {"operation", one.question.operation},
        {"title", words(spoken, "operation_" + one.question.operation)},
        {"method", operation ? operation->method : ""},
        {"path", path},
        {"template", pattern},
        {"headers", std::move(headers)},
        {"arguments", std::move(arguments)},
        {"asked_at", iso_time(one.asked_at)},
        {"took_ms", (one.ended_at - one.asked_at).count()},
        {"outcome", one.answer.outcome},
        {"outcome_title", one.answer.outcome.empty() ? "" : words(spoken, "outcome_" + one.answer.outcome)},
        {"status", one.answer.status},
        {"what_became", one.what_became},
        {"answer", shown_facts(one.answer.told, spoken)}};
}

json::object shown_wording(const lab::sandbox_reply& reply, const bundle& conf)
{
    const auto& key = reply.content.key;
    std::string file;
    int line = 0, budget = 1;
    if (const auto* found = conf.inside().replies.find(key)) {
        const auto& text = found->on(reply.via);
        file = below_conf(found->file);
        line = text.lines[static_cast<std::size_t>(reply.content.spoken)];
        budget = found->segments;
    } else if (key.starts_with("answer.")) {
        if (const auto* entry = conf.inside().knowledge.find(key.substr(7))) {
            file = below_conf(entry->file);
            line = entry->line;
        }
    }
    return {{"key", key},
            {"file", file},
            {"line", line},
            {"language", to_string(reply.content.spoken)},
            {"encoding", reply.encoding},
            {"segments", reply.segments},
            {"budget", budget},
            {"text", reply.content.text}};
}

json::array shown_effects(const lab::sandbox_turn& turn, language spoken)
{
    json::array all;
    const auto add = [&](const char* code, std::string said) {
        all.push_back({{"code", code}, {"text", words(spoken, std::string("effect_") + code, {said})}});
    };
    for (const auto& reply : turn.replies)
        add(reply.cause == "holding"   ? "hold"
            : reply.cause == "promise" ? "promise"
                                       : "say",
            reply.content.key);
    for (const auto& one : turn.core)
        add("core", words(spoken, "operation_" + one.question.operation));
    for (const auto& one : turn.preferences)
        add("preference", one.name + " = " + one.value);
    return all;
}

std::string joined(const json::array& lines)
{
    std::string all;
    for (const auto& one : lines)
        all += (all.empty() ? "" : " ") + std::string(one.at("text").as_string());
    return all;
}

json::array shown_lines(const json::object& why, const entry& one, const bundle& conf, language spoken)
{
    json::array lines;
    const auto add = [&](const char* topic, std::string said) {
        if (!said.empty())
            lines.push_back({{"topic", topic}, {"text", std::move(said)}});
    };
    if (one.message)
        add("understood", summary_of({one.message->text, one.message->via, one.turn.meaning}, conf, spoken));
    std::string slots;
    for (const auto& [name, text] : one.turn.slots)
        slots += (slots.empty() ? "" : ", ") + slot_title(name, spoken) + " " + masked_slot(name, text);
    add("slots", slots.empty() ? "" : words(spoken, "line_slots", {slots}));
    add("path", joined(why.at("path").as_array()));
    for (const auto& each : one.turn.core) {
        const auto took = std::to_string((each.ended_at - each.asked_at).count());
        add("core", words(spoken, "line_core_" + each.what_became,
                          {words(spoken, "operation_" + each.question.operation), took,
                           words(spoken, "outcome_" + each.answer.outcome)}));
    }
    for (const auto& reply : one.turn.replies)
        add("reply",
            words(spoken, reply.via == channel_type::sms ? "line_reply_sms" : "line_reply_whatsapp",
                  {reply.content.key, std::to_string(reply.segments), encoding_title(reply.encoding)}));
    return lines;
}

}  // namespace

json::object shown_why(const entry& one, const handset& on, const bundle& conf,
                       const nearest_examples& examples, language spoken)
{
    const auto& turn = one.turn;
    const bool words_came = one.message && !one.message->text.empty() && !turn.meaning.intent.empty();
    json::object why{{"text", nullptr}, {"understood", nullptr}};
    if (words_came) {
        const heard what{one.message->text, one.message->via, turn.meaning};
        why["text"] = shown_text(what, spoken);
        why["understood"] = shown_understood(what, conf, examples, spoken);
    }
    json::array core, replies;
    for (const auto& each : turn.core)
        core.push_back(shown_exchange(each, on, spoken));
    for (const auto& each : turn.replies)
        replies.push_back(shown_wording(each, conf));
    why["slots"] = shown_slots(turn.slots, spoken);
    why["before"] = shown_state(turn.before, conf, spoken);
    why["after"] = shown_state(turn.after, conf, spoken);
    why["path"] = shown_path(turn, conf, spoken);
    why["effects"] = shown_effects(turn, spoken);
    why["core"] = std::move(core);
    why["replies"] = std::move(replies);
    why["trace"] = json::value_from(turn.trace);
    why["lines"] = shown_lines(why, one, conf, spoken);
    return why;
}

}  // namespace sapa::console
