// The real binary as a process between lab peers on loopback, looked at as operators do: by /metrics, by the
// API, by commands.
#pragma once
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/json.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include "gateway/async/task_group.hpp"
#include "gateway/command/gateway_process.hpp"
#include "gateway/http/client.hpp"
#include "gateway/lab/core.hpp"
#include "gateway/lab/graph.hpp"
#include "gateway/lab/smsc.hpp"
#include "gateway/store/sqlite/sqlite_store.hpp"
#include "tests/operations/exposition.hpp"

namespace sapa::operations {

// What a command printed, and how it ended.
struct printed
{
    std::string text{};
    int status{};
};

inline printed run_shell(const std::string& line)
{
    printed result;
    if (auto* pipe = ::popen((line + " 2>&1").c_str(), "r")) {
        char some[4096];
        while (const auto octets = std::fread(some, 1, sizeof some, pipe))
            result.text.append(some, octets);
        result.status = WEXITSTATUS(::pclose(pipe));
    }
    return result;
}

class gateway_stand
{
public:
    gateway_stand()
        : folder_(std::filesystem::temp_directory_path() / ("sapa-operations-" + std::to_string(::getpid()))),
          tasks_(io_.get_executor(), [](std::string_view task, std::exception_ptr failure) {
              ADD_FAILURE() << task << ": " << describe(failure);
          })
    {
        std::filesystem::remove_all(folder_);
        std::filesystem::create_directories(folder_);
        http_router routes;
        core.add_routes(routes, system_now);
        core_server_ =
            std::make_unique<http_server>(io_.get_executor(), http_server_options{}, std::move(routes));
        tasks_.spawn("lab core", core_server_->run());
        smsc = std::make_unique<lab::smsc>(io_.get_executor(), smsc_settings());
        lab::graph_options meta;
        meta.app_secret = "app-secret";
        meta.tokens = {"good-token"};
        graph = std::make_unique<lab::graph_api>(io_.get_executor(), meta);
        tasks_.spawn("lab graph", graph->run());
        write_secret("smpp", "smpp-password");
        write_secret("app", "app-secret");
        write_secret("token", "good-token");
        write_secret("core", "core-token");
    }

    ~gateway_stand()
    {
        if (gateway)
            gateway->kill();  // a drain would wait for the lab, which stands still here
        smsc.reset();
        graph->stop();
        core_server_->stop();
        for (auto* other : {&other_core_, &partner_})
            if (*other)
                (*other)->stop();
        run_a_little();  // what ends by itself must not be cancelled from outside the loop
        tasks_.cancel_all();
        run_a_little();
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }

    // -- what the settings say --
    std::string account{}, dialogue{}, http{}, store{}, forms{},
        core_keys{};  // further keys of their sections: ", key: value"
    std::filesystem::path conf{SOURCE_DIR "/conf"};

    void write_secret(const std::string& name, const std::string& value) const
    {
        std::ofstream(folder_ / name) << value << "\n";
    }
    std::filesystem::path folder() const { return folder_; }
    std::filesystem::path overlay() const { return folder_ / "overlay.yaml"; }

    // Settings are written anew at each start.
    void start()
    {
        write_overlay();
        std::filesystem::remove(log_file());
        gateway = std::make_unique<gateway_process>(conf, overlay(), log_file(), SAPA_BINARY);
        ASSERT_TRUE(until([this] { return !address("private").empty(); })) << log();
        graph->set_webhook("http://" + address("public") + "/webhooks/whatsapp", "app-secret");
        const http_client_options options{.base_url = "http://" + address("private")};
        admin_ = std::make_unique<http_client>(io_.get_executor(), options);
    }
    void start_bound()
    {
        start();
        ASSERT_TRUE(until([this] { return smsc->bound() > 0; })) << log();
    }

    // Another core than the lab's; before start().
    void serve_as_core(http_router routes)
    {
        other_core_ =
            std::make_unique<http_server>(io_.get_executor(), http_server_options{}, std::move(routes));
        tasks_.spawn("other core", other_core_->run());
    }

    // A peer of a test's own; its base URL.
    std::string serve(http_router routes)
    {
        partner_ =
            std::make_unique<http_server>(io_.get_executor(), http_server_options{}, std::move(routes));
        tasks_.spawn("partner", partner_->run());
        return "http://127.0.0.1:" + std::to_string(partner_->endpoint().port());
    }

    // What was stored by a node that then died: `what` works on the store while no gateway runs.
    template <class Work>
    void leave_behind(Work what)
    {
        asio::io_context alone;
        sqlite_settings settings;
        settings.url = "sqlite:" + (folder_ / "sapa.db").string();
        settings.keys = (folder_ / "keys").string();
        sqlite_store kept(alone.get_executor(), settings);
        asio::co_spawn(alone, what(kept), [](std::exception_ptr failure) {
            if (failure)
                std::rethrow_exception(failure);
        });
        alone.run();
    }

    // Runs the lab until it holds. false: it did not in two minutes, or the gateway ended.
    template <class Condition>
    bool until(Condition holds)
    {
        const auto give_up = std::chrono::steady_clock::now() + std::chrono::minutes(2);
        while (!holds()) {
            if (std::chrono::steady_clock::now() > give_up || !gateway || !gateway->running())
                return false;
            io_.restart();
            io_.run_for(std::chrono::milliseconds(5));
        }
        return true;
    }
    // Scrapes until it holds of what was scraped; then that.
    template <class Condition>
    scrape scrape_until(Condition holds)
    {
        scrape last;
        EXPECT_TRUE(until([&] { return holds(last = scrape_now()); })) << last.text << log();
        return last;
    }

    // /metrics as it stands; up = 0 where nobody answers.
    scrape scrape_now() { return read_exposition(get("/metrics").body); }
    http_response get(const std::string& target)
    {
        if (!admin_)
            return {.status = 0};
        auto got = run(admin_->send({.method = "GET", .target = target}));
        return got ? std::move(*got) : http_response{.status = 0};
    }
    template <class T>
    T run(async<T> work)
    {
        io_.restart();
        auto result = asio::co_spawn(io_, std::move(work), asio::use_future);
        while (result.wait_for(std::chrono::seconds(0)) != std::future_status::ready)
            io_.run_one_for(std::chrono::milliseconds(100));
        return result.get();
    }

    // sapa NAME... with our settings, while the lab stands still.
    printed command(const std::string& words) const
    {
        return run_shell("SUDO_USER=operator " SAPA_BINARY " " + words + " --conf " + conf.string() +
                         " --with " + overlay().string());
    }

    // From a phone of its own each.
    void ask(std::size_t phone, const std::string& text)
    {
        smsc->ask("62812" + std::to_string(55500000 + phone), text);
    }
    int say(const std::string& text)
    {
        lab::graph_person from;
        from.number = "6281200000001";
        return run(graph->say(std::move(from), text));
    }

    std::string address(const std::string& listener) const { return gateway->logged("listening", listener); }
    std::string log() const
    {
        std::ifstream file(log_file());
        return {std::istreambuf_iterator<char>(file), {}};
    }

private:
    void run_a_little()
    {
        io_.restart();
        io_.run_for(std::chrono::milliseconds(50));
    }
    static lab::smsc_options smsc_settings()
    {
        lab::smsc_options options;
        options.system_id = "sapa";
        options.password = "smpp-password";
        return options;
    }
    std::filesystem::path log_file() const { return folder_ / "gateway.log"; }
    std::string secret_of(const std::string& name) const
    {
        return "\"${file:" + (folder_ / name).string() + "}\"";
    }

    void write_overlay() const
    {
        std::ofstream(overlay()) << "store: {url: \"sqlite:" << (folder_ / "sapa.db").string()
                                 << "\", keys: \"" << (folder_ / "keys").string() << "\"" << store << "}\n"
                                 << "http: {listen: \"127.0.0.1:0\", admin_listen: \"127.0.0.1:0\"" << http
                                 << "}\n"
                                 << "core: {base_url: \"http://127.0.0.1:"
                                 << (other_core_ ? other_core_ : core_server_)->endpoint().port()
                                 << "\", token: " << secret_of("core") << core_keys << "}\n"
                                 << "sms: {smpp: [{name: north, port: " << smsc->port()
                                 << ", system_id: sapa, password: " << secret_of("smpp") << account << "}]"
                                 << forms << "}\n"
                                 << "whatsapp: {phone_number_id: \"106540352242922\", app_secret: "
                                 << secret_of("app")
                                 << ", verify_token: verify, access_token: " << secret_of("token")
                                 << ", graph_url: \"" << graph->base_url() << "\"}\n"
                                 << "dialogue: {demo_phone: \"6281200000001\"" << dialogue << "}\n";
    }

    std::filesystem::path folder_;
    asio::io_context io_{1};
    task_group tasks_;

public:
    lab::lab_core core{lab::people::invent(), SOURCE_DIR "/conf"};

private:
    std::unique_ptr<http_server> core_server_, other_core_, partner_;
    std::unique_ptr<http_client> admin_;

public:
    std::unique_ptr<lab::smsc> smsc;
    std::unique_ptr<lab::graph_api> graph;
    std::unique_ptr<gateway_process> gateway;
};

}  // namespace sapa::operations
