// Joins the console's parts.
#include "gateway/console/console.hpp"

#include "gateway/console/routes.hpp"
#include "gateway/model/iso_time.hpp"

namespace sapa::console {

async<std::shared_ptr<const nearest_examples>> rooms::examples_of(std::shared_ptr<const bundle> of,
                                                                  bool draft)
{
    draft = draft && of->hash() != conf.live()->hash();
    auto& kept = draft ? draft_ : live_;
    if (kept.examples && kept.hash == of->hash())
        co_return kept.examples;
    const auto folder = draft ? with.folder / "build" / "draft" : conf.live_read().folder;
    auto read = [folder] { return std::make_shared<const nearest_examples>(folder); };
    auto made = co_await links.work.run(std::move(read));
    indexed fresh{.hash = of->hash(), .examples = made};
    (draft ? draft_ : live_) = std::move(fresh);
    co_return made;
}

http_response rooms::start_job(const call& one, std::string kind,
                               const std::function<async<void>(std::shared_ptr<job>)>& begin)
{
    auto work = jobs.begin(kind, one.who, links.now());
    if (!work)
        return refuse({.code = "full"}, one.spoken);
    links.tasks.spawn("console " + kind, guard(work, begin(work)));
    return answer(202, shown(*work, true));
}

// A job that throws has failed; the page is told so.
async<void> rooms::guard(std::shared_ptr<job> work, async<void> doing)
{
    try {
        co_await std::move(doing);
    } catch (const std::exception&) {
        finish(*work, "failed");
        work->error = "failed";
        throw;
    }
}

void rooms::finish(job& work, std::string state)
{
    work.state = std::move(state);
    work.ended_at = links.now();
    work.now.clear();
}

last_result rooms::last_of(const std::string& folder, const std::string& name) const
{
    const auto at = last_.find({folder, name});
    return at == last_.end() ? last_result{} : at->second;
}

void rooms::remember(test_report report, const std::string& bundle, bool whole)
{
    std::map<std::pair<std::string, std::string>, last_result> fresh;
    for (std::size_t i = 0; i < report.results.size(); ++i) {
        auto& one = fresh[{report.folders[i], report.names[i]}];
        const bool failed = report.results[i].failure || one.state == "failed";
        one.state = failed ? "failed" : "passed";
        one.bundle = bundle;
        one.at = iso_time(report.at);
    }
    for (auto& [file, one] : fresh)
        last_[file] = std::move(one);
    if (whole)
        whole_[bundle] = std::move(report);
}

const test_report* rooms::whole_run_of(const std::string& hash) const
{
    for (const auto& [bundle, report] : whole_)
        if (report.hash == hash)
            return &report;
    return nullptr;
}

async<std::pair<version, std::shared_ptr<const bundle>>> rooms::make_version(overlay files,
                                                                             std::string author,
                                                                             std::string note)
{
    version next;
    next.number = conf.versions().empty() ? 1 : conf.versions().back().number + 1;
    next.author = std::move(author);
    next.note = std::move(note);
    next.at = links.now();
    next.files = std::move(files);
    auto load = [with = with, &next] {
        std::vector<finding> findings;
        next.shipped = shipped_hashes(next.files, with.conf);
        return next.files.empty() ? bundle::load(with.conf, with.cache, findings)
                                  : load_over(with, next.files, "live", findings);
    };
    auto made = co_await links.work.run(std::move(load));
    if (made)
        next.hash = made->hash();
    std::pair both{std::move(next), std::move(made)};
    co_return both;
}

desk::desk(console_settings with, console_links links)
    : rooms_(std::make_unique<rooms>(std::move(with), std::move(links)))
{
}
desk::~desk() = default;

bool desk::has_no_account() const { return rooms_->door.accounts.all().empty(); }

void desk::add_routes(http_router& routes, std::span<const page_file> pages)
{
    auto& all = *rooms_;
    add_sign_in_routes(routes, all.door);
    add_account_routes(routes, all.door);
    add_play_routes(routes, all);
    add_why_routes(routes, all);
    add_test_routes(routes, all);
    add_draft_routes(routes, all);
    add_publish_routes(routes, all);
    add_knowledge_routes(routes, all);
    add_text_routes(routes, all);
    add_search_routes(routes, all);
    add_flow_routes(routes, all);
    add_conversation_routes(routes, all);
    add_page_routes(routes, pages);
}

}  // namespace sapa::console
