// The gauges that are read when Prometheus asks; what is counted on the road is counted there.
#include <fmt/format.h>
#include <sys/statvfs.h>
#include <algorithm>
#include "gateway/app_parts.hpp"
#include "gateway/async/within.hpp"
#include "gateway/http/tls.hpp"
#include "gateway/observe/log.hpp"
#include "gateway/observe/version.hpp"
#include "gateway/store/keyring.hpp"

namespace sapa {
namespace {

constexpr seconds load_pause{5};
constexpr double seconds_a_day = 86'400;

double seconds_since(instant at) { return std::chrono::duration<double>(system_now() - at).count(); }

// By its place in conf/: never a number in a label.
std::string whatsapp_label(std::size_t index) { return label("account", fmt::format("whatsapp/{}", index + 1)); }

}  // namespace

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

// Asked for every few seconds, so that a scrape never waits for the work thread's back-up or lint.
async<void> app::parts::watch_load()
{
    for (;; co_await pause_for(load_pause)) {
        auto look = [this] { return store.load(); };
        try {
            load = co_await work.run(look);
        } catch (const std::exception& trouble) {  // the database is away: the last picture stays
            log_event(log_level::warning, "load_unknown", {{"why", trouble.what()}});
        }
    }
}

void app::parts::refresh_gauges()
{
    show_node();
    show_store();
    show_queues();
    show_links();
    show_whatsapp();
    show_certificates();
}

void app::parts::show_node()
{
    auto& info = seen.measure("sapa_info", "1 for the program's version and the bundle of conf/ in use",
                              label("version", version()) + "," + label("bundle", conf->hash().substr(0, 12)));
    if (shown_info && shown_info != &info)
        shown_info->set(0);
    shown_info = &info;
    info.set(1);
    seen.measure("sapa_start_time_seconds", "when this process started").set(
        std::chrono::duration<double>(started.time_since_epoch()).count());
    seen.measure("sapa_draining", "1 while it takes no more questions").set(draining ? 1 : 0);
    seen.measure("sapa_conf_reload_ok", "0 where the last reload of conf/ was refused").set(reload_ok ? 1 : 0);
}

void app::parts::show_store()
{
    const auto age = [this](std::string_view name, std::string_view help, const std::optional<instant>& since) {
        seen.measure(name, help).set(since ? std::max(0.0, seconds_since(*since)) : 0);
    };
    age("sapa_oldest_unanswered_seconds", "age of the oldest question in work; 0: none", load.oldest_question);
    age("sapa_oldest_unsent_seconds", "age of the oldest reply that waits to be sent; 0: none", load.oldest_reply);
    age("sapa_oldest_promise_seconds", "age of the oldest question whose answer is promised; 0: none",
        road.promised().oldest());
    if (load.last_backup)
        age("sapa_backup_age_seconds", "since the last `sapa backup`; absent: never", load.last_backup);
    age("sapa_purge_age_seconds", "since retention last ran to its end, by any node; at first since the start",
        store::last_purged(with.store.keys).value_or(started));
    seen.measure("sapa_store_octets", "of the database on disk").set(static_cast<double>(load.octets));
    struct statvfs disk{};
    if (::statvfs(std::filesystem::path(with.store.keys).c_str(), &disk) == 0) {
        const auto block = static_cast<double>(disk.f_frsize);
        seen.measure("sapa_disk_free_octets", "on the disk of the keyring and the store")
            .set(block * static_cast<double>(disk.f_bavail));
        seen.measure("sapa_disk_octets", "size of that disk").set(block * static_cast<double>(disk.f_blocks));
        seen.measure("sapa_disk_alarm_octets", "free octets below which the alarm is raised: store.disk_alarm_mib")
            .set(static_cast<double>(with.store.disk_alarm_mib) * (1 << 20));
    }
    show_keys();
}

void app::parts::show_keys()
{
    const auto kept = kept_for();
    const auto today = store::day_of(system_now());
    for (std::size_t i = 0; i < store::text_kinds; ++i) {
        const auto kind = static_cast<store::text_kind>(i);
        const auto oldest = store::oldest_key(with.store.keys, kind);
        const bool of_people = kind == store::text_kind::state || kind == store::text_kind::sender;
        const auto of = label("kind", store::to_string(kind));
        seen.measure("sapa_key_oldest_seconds", "age of the oldest key of what is encrypted at rest", of)
            .set(oldest ? seconds_a_day * (today - *oldest) : 0);
        seen.measure("sapa_key_kept_seconds", "age at which such a key is destroyed", of)
            .set(seconds_a_day * (of_people ? kept.conversations_days : kept.messages_days));
    }
}

void app::parts::show_queues()
{
    const auto queue = [this](std::string_view name, double depth, double most) {
        seen.measure("sapa_queue_depth", "what waits, by queue", label("queue", name)).set(depth);
        seen.measure("sapa_queue_max", "at most; beyond: push back", label("queue", name)).set(most);
    };
    queue("in_work", static_cast<double>(road.in_work()), with.dialogue.in_work_max);
    queue("store", static_cast<double>(load.waiting), static_cast<double>(load.waiting_max));
    for (const auto& account : sms_accounts)
        queue("unacknowledged " + account->settings().name, static_cast<double>(account->unacknowledged()),
              static_cast<double>(account->settings().unacknowledged_max));
    seen.measure("sapa_outbox_waiting", "replies and notices on their way").set(static_cast<double>(out.waiting()));
    seen.measure("sapa_promises_open", "answers that are promised").set(static_cast<double>(road.promised().open()));
}

void app::parts::show_links()
{
    for (const auto& account : sms_accounts) {
        const auto of = label("account", account->settings().name);
        seen.measure("sapa_smpp_bound", "1 where the account is bound", of).set(account->bound() ? 1 : 0);
        seen.measure("sapa_smpp_rate", "segments a second that the account may send now; 0: no limit", of)
            .set(account->rate());
        const auto& counts = account->counts();
        const auto total = [&](std::string_view what, std::uint64_t value) {
            seen.count("sapa_smpp_messages_total", "of an account since the start, by kind",
                       of + "," + label("kind", what))
                .set(value);
        };
        total("mo", counts.mo);
        total("mo_duplicates", counts.mo_duplicates);
        total("mo_refused", counts.refused_mo);
        total("receipts", counts.receipts);
        total("segments_submitted", counts.submitted);
        total("segments_refused", counts.refused);
        total("segments_unknown", counts.unknown);
        total("throttled", counts.throttled);
        seen.count("sapa_segments_paid_total", "segments that the SMSC accepted: what the operator bills", of)
            .set(counts.accepted);
        for (const auto& link : account->links())
            show_link(of + "," + label("link", link.link), link);
    }
}

void app::parts::show_link(const std::string& of, const sms::link_state& link)
{
    seen.measure("sapa_link_bound", "1 where the bind is up", of).set(link.state == "bound" ? 1 : 0);
    seen.measure("sapa_link_suspended", "1 where an operator suspended or drained it", of)
        .set(link.suspended || link.drained ? 1 : 0);
    seen.measure("sapa_link_in_flight", "submit_sm without an answer yet", of)
        .set(static_cast<double>(link.in_flight));
    seen.measure("sapa_link_window", "submit_sm that may be without an answer", of)
        .set(static_cast<double>(link.window));
    seen.count("sapa_link_sessions_total", "how often it was bound", of).set(link.sessions);
}

void app::parts::show_whatsapp()
{
    const auto lines = whatsapp_out.lines();
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto of = whatsapp_label(i);
        seen.measure("sapa_whatsapp_token_refused", "1 where Meta refuses the access token", of)
            .set(lines[i].token_refused ? 1 : 0);
        seen.measure("sapa_whatsapp_paused", "1 where the number sends nothing for a while", of)
            .set(lines[i].paused ? 1 : 0);
        seen.measure("sapa_whatsapp_rate", "messages a second that the number may send now; 0: no limit", of)
            .set(lines[i].rate);
    }
}

void app::parts::show_certificates()
{
    const auto show = [this](const std::string& use, const std::string& file) {
        if (const auto end = file.empty() ? std::nullopt : certificate_end(file))
            seen.measure("sapa_certificate_seconds", "until a certificate of ours ends", label("use", use))
                .set(-seconds_since(*end));
    };
    show("http", with.http.certificate);
    for (const auto& account : with.smpp)
        show("smpp " + account.name, account.certificate);
}

}  // namespace sapa
