// What a running gateway shows of itself: readiness and links.
#include <boost/json.hpp>
#include "gateway/app_parts.hpp"
#include "gateway/async/within.hpp"
#include "gateway/observe/log.hpp"
#include "gateway/store/keyring.hpp"

namespace sapa {

// 200 as long as the store commits and we do not drain; links and core are listed as they are.
async<http_response> app::parts::ready()
{
    const bool commits = co_await store.commits();
    auto links = boost::json::parse(links_json());
    boost::json::object told;
    told["store"] = commits ? "commits" : "does not commit";
    told["draining"] = draining;
    told["links"] = std::move(links);
    http_response page{.status = commits && !draining ? 200 : 503,
                       .fields = {{"Content-Type", "application/json"}},
                       .body = boost::json::serialize(told)};
    co_return page;
}

std::string app::parts::links_json() const
{
    boost::json::array all;
    for (const auto& account : sms_accounts)
        for (const auto& link : account->links())
            all.push_back({{"account", link.account},
                           {"link", link.link},
                           {"bind", link.bind},
                           {"host", link.host},
                           {"state", link.state},
                           {"in_flight", link.in_flight},
                           {"window", link.window},
                           {"sessions", link.sessions},
                           {"suspended", link.suspended},
                           {"drained", link.drained},
                           {"last_end", link.last_end}});
    return boost::json::serialize(all);
}

bool app::parts::control_link(std::string_view link, std::string_view verb)
{
    for (auto& account : sms_accounts) {
        const auto& name = account->settings().name;
        if (link != name && !link.starts_with(name + "/"))
            continue;
        const auto one = link == name ? std::string_view{} : link;
        return verb == "suspend"  ? account->suspend(one)
               : verb == "resume" ? account->resume(one)
                                  : account->drain(one);
    }
    return false;
}

// The alarm of a full disk, and that it is over: at most five seconds late, also where nobody asks.
async<void> app::parts::watch_store()
{
    constexpr int usually = 5;  // seconds; while it fails: each
    for (int second = 0;; ++second) {
        if (!store_commits || second % usually == 0)
            note_store(co_await store.commits());
        co_await pause_for(seconds(1));
    }
}

void app::parts::note_store(bool commits)
{
    seen.measure("sapa_store_commits", "1 where the store commits, 0 where it cannot (disk full)")
        .set(commits ? 1 : 0);
    if (!commits)
        seen.count("sapa_store_failures_total", "times that the store was found not to commit").add();
    if (commits != std::exchange(store_commits, commits))
        log_event(commits ? log_level::info : log_level::error,
                  commits ? "store_commits_again" : "store_does_not_commit", {{"store", with.store.url}});
}

void app::parts::note_purge(const purge_report& batch)
{
    if (batch.messages + batch.replies + batch.conversations + batch.dead_letters > 0 ||
        batch.keys_destroyed > 0)
        log_event(log_level::info, "purged",
                  {{"messages", batch.messages},
                   {"replies", batch.replies},
                   {"conversations", batch.conversations},
                   {"dead_letters", batch.dead_letters},
                   {"keys", batch.keys_destroyed}});
}

void app::parts::note_purged()
{
    if (!store::mark_purged(with.store.keys))
        log_event(log_level::error, "purge_not_marked", {{"keys", with.store.keys}});
}

}  // namespace sapa
