// Several gateways over one PostgreSQL, HAProxy before their webhooks, the lab's SMSC with a bind of each,
// the lab's core and Graph API in this process. All gateways are the real binary.
#pragma once
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>
#include "gateway/async/task_group.hpp"
#include "gateway/async/within.hpp"
#include "gateway/command/gateway_process.hpp"
#include "gateway/lab/core.hpp"
#include "gateway/lab/graph.hpp"
#include "gateway/lab/smsc.hpp"
#include "tests/gateway/store/postgres/server.hpp"

namespace sapa::faults {

// A port that is free now: HAProxy and the gateways behind it must know theirs before they start.
inline int free_port()
{
    const int probe = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    EXPECT_EQ(::bind(probe, reinterpret_cast<sockaddr*>(&at), size), 0);
    ::getsockname(probe, reinterpret_cast<sockaddr*>(&at), &size);
    ::close(probe);
    return ntohs(at.sin_port);
}

class many_nodes
{
public:
    static bool possible()
    {
        return !postgres_server::programs().empty() && std::filesystem::exists(haproxy);
    }

    // `hosts`: of PostgreSQL, with commas.
    many_nodes(std::size_t count, lab::people known, const std::string& hosts)
        : folder_(std::filesystem::temp_directory_path() / ("sapa-nodes-" + std::to_string(::getpid()))),
          tasks_(io.get_executor(),
                 [](std::string_view task, std::exception_ptr failure) {
                     ADD_FAILURE() << task << ": " << describe(failure);
                 }),
          core(std::move(known), SOURCE_DIR "/conf"),
          hosts_(hosts)
    {
        std::filesystem::create_directories(folder_);
        http_router routes;
        core.add_routes(routes, system_now);
        http_server_options listening;
        listening.listen = "127.0.0.1:0";
        core_server_ = std::make_unique<http_server>(io.get_executor(), listening, std::move(routes));
        tasks_.spawn("lab core", core_server_->run());
        smsc = std::make_unique<lab::smsc>(io.get_executor(), lab::smsc_options{});
        for (std::size_t i = 0; i < count; ++i)
            ports_.push_back(free_port());
        balancer_ = free_port();
        lab::graph_options graph_with;
        graph_with.webhook_url = "http://127.0.0.1:" + std::to_string(balancer_) + "/webhooks/whatsapp";
        graph_with.app_secret = "secret";
        graph = std::make_unique<lab::graph_api>(io.get_executor(), graph_with);
        tasks_.spawn("lab graph", graph->run());
        gateways.resize(count);
        for (std::size_t i = 0; i < count; ++i)
            start(i);
        start_balancer();
    }

    ~many_nodes()
    {
        gateways.clear();
        ::kill(haproxy_, SIGTERM);
        ::waitpid(haproxy_, nullptr, 0);
        smsc.reset();
        core_server_->stop();
        graph->stop();
        tasks_.cancel_all();
        io.run_for(std::chrono::milliseconds(100));
        std::error_code ignored;
        if (!testing::Test::HasFailure())
            std::filesystem::remove_all(folder_, ignored);
    }
    many_nodes(const many_nodes&) = delete;
    many_nodes& operator=(const many_nodes&) = delete;

    void start(std::size_t node)
    {
        write_overlay(node);
        gateways[node] =
            std::make_unique<gateway_process>(SOURCE_DIR "/conf", overlay(node), log_of(node), SAPA_BINARY);
    }

    template <class Condition>
    bool until(Condition holds, std::chrono::seconds longest = std::chrono::minutes(4))
    {
        const auto give_up = std::chrono::steady_clock::now() + longest;
        while (!holds()) {
            if (std::chrono::steady_clock::now() > give_up)
                return false;
            io.run_for(std::chrono::milliseconds(5));
        }
        return true;
    }

    // Posts until it is taken, as Meta does; false: the test is over first.
    async<void> say(std::string phone, std::string text)
    {
        lab::graph_person from;
        from.number = phone;
        const lab::graph_number to{"106540352242922", "622150811000"};
        std::vector<std::string> updates;
        updates.push_back(lab::text_update(from, graph->next_wamid(), text, system_now()));
        std::vector<lab::graph_person> contacts;
        contacts.push_back(from);
        const auto body = lab::webhook_body(to, contacts, updates);
        while (co_await graph->post_webhook(body) != 200) {
            ++posted_again;
            co_await pause_for(std::chrono::milliseconds(100));
        }
    }

    boost::json::object ledger() const
    {
        const auto command =
            std::string(SAPA_BINARY) + " ledger --conf " SOURCE_DIR "/conf --with " + overlay(0).string();
        std::string printed;
        if (auto* pipe = ::popen(command.c_str(), "r")) {
            char some[512];
            while (std::fgets(some, sizeof some, pipe))
                printed += some;
            ::pclose(pipe);
        }
        return boost::json::parse(printed).as_object();
    }
    // The end of every node's log.
    std::string logs() const
    {
        std::string all;
        for (std::size_t i = 0; i < gateways.size(); ++i) {
            std::ifstream file(log_of(i));
            const std::string text(std::istreambuf_iterator<char>(file), {});
            all += log_of(i).string() + ":\n" + text.substr(text.size() > 3000 ? text.size() - 3000 : 0);
        }
        return all;
    }

private:
    static constexpr const char* haproxy = "/usr/sbin/haproxy";

    std::filesystem::path overlay(std::size_t node) const
    {
        return folder_ / ("node" + std::to_string(node) + ".yaml");
    }
    std::filesystem::path log_of(std::size_t node) const
    {
        return folder_ / ("node" + std::to_string(node) + ".log");
    }
    void write_overlay(std::size_t node) const
    {
        std::ofstream(overlay(node))
            << "store: {url: \"" << postgres_server::url_of(hosts_, "target_session_attrs=read-write")
            << "\", keys: \"" << (folder_ / "keys").string() << "\", node: \""
            << (folder_ / ("node" + std::to_string(node))).string() << "\"}\n"
            << "http: {listen: \"127.0.0.1:" << ports_[node] << "\", admin_listen: \"127.0.0.1:0\"}\n"
            << "core: {base_url: \"http://127.0.0.1:" << core_server_->endpoint().port() << "\", token: t}\n"
            << "sms: {smpp: [{name: north, host: 127.0.0.1, port: " << smsc->port()
            << ", system_id: sapa, password: secret, window: 1000}]}\n"
            << "whatsapp: {phone_number_id: \"106540352242922\", app_secret: secret, verify_token: v, "
               "access_token: t, max_per_second: 0, graph_url: \""
            << graph->base_url() << "\"}\n";
    }
    void start_balancer()
    {
        const auto file = folder_ / "haproxy.cfg";
        {
            std::ofstream out(file);
            out << "defaults\n  mode http\n  timeout connect 1s\n  timeout client 30s\n  timeout server 30s\n"
                << "  option redispatch 1\n  retries 3\n"
                << "frontend webhooks\n  bind 127.0.0.1:" << balancer_ << "\n  default_backend gateways\n"
                << "backend gateways\n  balance roundrobin\n  option httpchk GET /healthz\n"
                << "  default-server check inter 200ms fall 1 rise 1\n";
            for (std::size_t i = 0; i < ports_.size(); ++i)
                out << "  server node" << i << " 127.0.0.1:" << ports_[i] << "\n";
        }
        std::string program(haproxy), option("-f"), path(file.string()), quiet("-q");
        char* words[]{program.data(), quiet.data(), option.data(), path.data(), nullptr};
        ASSERT_EQ(::posix_spawn(&haproxy_, haproxy, nullptr, nullptr, words, nullptr), 0);
    }

    std::filesystem::path folder_;

public:
    asio::io_context io{1};

private:
    task_group tasks_;
    std::unique_ptr<http_server> core_server_;

public:
    lab::lab_core core;
    std::unique_ptr<lab::smsc> smsc;
    std::unique_ptr<lab::graph_api> graph;
    std::vector<std::unique_ptr<gateway_process>> gateways;
    std::size_t posted_again{};

private:
    std::string hosts_;
    std::vector<int> ports_{};
    int balancer_{};
    pid_t haproxy_{};
};

}  // namespace sapa::faults
