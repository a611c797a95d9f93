// A console on a real listener, with a store in a folder of its own, and a browser's half of the talk.
#pragma once
#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include "gateway/console/accounts.hpp"
#include "gateway/console/console.hpp"
#include "gateway/console/versions.hpp"
#include "gateway/http/client.hpp"
#include "gateway/model/cache_folder.hpp"
#include "gateway/store/sqlite/sqlite_store.hpp"

namespace sapa::console {

namespace json = boost::json;

class desk_stand : public ::testing::Test
{
protected:
    struct got
    {
        int status{};
        json::value body{};
        http_fields fields{};
        std::string text{};
    };

    desk_stand()
    {
        std::filesystem::create_directories(folder);
        std::vector<finding> findings;
        served = load_served(settings(), findings);
        store = std::make_unique<sqlite_store>(
            io.get_executor(), sqlite_settings{.url = "sqlite:" + (folder / "sapa.db").string(),
                                               .keys = (folder / "keys").string()});
        add_account("admin", role::admin, false);
        open();
    }
    ~desk_stand() override
    {
        server->stop();
        io.restart();
        store.reset();
        std::filesystem::remove_all(folder);
    }

    console_settings settings() const
    {
        console_settings with;
        with.folder = folder / "console";
        with.tests = shipped_tests;
        with.cache = cache_folder();
        with.cost = hash_cost::least();
        return with;
    }

    // Also again, as after a restart.
    void open()
    {
        if (server) {
            server->stop();
            earlier.emplace_back(std::move(desk_), std::move(server));  // its connections are still open
        }
        desk_ = std::make_unique<desk>(
            settings(),
            console_links{.work = work,
                          .tasks = tasks,
                          .now = [this] { return now; },
                          .kept = *store,
                          .served = [this] { return served; },
                          .serve = [this](std::shared_ptr<const bundle> fresh) { served = fresh; }});
        http_router routes;
        desk_->add_routes(routes, pages);
        server = std::make_unique<http_server>(io.get_executor(), http_server_options{}, std::move(routes));
        tasks.spawn("listener", server->run());
        client = std::make_unique<http_client>(
            io.get_executor(),
            http_client_options{.base_url = "http://127.0.0.1:" + std::to_string(server->endpoint().port()),
                                .timeout = std::chrono::minutes(5)});
    }

    void add_account(const std::string& name, role is, bool one_time)
    {
        account_file(folder / "console" / "accounts.json").change([&](account_list& all) {
            all.push_back({.name = name,
                           .is = is,
                           .password_hash = hash_password("kata sandi " + name, hash_cost::least()),
                           .one_time = one_time});
            return true;
        });
    }

    got send(std::string method, std::string target, json::value body = nullptr)
    {
        http_request request{.method = std::move(method), .target = std::move(target)};
        if (!cookie.empty())
            request.fields.emplace_back("Cookie", "sapa_session=" + cookie);
        if (!csrf.empty())
            request.fields.emplace_back("X-CSRF-Token", csrf);
        request.fields.emplace_back("Accept-Language", spoken);
        for (const auto& field : extra)
            request.fields.push_back(field);
        if (!body.is_null()) {
            request.fields.emplace_back("Content-Type", "application/json");
            request.body = json::serialize(body);
        }
        got answer;
        bool done = false;
        auto ask = [&]() -> async<void> {
            auto came = co_await client->send(std::move(request), false);
            if (came) {
                answer.status = came->status;
                answer.fields = came->fields;
                answer.text = came->body;
            }
            done = true;
        };
        asio::co_spawn(io, ask(), [](std::exception_ptr failure) {
            if (failure)
                std::rethrow_exception(failure);
        });
        io.restart();
        while (!done)
            io.run_one();
        boost::system::error_code none;
        answer.body = json::parse(answer.text, none);
        return answer;
    }
    got get(std::string target) { return send("GET", std::move(target)); }
    got post(std::string target, json::value body = json::object{})
    {
        return send("POST", std::move(target), std::move(body));
    }

    got sign_in(const std::string& name, const std::string& password)
    {
        cookie.clear();
        csrf.clear();
        auto came = post("/api/console/sign-in", {{"name", name}, {"password", password}});
        const auto set = find_field(came.fields, "Set-Cookie");
        if (came.status == 200) {
            const auto from = set.find('=') + 1;
            cookie = set.substr(from, set.find(';') - from);
            csrf = came.body.at("csrf").as_string();
        }
        return came;
    }
    void sign_in() { ASSERT_EQ(sign_in("admin", "kata sandi admin").status, 200); }

    // Until the job has ended.
    json::value finished(const got& started)
    {
        EXPECT_EQ(started.status, 202) << started.text;
        const auto id = std::string(started.body.at("id").as_string());
        for (;;) {
            auto now_is = get("/api/console/jobs/" + id);
            if (now_is.body.at("state").as_string() != "running")
                return now_is.body;
        }
    }

    static std::string code_of(const got& came)
    {
        const auto* error = came.body.is_object() ? came.body.as_object().if_contains("error") : nullptr;
        return error ? std::string(error->at("code").as_string()) : std::string{};
    }

    std::filesystem::path folder = std::filesystem::temp_directory_path() / ("sapa-desk-" + random_token(6));
    std::filesystem::path shipped_tests{"tests/conversations"};
    asio::io_context io{1};
    work_thread work{};
    task_group tasks{io.get_executor(),
                     [](std::string_view task, std::exception_ptr) { ADD_FAILURE() << task; }};
    instant now = instant(std::chrono::sys_days(std::chrono::year(2026) / 11 / 20)) + std::chrono::hours(2);
    std::unique_ptr<sqlite_store> store{};
    std::shared_ptr<const bundle> served{};
    std::vector<page_file> pages{
        {"index.html", "text/html; charset=utf-8", "\"a\"", "<p>Sapa</p>", "GZIP", "BROTLI"},
        {"assets/x-1.js", "text/javascript; charset=utf-8", "\"b\"", "1", "", ""}};
    std::unique_ptr<desk> desk_{};
    std::unique_ptr<http_server> server{};
    std::vector<std::pair<std::unique_ptr<desk>, std::unique_ptr<http_server>>> earlier{};
    std::unique_ptr<http_client> client{};
    std::string cookie{}, csrf{}, spoken{"id"};
    http_fields extra{};
};

}  // namespace sapa::console
