// One answer, reply or title with its texts, as the draft or the configuration in use has them.
#include <algorithm>
#include "gateway/console/knowledge.hpp"
#include "gateway/console/names.hpp"
#include "intents/dialogue/lint.hpp"

namespace sapa::console {
namespace {

// What the draft has changed.
const draft_change* change_of(const rooms& all, const text_ref& ref)
{
    const auto& changes = all.conf.current().changes;
    const auto at = std::ranges::find_if(changes, [&](const auto& one) { return one.ref == ref; });
    return at == changes.end() ? nullptr : &*at;
}

json::object shown_texts(const rooms& all, const spoken_text& text, text_ref ref, bool draft)
{
    json::object to;
    for (std::size_t i = 0; i < text.by_language.size(); ++i) {
        if (text.by_language[i].empty())
            continue;
        ref.spoken = static_cast<language>(i);
        const auto* change = draft ? change_of(all, ref) : nullptr;
        to[to_string(ref.spoken)] = {{"text", text.by_language[i]},
                                     {"line", text.lines[i]},
                                     {"changed", change != nullptr},
                                     {"before", change ? json::value(change->before) : json::value()}};
    }
    return to;
}

json::object shown_wording(const rooms& all, const call& one, const knowledge_entry& entry, std::size_t index,
                           bool draft)
{
    const auto& answer = entry.answers[index];
    const auto today = wib_date(all.links.now());
    const bool valid = (!answer.valid_from || *answer.valid_from <= today) &&
                       (!answer.valid_to || today <= *answer.valid_to);
    text_ref ref{.kind = "answer", .key = entry.intent, .index = index};
    auto sms = shown_texts(all, answer.sms, ref, draft);
    ref.via = channel_type::whatsapp;
    return {{"index", index},
            {"variant", answer.variant},
            {"variant_title", words(one.spoken, "variant_" + answer.variant)},
            {"valid_from", day_or_null(answer.valid_from)},
            {"valid_to", day_or_null(answer.valid_to)},
            {"valid_today", valid},
            {"sms", std::move(sms)},
            {"whatsapp", shown_texts(all, answer.whatsapp, ref, draft)}};
}

async<http_response> show_answer(rooms& all, call one)
{
    const bool draft = on_draft(one);
    const auto read = co_await conf_of(all, draft);
    const auto* entry = read.parts->knowledge.find(one.part("key"));
    if (!entry)
        co_return refuse({.code = "not_found"}, one.spoken);
    json::array facts, wordings, examples;
    for (const auto& fact : entry->facts)
        facts.push_back({{"text", fact.text},
                         {"source", fact.source},
                         {"valid_from", day_or_null(fact.valid_from)},
                         {"valid_to", day_or_null(fact.valid_to)},
                         {"line", fact.line}});
    for (std::size_t i = 0; i < entry->answers.size(); ++i)
        wordings.push_back(shown_wording(all, one, *entry, i, draft));
    for (const auto& each :
         examples_of_label(all, all.conf.files_of(draft ? "draft" : "live"), entry->intent)) {
        const bool added = draft && std::ranges::any_of(all.conf.current().changes, [&](const auto& change) {
                               return change.kind == "example_added" && change.after == each.sentence;
                           });
        examples.push_back(
            {{"sentence", each.sentence}, {"line", each.line}, {"file", each.file}, {"added", added}});
    }
    const text_ref title{.kind = "answer_title", .key = entry->intent};
    co_return ok({{"key", entry->intent},
                  {"title", shown_texts(all, entry->title, title, draft)},
                  {"file", below_conf(entry->file)},
                  {"line", entry->line},
                  {"facts", std::move(facts)},
                  {"wordings", std::move(wordings)},
                  {"next", json::value_from(entry->next)},
                  {"examples", std::move(examples)}});
}

json::array shown_placeholders(const reply& one)
{
    json::array all;
    std::string fault;
    for (const auto& piece : parse_template(one.text.in(language::id), fault))
        if (piece.is_value)
            all.push_back({{"name", piece.value.name}, {"kind", piece.value.kind}});
    return all;
}

bool says(const flow_state& state, std::string_view key)
{
    const auto has = [key](const std::vector<flow_branch>& branches) {
        return std::ranges::count(branches, key, &flow_branch::say) > 0;
    };
    return state.ask == key || state.example == key || state.give_up == key || has(state.branches) ||
           std::ranges::any_of(state.outcomes, [&](const auto& one) { return has(one.second); });
}

// "Saldo: Tanya core: Saldo"
json::array used_by(const bundle::parts& conf, std::string_view key, language spoken)
{
    json::array all;
    for (const auto& flow : conf.flows)
        for (const auto& state : flow.states)
            if (says(state, key))
                all.push_back(json::value(label_title(conf, flow.name, spoken) + ": " +
                                          state_title(flow, state.name, spoken)));
    return all;
}

async<http_response> show_reply(rooms& all, call one)
{
    const bool draft = on_draft(one);
    const auto read = co_await conf_of(all, draft);
    const auto* found = read.parts->replies.find(one.part("key"));
    if (!found)
        co_return refuse({.code = "not_found"}, one.spoken);
    json::array choices;
    for (const auto& label : found->choices)
        choices.push_back(json::value(label_title(*read.parts, label, one.spoken)));
    text_ref ref{.kind = "reply", .key = one.part("key")};
    auto sms = shown_texts(all, found->text, ref, draft);
    ref.via = channel_type::whatsapp;
    co_return ok({{"key", ref.key},
                  {"file", below_conf(found->file)},
                  {"line", found->line},
                  {"budget", found->segments},
                  {"choices", std::move(choices)},
                  {"placeholders", shown_placeholders(*found)},
                  {"sms", std::move(sms)},
                  {"whatsapp", shown_texts(all, found->whatsapp, ref, draft)},
                  {"used_by", used_by(*read.parts, ref.key, one.spoken)}});
}

// The title of a choice, and what stands below it in a list of WhatsApp.
async<http_response> show_title(rooms& all, call one)
{
    const bool draft = on_draft(one);
    const auto read = co_await conf_of(all, draft);
    const auto key = one.part("key");
    const auto found = read.parts->replies.titles.find(key);
    if (found == read.parts->replies.titles.end())
        co_return refuse({.code = "not_found"}, one.spoken);
    const text_ref title{.kind = "title", .key = key}, about{.kind = "about", .key = key};
    co_return ok({{"key", key},
                  {"file", below_conf(found->second.file)},
                  {"line", found->second.line},
                  {"title", shown_texts(all, found->second.title, title, draft)},
                  {"about", shown_texts(all, found->second.description, about, draft)}});
}

}  // namespace

void add_text_routes(http_router& routes, rooms& all)
{
    struct row
    {
        const char* path;
        async<http_response> (*then)(rooms&, call);
    };
    static constexpr row table[] = {
        {"/api/console/knowledge/answers/{key}", &show_answer},
        {"/api/console/knowledge/replies/{key}", &show_reply},
        {"/api/console/knowledge/titles/{key}", &show_title},
    };
    for (const auto& each : table)
        all.door.on(routes, "GET", each.path, {},
                    [&all, then = each.then](call one) { return then(all, std::move(one)); });
}

}  // namespace sapa::console
