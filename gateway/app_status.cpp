// What a running gateway shows of itself: readiness, links, gauges.
#include <boost/json.hpp>
#include "gateway/app_parts.hpp"
#include "gateway/async/within.hpp"
#include "gateway/observe/log.hpp"

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

// The alarm of a full disk, and that it is over: at most ten seconds late, also where nobody asks.
async<void> app::parts::watch_store()
{
    auto& shown =
        seen.measure("sapa_store_commits", "1 where the store commits, 0 where it cannot (disk full)");
    auto& failed = seen.count("sapa_store_failures_total", "times that the store was found not to commit");
    for (;; co_await pause_for(store_commits ? seconds(5) : seconds(1))) {
        const bool commits = co_await store.commits();
        shown.set(commits ? 1 : 0);
        if (!commits)
            failed.add();
        if (commits != std::exchange(store_commits, commits))
            log_event(commits ? log_level::info : log_level::error,
                      commits ? "store_commits_again" : "store_does_not_commit", {{"store", with.store.url}});
    }
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

void app::parts::note_ledger(const ledger& sums)
{
    const auto set = [this](std::string_view where, std::int64_t count) {
        seen.measure("sapa_ledger", "questions by where they stand", label("where", where))
            .set(static_cast<double>(count));
    };
    set("accepted", sums.accepted);
    set("answered", sums.answered);
    set("in_work", sums.in_work);
    set("promised", sums.promised);
    set("dead_lettered", sums.dead_lettered);
    seen.measure("sapa_ledger_balanced", "1 where accepted = answered + in work + promised + dead-lettered")
        .set(sums.balanced() ? 1 : 0);
}

void app::parts::refresh_gauges()
{
    seen.measure("sapa_in_work", "questions being worked on").set(static_cast<double>(road.in_work()));
    seen.measure("sapa_outbox_waiting", "replies on their way").set(static_cast<double>(out.waiting()));
    for (const auto& account : sms_accounts) {
        const auto of = label("account", account->settings().name);
        seen.measure("sapa_smpp_bound", "1 where the account is bound", of).set(account->bound() ? 1 : 0);
        const auto& counts = account->counts();
        const auto total = [&](std::string_view what, std::uint64_t value) {
            seen.measure("sapa_smpp_messages", "of an account since the start, by kind",
                         of + "," + label("kind", what))
                .set(static_cast<double>(value));
        };
        total("mo", counts.mo);
        total("mo_duplicates", counts.mo_duplicates);
        total("mo_refused", counts.refused_mo);
        total("receipts", counts.receipts);
        total("segments_submitted", counts.submitted);
        total("segments_accepted", counts.accepted);
        total("segments_unknown", counts.unknown);
        total("throttled", counts.throttled);
    }
}

}  // namespace sapa
