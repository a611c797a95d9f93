// Tests: listing, proposing from a play, saving, running; the check.
#include <algorithm>
#include "gateway/console/chat_writer.hpp"
#include "gateway/console/routes.hpp"
#include "gateway/console/test_runs.hpp"
#include "gateway/model/iso_time.hpp"

namespace sapa::console {
namespace {

constexpr std::size_t test_max = 64 << 10;

json::object shown_test(const rooms& all, const test_file& one)
{
    json::array channels, languages;
    std::size_t runs = 0;
    for (const auto& chat : one.chats)
        runs += lab::runs_of(chat).size();
    if (!one.chats.empty()) {
        for (const auto via : one.chats.front().on)
            channels.push_back(json::value(to_string(via)));
        for (const auto spoken : one.chats.front().in)
            languages.push_back(json::value(to_string(spoken)));
    }
    const auto last = all.last_of(one.folder, one.name);
    return {{"name", one.name},
            {"title", one.chats.empty() ? one.name : one.chats.front().title},
            {"folder", one.folder},
            {"file", shown_file(one.folder, one.name, one.chats.empty() ? one.name : one.chats.front().file)},
            {"channels", std::move(channels)},
            {"languages", std::move(languages)},
            {"runs", runs},
            {"author", one.author},
            {"saved_at", one.saved_at ? json::value(iso_time(*one.saved_at)) : json::value()},
            {"last", json::object{{"state", last.state}, {"bundle", last.bundle}, {"at", last.at}}}};
}

json::array shown_faults(const std::vector<finding>& faults, language spoken)
{
    json::array all;
    for (const auto& one : faults)
        all.push_back(shown_finding(one, {}, {}, nullptr, spoken));
    return all;
}

async<http_response> list(rooms& all, call one)
{
    std::vector<finding> faults;
    auto read = [&] { return read_tests(all.with, faults); };
    const auto files = co_await all.links.work.run(std::move(read));
    json::array tests;
    for (const auto& each : files)
        tests.push_back(shown_test(all, each));
    co_return ok({{"tests", std::move(tests)}, {"faults", shown_faults(faults, one.spoken)}});
}

async<http_response> show(rooms& all, call one)
{
    const auto folder = one.part("folder"), name = one.part("name");
    const auto text = read_test(all.with, folder, name);
    if (!text)
        co_return refuse({.code = "not_found"}, one.spoken);
    co_return ok({{"name", name}, {"folder", folder}, {"text", *text}});
}

async<http_response> propose(rooms& all, call one)
{
    const auto game = all.games.find(one.part("play"), one.who, all.links.now());
    const auto handset = static_cast<std::size_t>(number_of(one.body, "handset"));
    if (!game || handset >= game->game.handsets().size())
        co_return refuse({.code = "not_found"}, one.spoken);
    const auto title = text_of(one.body, "title");
    const auto made = write_chat(game->game, handset, title, flag_of(one.body, "exact"));
    auto conf = game->game.shared_conf_of(handset);
    auto tried = [&all, text = made.text, conf] { return play_once(text, conf, all.games.core()); };
    const auto result = co_await all.links.work.run(std::move(tried));
    json::array changes;
    for (const auto& each : made.changes)
        changes.push_back({{"what", each.what}, {"from", each.from}, {"to", each.to}});
    co_return ok({{"text", made.text},
                  {"name", file_name_of(title)},
                  {"replaced", std::move(changes)},
                  {"passes", !result.failure},
                  {"failure", result.failure ? json::value(shown_failure(*result.failure, *conf, one.spoken))
                                             : json::value()}});
}

async<http_response> save(rooms& all, call one)
{
    const auto name = text_of(one.body, "name"), text = text_of(one.body, "text");
    const bool replace = flag_of(one.body, "replace");
    if (!fit_test_name(name))
        co_return refuse({.code = "invalid", .field = "name"}, one.spoken);
    std::vector<finding> faults;
    const auto chats = lab::parse_chats(text, name + ".chat", faults);
    const bool empty = chats.empty() || chats.front().steps.empty();
    if (text.size() > test_max || empty || !faults.empty())
        co_return refuse(
            {.code = "invalid", .field = "text", .more = {{"findings", shown_faults(faults, one.spoken)}}},
            one.spoken);
    const auto author = author_of(all.with, name);
    if (author && replace && *author != one.who && one.is < role::lead)
        co_return refuse({.code = "forbidden"}, one.spoken);
    auto keep = [&all, name, text, who = one.who, replace] {
        return save_test(all.with, name, text, who, replace);
    };
    const bool kept = co_await all.links.work.run(std::move(keep));
    if (!kept)
        co_return refuse({.code = "exists", .field = "name"}, one.spoken);
    co_await all.door.record(one.who, "test_saved", name);
    co_return answer(201, {{"name", name}, {"folder", "saved"}, {"warnings", json::array{}}});
}

async<http_response> remove(rooms& all, call one)
{
    const auto name = one.part("name");
    const auto author = author_of(all.with, name);
    if (!author)
        co_return refuse({.code = "not_found"}, one.spoken);
    if (*author != one.who && one.is < role::lead)
        co_return refuse({.code = "forbidden"}, one.spoken);
    remove_test(all.with, name);
    co_await all.door.record(one.who, "test_removed", name);
    co_return ok();
}

wanted_tests wanted_in(const json::object& body)
{
    wanted_tests wanted;
    if (const auto* list = member_of(body, "tests"); list && list->is_array())
        for (const auto& each : list->as_array())
            if (each.is_object())
                wanted.emplace_back(text_of(each.as_object(), "folder"), text_of(each.as_object(), "name"));
    return wanted;
}

async<void> run(rooms& all, std::shared_ptr<job> work, std::string bundle, wanted_tests wanted,
                language spoken)
{
    auto conf = co_await all.conf.of(bundle);
    if (!conf) {
        const auto checked = co_await run_check(all, bundle);
        work->result = {{"check", shown_check(checked, all.conf.files_of(bundle), all.with.conf, spoken)}};
        work->error = words(spoken, "draft_broken");
        all.finish(*work, "failed");
        co_return;
    }
    const bool whole = wanted.empty();
    auto report = co_await run_tests(all, conf, std::move(wanted), work, spoken);
    if (!report) {
        all.finish(*work, "cancelled");
        co_return;
    }
    work->result = shown_report(*report, *conf, spoken);
    all.remember(std::move(*report), bundle, whole);
    all.finish(*work, "done");
}

async<void> check(rooms& all, std::shared_ptr<job> work, std::string bundle, language spoken)
{
    work->total = 1;
    const auto checked = co_await run_check(all, bundle);
    work->done = 1;
    work->result = shown_check(checked, all.conf.files_of(bundle), all.with.conf, spoken);
    all.finish(*work, "done");
}

std::string bundle_in(const call& one) { return text_of(one.body, "bundle") == "draft" ? "draft" : "live"; }

async<http_response> start_run(rooms& all, call one)
{
    co_return all.start_job(one, "tests", [&](std::shared_ptr<job> work) {
        return run(all, std::move(work), bundle_in(one), wanted_in(one.body), one.spoken);
    });
}

async<http_response> start_check(rooms& all, call one)
{
    co_return all.start_job(one, "check", [&](std::shared_ptr<job> work) {
        return check(all, std::move(work), bundle_in(one), one.spoken);
    });
}

async<http_response> show_jobs(rooms& all, call)
{
    json::array list;
    for (const auto& each : all.jobs.all())
        list.push_back(shown(*each, false));
    co_return ok({{"jobs", std::move(list)}});
}

async<http_response> show_job(rooms& all, call one)
{
    const auto found = all.jobs.find(one.part("job"));
    co_return found ? ok(shown(*found, true)) : refuse({.code = "not_found"}, one.spoken);
}

async<http_response> cancel_job(rooms& all, call one)
{
    const auto found = all.jobs.find(one.part("job"));
    if (!found)
        co_return refuse({.code = "not_found"}, one.spoken);
    if (found->owner != one.who && one.is < role::lead)
        co_return refuse({.code = "forbidden"}, one.spoken);
    found->cancel = true;
    co_return ok(shown(*found, true));
}

}  // namespace

void add_test_routes(http_router& routes, rooms& all)
{
    struct row
    {
        const char *method, *path;
        async<http_response> (*then)(rooms&, call);
        bool passive{};
    };
    static constexpr row table[] = {
        {"GET", "/api/console/tests", &list},
        {"POST", "/api/console/tests", &save},
        {"POST", "/api/console/tests/run", &start_run},
        {"GET", "/api/console/tests/{folder}/{name}", &show},
        {"DELETE", "/api/console/tests/saved/{name}", &remove},
        {"POST", "/api/console/plays/{play}/test", &propose},
        {"POST", "/api/console/check", &start_check},
        {"GET", "/api/console/jobs", &show_jobs, true},
        {"GET", "/api/console/jobs/{job}", &show_job, true},
        {"POST", "/api/console/jobs/{job}/cancel", &cancel_job},
    };
    for (const auto& each : table)
        all.door.on(routes, each.method, each.path, {.passive = each.passive},
                    [&all, then = each.then](call one) { return then(all, std::move(one)); });
}

}  // namespace sapa::console
