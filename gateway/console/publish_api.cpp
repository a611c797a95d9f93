// The draft checked and published; versions and the way back.
#include "gateway/console/line_diff.hpp"
#include "gateway/console/routes.hpp"
#include "gateway/console/test_runs.hpp"
#include "gateway/model/iso_time.hpp"

namespace sapa::console {
namespace {

json::object shown_version(const rooms& all, const version& one)
{
    const auto served = all.conf.versions().empty() ? 0 : all.conf.versions().back().number;
    return {
        {"number", one.number},   {"hash", one.hash},
        {"author", one.author},   {"at", one.at == instant{} ? json::value() : json::value(iso_time(one.at))},
        {"note", one.note},       {"back_to", one.back_to ? json::value(*one.back_to) : json::value()},
        {"changes", one.changes}, {"served", one.number == served}};
}

version shipped(language spoken) { return {.note = words(spoken, "version_shipped")}; }

// Check and tests of the draft as it is now. nullopt: cancelled.
struct judged
{
    bool good{};
    conf_check check{};
    json::object shown{};
    draft of{};
};
async<std::optional<judged>> judge(rooms& all, std::shared_ptr<job> work, language spoken)
{
    judged made{.of = all.conf.current()};
    all.checked.running = true;
    work->now = words(spoken, "checking");
    made.check = co_await run_check(all, "draft");
    made.good = made.check.good();
    made.shown["check"] = shown_check(made.check, made.of.files, all.with.conf, spoken);
    made.shown["tests"] = nullptr;
    json::object told{
        {"at", iso_time(all.links.now())}, {"passed", 0}, {"failed", 0}, {"failures", json::array{}}};
    told["findings"] = made.shown["check"].at("findings");
    if (made.check.made) {
        wanted_tests every;
        auto report = co_await run_tests(all, made.check.made, std::move(every), work, spoken);
        if (!report) {
            all.checked.running = false;
            co_return std::nullopt;
        }
        made.good = made.good && report->failed == 0;
        made.shown["tests"] = shown_report(*report, *made.check.made, spoken);
        told["passed"] = report->results.size() - report->failed;
        told["failed"] = report->failed;
        told["failures"] = work->failures;
        all.remember(std::move(*report), "draft", true);
    }
    made.shown["ok"] = made.good;
    told["ok"] = made.good;
    all.checked.running = false;
    all.checked.revision = made.of.revision;
    all.checked.good = made.good;
    all.checked.shown = std::move(told);
    co_return made;
}

async<void> check_draft(rooms& all, std::shared_ptr<job> work, language spoken)
{
    auto made = co_await judge(all, work, spoken);
    if (made)
        work->result = std::move(made->shown);
    all.finish(*work, made ? "done" : "cancelled");
}

async<void> publish(rooms& all, std::shared_ptr<job> work, std::string who, std::string note, language spoken)
{
    auto made = co_await judge(all, work, spoken);
    if (!made) {
        all.finish(*work, "cancelled");
        co_return;
    }
    // Edited meanwhile: what was proved is not what would be served.
    const bool changed = made->of.revision != all.conf.current().revision || made->of.empty();
    if (!made->good || changed) {
        made->shown["ok"] = false;
        work->error = changed ? words(spoken, "draft_changed") : std::string{};
        work->result = std::move(made->shown);
        all.finish(*work, "done");
        co_return;
    }
    auto next = co_await all.make_version(made->of.files, std::move(who), std::move(note));
    if (!next.second) {
        all.finish(*work, "failed");
        co_return;
    }
    next.first.changes = made->of.changes.size();
    const auto number = next.first.number;
    const auto author = next.first.author;
    co_await all.conf.publish(std::move(next.first), std::move(next.second));
    draft nothing;
    co_await all.conf.keep(std::move(nothing));
    co_await all.door.record(author, "published", "version " + std::to_string(number));
    made->shown["version"] = shown_version(all, all.conf.versions().back());
    work->result = std::move(made->shown);
    all.finish(*work, "done");
}

async<http_response> start_check(rooms& all, call one)
{
    co_return all.start_job(one, "draft_check", [&](std::shared_ptr<job> work) {
        return check_draft(all, std::move(work), one.spoken);
    });
}

async<http_response> start_publish(rooms& all, call one)
{
    if (all.conf.current().empty())
        co_return refuse({.code = "invalid", .detail = words(one.spoken, "draft_empty")}, one.spoken);
    co_return all.start_job(one, "publish", [&](std::shared_ptr<job> work) {
        return publish(all, std::move(work), one.who, text_of(one.body, "note"), one.spoken);
    });
}

async<http_response> list_versions(rooms& all, call one)
{
    json::array list;
    for (const auto& each : all.conf.versions())
        list.insert(list.begin(), json::value(shown_version(all, each)));
    list.push_back(shown_version(all, shipped(one.spoken)));
    const auto served = all.conf.versions().empty() ? 0 : all.conf.versions().back().number;
    co_return ok({{"served", served}, {"versions", std::move(list)}});
}

// Number 0 is the shipped conf/.
const overlay* files_of_version(const rooms& all, int number)
{
    static const overlay none;
    const auto* found = all.conf.find_version(number);
    return found ? &found->files : number == 0 ? &none : nullptr;
}

async<http_response> show_version(rooms& all, call one)
{
    const int number = std::atoi(one.part("number").c_str());
    const auto to = one.query("to");
    const int other = to.empty() ? number - 1 : std::atoi(to.c_str());
    const auto *files = files_of_version(all, number), *before = files_of_version(all, std::max(other, 0));
    if (!files || !before)
        co_return refuse({.code = "not_found"}, one.spoken);
    const auto* known = all.conf.find_version(number);
    auto made = shown_version(all, known ? *known : shipped(one.spoken));
    made["files"] = differences(*before, *files, all.with.conf);
    co_return ok(std::move(made));
}

async<http_response> serve_version(rooms& all, call one)
{
    const int number = std::atoi(one.part("number").c_str());
    const auto* files = files_of_version(all, number);
    if (!files)
        co_return refuse({.code = "not_found"}, one.spoken);
    auto note = words(one.spoken, "version_back", {std::to_string(number)});
    auto next = co_await all.make_version(*files, one.who, std::move(note));
    if (!next.second)
        co_return refuse({.code = "refused"}, one.spoken);
    next.first.back_to = number;
    co_await all.conf.publish(std::move(next.first), std::move(next.second));
    co_await all.door.record(one.who, "went_back", "version " + std::to_string(number));
    co_return ok({{"version", shown_version(all, all.conf.versions().back())}});
}

}  // namespace

void add_publish_routes(http_router& routes, rooms& all)
{
    struct row
    {
        const char *method, *path;
        async<http_response> (*then)(rooms&, call);
        role least{role::agent};
    };
    static constexpr row table[] = {
        {"POST", "/api/console/draft/check", &start_check},
        {"POST", "/api/console/draft/publish", &start_publish, role::lead},
        {"GET", "/api/console/versions", &list_versions},
        {"GET", "/api/console/versions/{number}", &show_version},
        {"POST", "/api/console/versions/{number}/serve", &serve_version, role::lead},
    };
    for (const auto& each : table)
        all.door.on(routes, each.method, each.path, {.least = each.least},
                    [&all, then = each.then](call one) { return then(all, std::move(one)); });
}

}  // namespace sapa::console
