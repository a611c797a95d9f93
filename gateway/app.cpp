#include "gateway/app.hpp"

#include <fmt/format.h>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <stdexcept>
#include "gateway/app_parts.hpp"
#include "gateway/async/within.hpp"
#include "gateway/console/versions.hpp"
#include "gateway/observe/log.hpp"
#include "gateway/pipeline/store_errors.hpp"
#include "gateway/service_notify.hpp"

namespace sapa {
namespace {

constexpr seconds stop_patience{10}, watchdog_beat{10}, purge_pause{600};
constexpr std::size_t purge_batch = 1000;

}  // namespace

app::app(settings with)
{
    forbid_core_dumps();
    set_log_level(with.log.level);
    set_log_format(with.log.format);
    parts_ = std::make_unique<parts>(std::move(with));
}

app::~app() = default;

void app::run()
{
    auto& all = *parts_;
    auto failed = [](std::exception_ptr failure) {
        if (failure)
            std::rethrow_exception(failure);
    };
    asio::co_spawn(all.io, all.live(), failed);
    all.io.run();
}

// From start to end, in one coroutine.
async<void> app::parts::live()
{
    asio::signal_set signals(io, SIGTERM, SIGINT, SIGHUP);
    start();
    notify_service("READY=1");
    for (int signal = SIGHUP; signal == SIGHUP;) {
        signal = co_await signals.async_wait(asio::use_awaitable);
        if (signal == SIGHUP)
            co_await reload();
    }
    notify_service("STOPPING=1");
    log_event(log_level::info, "stopping");
    using namespace asio::experimental::awaitable_operators;
    co_await (drain() || signals.async_wait(asio::use_awaitable) || pause_for(stop_patience));
    tasks.cancel_all();
    co_await (tasks.wait_until_empty() || pause_for(stop_patience));
    log_event(log_level::info, "stopped");
    io.stop();  // everything that matters has ended: what is left are idle connections
}

void app::parts::start()
{
    tasks.spawn("private listener", admin_server.run());
    tasks.spawn("dispatcher", out.run());
    tasks.spawn("promises", road.run());
    tasks.spawn("watchdog", beat());
    tasks.spawn("purge", purge());
    tasks.spawn("store watch", watch_store());
    tasks.spawn("load", watch_load());
    tasks.spawn("recovery", begin_work());
    const auto shown = [](const asio::ip::tcp::endpoint& at) {
        return fmt::format("{}:{}", at.address().to_string(), at.port());
    };
    log_event(log_level::info, "listening",
              {{"public", shown(public_server.endpoint())}, {"private", shown(admin_server.endpoint())}});
    if (desk.has_no_account())
        log_event(log_level::info, "console_without_account",
                  {{"make_one", "sapa account add NAME --role admin"}});
}

// What was left behind is queued before new questions come, so that conversations keep their order.
async<void> app::parts::begin_work()
{
    store.when_work_waits([this] { tasks.spawn("take up", take_up()); });
    co_await take_up();
    tasks.spawn("nodes", follow_nodes());
    tasks.spawn("public listener", public_server.run());
    for (auto& account : sms_accounts)
        tasks.spawn("sms " + account->settings().name, account->run());
}

// What another node left or handed over, at the start what this one left; once at a time.
async<void> app::parts::take_up()
{
    work_waits = true;
    if (draining || std::exchange(taking_up, true))
        co_return;
    while (std::exchange(work_waits, false)) {
        try {
            co_await road.recover();
            continue;
        } catch (const store_full&) {
            work_waits = true;
        }
        co_await pause_for(milliseconds(500));
    }
    taking_up = false;
}

// The nodes divide an account's rate; what one that died had begun to join is joined here.
async<void> app::parts::follow_nodes()
{
    for (int known = 1;; co_await pause_for(seconds(1))) {
        const int live = store.live_nodes();
        for (auto& account : sms_accounts)
            if (live != known)
                account->share_rate(live);
        for (auto& form : forms)
            if (live != known)
                form->share_rate(live);
        if (live != known)
            whatsapp_out.share_rate(live);
        for (auto& account : sms_accounts)
            if (live < known)
                co_await account->take_parts();
        known = live;
    }
}

async<void> app::parts::drain()
{
    draining = true;
    public_server.stop();
    for (auto& account : sms_accounts)
        account->stop();
    while (road.in_work() > 0 || !out.idle())
        co_await pause_for(milliseconds(20));
    admin_server.stop();
}

async<void> app::parts::beat()
{
    for (;;) {
        notify_service("WATCHDOG=1");
        co_await pause_for(watchdog_beat);
    }
}

async<void> app::parts::purge()
{
    for (;;) {
        co_await pause_for(purge_pause);
        try {
            for (bool more = true; more;) {
                const auto batch = co_await store.purge(system_now(), kept_for(), purge_batch);
                more = batch.more;
                note_purge(batch);
                co_await pause_for(milliseconds(100));
            }
            note_purged();
        } catch (const std::exception& trouble) {
            log_event(log_level::error, "purge_failed", {{"why", trouble.what()}});
        }
    }
}

async<std::string> app::parts::reload()
{
    std::vector<finding> findings;
    auto load = [to = console_settings_of(with), &findings] { return console::load_served(to, findings); };
    auto made = co_await work.run(std::move(load));
    const bool renewed = made && renew_secrets(findings);
    reload_ok = renewed;
    if (!renewed) {
        log_event(log_level::error, "reload_refused", {{"findings", findings.size()}});
        co_return findings_json(findings);
    }
    log_event(log_level::info, "reloaded", {{"bundle", made->hash().substr(0, 12)}});
    conf = std::move(made);
    co_return std::string{};
}

}  // namespace sapa
