// Knowledge: all answers and replies, the labels, and live counts while a text is edited.
#include "gateway/console/knowledge.hpp"

#include <algorithm>
#include <sstream>
#include "gateway/console/names.hpp"
#include "gateway/console/text_measure.hpp"
#include "gateway/console/text_proof.hpp"
#include "gateway/model/iso_time.hpp"

namespace sapa::console {
namespace {

constexpr std::size_t text_max = 4096;

std::string said_day(const std::optional<date>& day)
{
    return day ? iso_time(instant(std::chrono::sys_days(*day))).substr(0, 10) : std::string{};
}
}  // namespace

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

json::value day_or_null(const std::optional<date>& day)
{
    return day ? json::value(said_day(day)) : json::value();
}

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

namespace {

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

async<http_response> overview(rooms& all, call one)
{
    const bool draft = on_draft(one);
    const auto read = co_await conf_of(all, draft);
    const auto& files = all.conf.files_of(draft ? "draft" : "live");
    json::array answers, replies, titles;
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
    for (const auto& [key, one_title] : read.parts->replies.titles)
        titles.push_back(
            {{"key", key},
             {"title", one_title.title.nearest(one.spoken)},
             {"about", one_title.description.nearest(one.spoken)},
             {"changed", draft && (any_change(all, "title", key) || any_change(all, "about", key))}});
    co_return ok(
        {{"answers", std::move(answers)}, {"replies", std::move(replies)}, {"titles", std::move(titles)}});
}

async<http_response> measure(rooms& all, call one)
{
    const auto ref = text_ref_from(member_of(one.body, "ref"));
    const auto text = text_of(one.body, "text");
    if (!ref || text.size() > text_max)
        co_return refuse({.code = "invalid", .field = ref ? "text" : "ref"}, one.spoken);
    const auto read = co_await all.conf.draft_read();
    co_return ok(shown_proof(*read.parts, *ref, text, one.spoken));
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
                          {"title", label_title(*read.parts, label, one.spoken)},
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
        {"GET", "/api/console/labels", &list_labels},
        {"POST", "/api/console/texts/measure", &measure},
    };
    for (const auto& each : table)
        all.door.on(routes, each.method, each.path, {},
                    [&all, then = each.then](call one) { return then(all, std::move(one)); });
}

}  // namespace sapa::console
