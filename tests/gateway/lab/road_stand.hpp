// The real pipeline, dispatcher and promises between a store in memory and a channel and a core that do what
// the test says. The clock stands still until the test moves it.
#pragma once
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>
#include <functional>
#include <memory>
#include "gateway/model/cache_folder.hpp"
#include "gateway/pipeline/pipeline.hpp"
#include "road_parts.hpp"

namespace sapa::tests {

// conf/ as it is shipped, learnt once.
inline std::shared_ptr<const bundle> shipped_bundle()
{
    static const auto loaded = [] {
        std::vector<finding> findings;
        return bundle::load(SOURCE_DIR "/conf", cache_folder(), findings);
    }();
    return loaded;
}

struct road_stand
{
    asio::io_context io{};
    instant now{
        std::chrono::sys_days(date(std::chrono::year(2026), std::chrono::month(11), std::chrono::day(20))) +
        std::chrono::hours(5)};
    metrics seen{};
    watched_store store{};
    scripted_channel out{};
    scripted_core core{};
    pipeline_settings settings{};
    std::vector<std::string> failures{};  // tasks that ended by an exception
    std::unique_ptr<task_group> tasks{};
    std::unique_ptr<dispatcher> lanes{};
    std::unique_ptr<pipeline> road{};
    int arrivals{};

    road_stand() { settings.promised.retry_first = settings.promised.retry_longest = milliseconds(1); }
    ~road_stand() { stop(); }

    void start()
    {
        tasks = std::make_unique<task_group>(
            io.get_executor(), [this](std::string_view task, std::exception_ptr failure) {
                failures.push_back(std::string(task) + ": " + describe(failure));
            });
        const auto clock = [this] { return now; };
        lanes = std::make_unique<dispatcher>(
            store, std::vector<channel*>{&out}, clock, *tasks, seen, retry_settings(),
            notice_settings{.quiet_from = 0, .quiet_until = 0, .sms_account = "north"});
        road = std::make_unique<pipeline>(store, core, *lanes, shipped_bundle, clock, *tasks, seen, settings);
        tasks->spawn("promises", road->run());
    }
    void stop()
    {
        if (!tasks)
            return;
        asio::post(io, [this] { tasks->cancel_all(); });  // from the loop, as a task_group wants it
        poll();
        road.reset();
        lanes.reset();
        tasks.reset();
    }
    // As if the process had been killed: what was under way is lost.
    void restart()
    {
        stop();
        store.kept.reopen();
        start();
        run(road->recover());
    }

    void poll()
    {
        io.restart();
        while (io.poll() > 0)
            ;
    }
    // Pumps and runs until it holds; false after a long while.
    bool until(const std::function<bool()>& holds)
    {
        const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        while (!holds()) {
            if (std::chrono::steady_clock::now() > limit)
                return false;
            if (lanes)
                lanes->pump();
            io.restart();
            io.run_one_for(std::chrono::milliseconds(10));
        }
        return true;
    }
    template <class T>
    T run(async<T> work)
    {
        auto result = asio::co_spawn(io, std::move(work), asio::use_future);
        until([&] { return result.wait_for(std::chrono::seconds(0)) == std::future_status::ready; });
        return result.get();
    }

    mo_message message(const std::string& sender, const std::string& text)
    {
        return {.via = channel_type::sms,
                .account = "north",
                .sender = sender,
                .phone = msisdn(sender),
                .text = text,
                .provider_id = "p" + std::to_string(++arrivals),
                .sent_at = now,
                .received_at = now};
    }
    row_id arrives(mo_message what)
    {
        auto admitted = run(store.admit(what, std::nullopt, joined_parts()));
        const auto inbox = admitted.inbox;
        road->begin(std::move(admitted), std::move(what));
        poll();
        return inbox;
    }
    row_id say(const std::string& sender, const std::string& text) { return arrives(message(sender, text)); }
    ledger books() { return run(store.balance()); }
    // Everything said is answered or promised, and everything offered has ended.
    bool quiet()
    {
        return until([&] { return road->in_work() == 0 && lanes->waiting() == 0; });
    }
};

}  // namespace sapa::tests
