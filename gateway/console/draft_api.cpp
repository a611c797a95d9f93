// The draft: what it is, editing, undoing.
#include <algorithm>
#include <set>
#include "gateway/console/line_diff.hpp"
#include "gateway/console/routes.hpp"
#include "gateway/console/text_proof.hpp"
#include "gateway/model/iso_time.hpp"

namespace sapa::console {
namespace {

json::object shown_draft(const rooms& all, bool with_files)
{
    const auto& draft = all.conf.current();
    json::array changes, conflicts;
    std::set<std::string> editors;
    instant edited{};
    for (const auto& one : draft.changes) {
        changes.push_back(to_json(one));
        editors.insert(one.by);
        edited = std::max(edited, one.at);
    }
    if (!all.conf.versions().empty())
        for (const auto& path : conflicts_of(all.conf.versions().back(), all.with.conf))
            conflicts.push_back(json::value(path));
    const bool known = all.checked.revision == draft.revision && !all.checked.shown.is_null();
    json::object made{{"exists", !draft.empty()},
                      {"base", draft.base},
                      {"changes", std::move(changes)},
                      {"edited_by", json::value_from(std::vector(editors.begin(), editors.end()))},
                      {"edited_at", draft.empty() ? json::value() : json::value(iso_time(edited))},
                      {"state", all.checked.running ? "checking"
                                : !known            ? "unchecked"
                                : all.checked.good  ? "ready"
                                                    : "refused"},
                      {"checked", known ? all.checked.shown : json::value()},
                      {"conflicts", std::move(conflicts)}};
    if (with_files)
        made["files"] =
            draft.empty() ? json::array{} : differences(all.conf.served_files(), draft.files, all.with.conf);
    return made;
}

// The draft as it is, or a first one over what is served.
draft begun(const rooms& all)
{
    auto now = all.conf.current();
    if (now.empty()) {
        now.files = all.conf.served_files();
        now.base = all.conf.versions().empty() ? 0 : all.conf.versions().back().number;
    }
    return now;
}

editing editor(const rooms& all, const call& one)
{
    return {all.with.conf, all.conf.served_files(), one.who, all.links.now()};
}

async<http_response> show_draft(rooms& all, call) { co_return ok(shown_draft(all, true)); }

async<http_response> edit_text(rooms& all, call one)
{
    const auto ref = text_ref_from(member_of(one.body, "ref"));
    if (!ref)
        co_return refuse({.code = "invalid", .field = "ref"}, one.spoken);
    const auto read = co_await all.conf.draft_read();
    auto edited = begun(all);
    const auto text = text_of(one.body, "text"), before = text_of(one.body, "before");
    const auto* compared = member_of(one.body, "before") ? &before : nullptr;
    auto refused = set_text(edited, *read.parts, *ref, text, compared, editor(all, one));
    if (!refused.detail.empty())
        refused.detail = words(one.spoken, "text_fixed");
    if (!refused.code.empty())
        co_return refuse(refused, one.spoken);
    co_await all.conf.keep(std::move(edited));
    const auto now = co_await all.conf.draft_read();
    co_return ok(
        {{"draft", shown_draft(all, false)}, {"measure", shown_proof(*now.parts, *ref, text, one.spoken)}});
}

async<http_response> edit_example(rooms& all, call one)
{
    auto edited = begun(all);
    const auto label = text_of(one.body, "label"), sentence = text_of(one.body, "sentence");
    const bool removes = one.http.route.ends_with("/remove");
    auto refused = removes ? remove_example(edited, label, sentence, editor(all, one))
                           : add_example(edited, label, sentence, editor(all, one));
    if (refused.code == "invalid")
        refused.detail = words(one.spoken, "example_unfit");
    if (!refused.code.empty())
        co_return refuse(refused, one.spoken);
    co_await all.conf.keep(std::move(edited));
    if (member_of(one.body, "from_queue"))
        co_await all.seen.settle(all.links.work, static_cast<row_id>(number_of(one.body, "from_queue")));
    co_return ok(shown_draft(all, false));
}

async<http_response> undo_change(rooms& all, call one)
{
    const auto read = co_await all.conf.draft_read();
    auto edited = all.conf.current();
    const auto refused = undo(edited, *read.parts, text_of(one.body, "id"), editor(all, one));
    if (!refused.code.empty())
        co_return refuse(refused, one.spoken);
    co_await all.conf.keep(std::move(edited));
    co_return ok(shown_draft(all, false));
}

async<http_response> discard(rooms& all, call one)
{
    draft nothing;
    co_await all.conf.keep(std::move(nothing));
    co_await all.door.record(one.who, "draft_discarded", "draft");
    co_return ok();
}

}  // namespace

void add_draft_routes(http_router& routes, rooms& all)
{
    struct row
    {
        const char *method, *path;
        async<http_response> (*then)(rooms&, call);
        role least{role::agent};
    };
    static constexpr row table[] = {
        {"GET", "/api/console/draft", &show_draft},
        {"DELETE", "/api/console/draft", &discard},
        {"PUT", "/api/console/draft/texts", &edit_text},
        {"POST", "/api/console/draft/examples", &edit_example},
        {"POST", "/api/console/draft/examples/remove", &edit_example},
        {"POST", "/api/console/draft/undo", &undo_change},
    };
    for (const auto& each : table)
        all.door.on(routes, each.method, each.path, {.least = each.least},
                    [&all, then = each.then](call one) { return then(all, std::move(one)); });
}

}  // namespace sapa::console
