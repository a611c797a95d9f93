// Knowledge: what a participant would be told, the texts behind it, and live counts while they are edited.
#include <algorithm>
#include <sstream>
#include "gateway/console/routes.hpp"
#include "gateway/console/text_measure.hpp"
#include "gateway/console/text_proof.hpp"
#include "gateway/model/iso_time.hpp"
#include "intents/dialogue/lint.hpp"

namespace sapa::console {
namespace {

constexpr std::size_t text_max = 4096;

bool on_draft(const call& one)
{
    return one.query("bundle") == "draft" || text_of(one.body, "bundle") == "draft";
}

async<read_conf> conf_of(rooms& all, bool draft)
{
    if (!draft)
        co_return all.conf.live_read();
    auto read = co_await all.conf.draft_read();
    co_return read;
}

std::string said_day(const std::optional<date>& day)
{
    return day ? iso_time(instant(std::chrono::sys_days(*day))).substr(0, 10) : std::string{};
}
json::value day_or_null(const std::optional<date>& day)
{
    return day ? json::value(said_day(day)) : json::value();
}

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

bool any_change(const rooms& all, std::string_view kind, std::string_view key)
{
    return std::ranges::any_of(all.conf.current().changes, [&](const draft_change& one) {
        return one.ref && one.ref->key == key &&
               (one.ref->kind == kind || one.ref->kind == std::string(kind) + "_title");
    });
}

std::optional<date> expires(const knowledge_entry& entry)
{
    std::optional<date> first;
    for (const auto& fact : entry.facts)
        if (fact.valid_to && (!first || *fact.valid_to < *first))
            first = fact.valid_to;
    return first;
}

struct labelled_example
{
    std::string sentence{}, file{};
    int line{};
};
std::vector<labelled_example> examples_of_label(const rooms& all, const overlay& files,
                                                const std::string& label)
{
    std::vector<labelled_example> found;
    for (const auto& file : {"examples/" + label + ".txt", "examples/more/" + label + ".txt"}) {
        std::istringstream in(content_of(files, all.with.conf, file));
        int number = 0;
        for (std::string line; std::getline(in, line);)
            if (++number; !line.empty() && line.front() != '#')
                found.push_back({line, file, number});
    }
    return found;
}

async<http_response> overview(rooms& all, call one)
{
    const bool draft = on_draft(one);
    const auto read = co_await conf_of(all, draft);
    const auto& files = all.conf.files_of(draft ? "draft" : "live");
    json::array answers, replies;
    for (const auto& entry : read.parts->knowledge.entries)
        answers.push_back({{"key", entry.intent},
                           {"title", entry.title.nearest(one.spoken)},
                           {"file", below_conf(entry.file)},
                           {"wordings", entry.answers.size()},
                           {"examples", examples_of_label(all, files, entry.intent).size()},
                           {"changed", draft && any_change(all, "answer", entry.intent)},
                           {"expires", day_or_null(expires(entry))}});
    for (const auto& [key, reply] : read.parts->replies.replies)
        replies.push_back({{"key", key},
                           {"title", key},
                           {"file", below_conf(reply.file)},
                           {"excerpt", excerpt_of(reply.text.nearest(one.spoken))},
                           {"changed", draft && any_change(all, "reply", key)}});
    co_return ok({{"answers", std::move(answers)}, {"replies", std::move(replies)}});
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

json::array used_by(const bundle::parts& conf, std::string_view key)
{
    json::array all;
    for (const auto& flow : conf.flows)
        for (const auto& state : flow.states) {
            const auto here = flow.name + "/" + state.name;
            const auto add = [&](const std::string& said, const std::string& where) {
                if (said == key)
                    all.push_back(json::value(here + " " + where));
            };
            add(state.ask, "ask");
            add(state.example, "example");
            add(state.give_up, "give_up");
            for (std::size_t i = 0; i < state.branches.size(); ++i)
                add(state.branches[i].say, "#" + std::to_string(i + 1));
            for (const auto& [outcome, branches] : state.outcomes)
                for (std::size_t i = 0; i < branches.size(); ++i)
                    add(branches[i].say, outcome + " #" + std::to_string(i + 1));
        }
    return all;
}

async<http_response> show_reply(rooms& all, call one)
{
    const bool draft = on_draft(one);
    const auto read = co_await conf_of(all, draft);
    const auto* found = read.parts->replies.find(one.part("key"));
    if (!found)
        co_return refuse({.code = "not_found"}, one.spoken);
    text_ref ref{.kind = "reply", .key = one.part("key")};
    auto sms = shown_texts(all, found->text, ref, draft);
    ref.via = channel_type::whatsapp;
    co_return ok({{"key", ref.key},
                  {"file", below_conf(found->file)},
                  {"line", found->line},
                  {"budget", found->segments},
                  {"choices", json::value_from(found->choices)},
                  {"placeholders", shown_placeholders(*found)},
                  {"sms", std::move(sms)},
                  {"whatsapp", shown_texts(all, found->whatsapp, ref, draft)},
                  {"used_by", used_by(*read.parts, ref.key)}});
}

async<http_response> measure(rooms& all, call one)
{
    const auto ref = text_ref_from(member_of(one.body, "ref"));
    const auto text = text_of(one.body, "text");
    if (!ref || text.size() > text_max)
        co_return refuse({.code = "invalid", .field = ref ? "text" : "ref"}, one.spoken);
    const auto read = co_await all.conf.draft_read();
    co_return ok(shown_proof(*read.parts, *ref, text));
}

async<http_response> list_labels(rooms& all, call one)
{
    const auto read = co_await conf_of(all, true);
    std::map<std::string, std::size_t> counts;
    const auto& files = all.conf.files_of("draft");
    for (const auto& each : std::filesystem::recursive_directory_iterator(all.with.conf / "examples"))
        if (each.path().extension() == ".txt")
            counts[each.path().stem().string()] = 0;
    json::array labels;
    for (auto& [label, count] : counts) {
        count = examples_of_label(all, files, label).size();
        labels.push_back({{"label", label},
                          {"title", read.parts->title(label, one.spoken)},
                          {"kind", read.parts->find_flow(label)        ? "service"
                                   : read.parts->knowledge.find(label) ? "faq"
                                                                       : "talk"},
                          {"examples", count}});
    }
    co_return ok({{"labels", std::move(labels)}});
}

}  // namespace

void add_knowledge_routes(http_router& routes, rooms& all)
{
    struct row
    {
        const char *method, *path;
        async<http_response> (*then)(rooms&, call);
    };
    static constexpr row table[] = {
        {"GET", "/api/console/knowledge", &overview},
        {"GET", "/api/console/knowledge/answers/{key}", &show_answer},
        {"GET", "/api/console/knowledge/replies/{key}", &show_reply},
        {"GET", "/api/console/labels", &list_labels},
        {"POST", "/api/console/texts/measure", &measure},
    };
    for (const auto& each : table)
        all.door.on(routes, each.method, each.path, {},
                    [&all, then = each.then](call one) { return then(all, std::move(one)); });
}

}  // namespace sapa::console
