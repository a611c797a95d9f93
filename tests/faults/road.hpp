// The whole road for fault tests: the real binary as a process, lab SMSC and lab core over real sockets in
// this one.
#pragma once
#include <gtest/gtest.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/json.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include "gateway/async/task_group.hpp"
#include "gateway/async/within.hpp"
#include "gateway/command/gateway_process.hpp"
#include "gateway/lab/core.hpp"
#include "gateway/lab/smsc.hpp"

namespace sapa::faults {

struct road_settings
{
    std::string core{};    // members of the section core
    std::string others{};  // sections of their own, as YAML
};

class road
{
public:
    // A fresh store in a folder of its own. `people`: registered phones; each may ask for its number.
    road(std::string name, lab::people known, road_settings with = {})
        : folder_(std::filesystem::temp_directory_path() /
                  ("sapa-" + name + "-" + std::to_string(::getpid()))),
          tasks_(io_.get_executor(),
                 [](std::string_view task, std::exception_ptr failure) {
                     ADD_FAILURE() << task << ": " << describe(failure);
                 }),
          core(std::move(known), SOURCE_DIR "/conf")
    {
        std::filesystem::create_directories(folder_);
        core_returns();
        smsc = std::make_unique<lab::smsc>(io_.get_executor(), lab::smsc_options{});
        write_overlay(with);
    }

    ~road()
    {
        gateway.reset();
        smsc.reset();
        core_server_.reset();
        tasks_.cancel_all();
        io_.run_for(std::chrono::milliseconds(100));
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }

    void start()
    {
        gateway = std::make_unique<gateway_process>(SOURCE_DIR "/conf", overlay(), folder_ / "gateway.log",
                                                    SAPA_BINARY);
    }
    // Starts it and waits until it is bound.
    void start_and_bind()
    {
        start();
        ASSERT_TRUE(until([&] { return smsc->bound() > 0; })) << log();
    }
    // SIGTERM; it finishes what is in work.
    void stop() { gateway.reset(); }

    // Runs the lab until the condition holds. false: four minutes passed, or the gateway ended.
    template <class Condition>
    bool until(Condition holds)
    {
        const auto give_up = std::chrono::steady_clock::now() + std::chrono::minutes(4);
        while (!holds()) {
            if (std::chrono::steady_clock::now() > give_up || !gateway->running())
                return false;
            io_.run_for(std::chrono::milliseconds(2));
        }
        return true;
    }

    // Nobody listens at core's port until it returns to the same one. The port stays taken, so that no client
    // meets itself there.
    void core_leaves()
    {
        core_server_.reset();
        asio::ip::tcp::socket place(io_);
        place.open(asio::ip::tcp::v4());
        place.set_option(asio::socket_base::reuse_address(true));
        boost::system::error_code taken;
        const asio::ip::tcp::endpoint at(asio::ip::address_v4::loopback(), core_port_);
        for (place.bind(at, taken); taken; place.bind(at, taken))
            io_.run_for(std::chrono::milliseconds(5));
        core_place_ = std::move(place);
    }
    void core_returns()
    {
        core_place_.reset();
        http_router routes;
        core.add_routes(routes, system_now);
        http_server_options listening;
        listening.listen = "127.0.0.1:" + std::to_string(core_port_);
        core_server_ = std::make_unique<http_server>(io_.get_executor(), listening, std::move(routes));
        core_port_ = core_server_->endpoint().port();
        tasks_.spawn("lab core", core_server_->run());
    }

    // What `sapa ledger` prints.
    boost::json::object ledger() const { return boost::json::parse(command("ledger")).as_object(); }
    // In work and promised are nothing, and the sum is right.
    bool settled() const
    {
        const auto sums = ledger();
        return sums.at("balanced").as_bool() && sums.at("in_work") == 0 && sums.at("promised") == 0;
    }
    // The output of another command of the binary with these settings.
    std::string command(const std::string& words) const
    {
        const auto line = std::string(SAPA_BINARY) + " " + words + " --conf " SOURCE_DIR "/conf --with " +
                          overlay().string();
        std::string printed;
        if (auto* pipe = ::popen(line.c_str(), "r")) {
            char some[512];
            while (std::fgets(some, sizeof some, pipe))
                printed += some;
            ::pclose(pipe);
        }
        return printed;
    }

    std::string log() const
    {
        std::ifstream file(folder_ / "gateway.log");
        return {std::istreambuf_iterator<char>(file), {}};
    }
    bool logged(const std::string& event) const
    {
        return log().find("\"event\":\"" + event + "\"") != std::string::npos;
    }
    // Where the private listener is ("127.0.0.1:port").
    std::string admin() const { return gateway->logged("listening", "private"); }

    // Resident memory of the gateway in KiB.
    long memory() const
    {
        std::ifstream file("/proc/" + std::to_string(gateway->pid()) + "/status");
        std::string word;
        long size = 0;
        while (file >> word)
            if (word == "VmRSS:")
                file >> size;
        return size;
    }

    std::filesystem::path folder() const { return folder_; }
    std::filesystem::path overlay() const { return folder_ / "overlay.yaml"; }
    asio::io_context& io() { return io_; }

private:
    void write_overlay(const road_settings& with) const
    {
        std::ofstream(overlay()) << "store: {url: \"sqlite:" << (folder_ / "sapa.db").string()
                                 << "\", keys: \"" << (folder_ / "keys").string() << "\"}\n"
                                 << "http: {listen: \"127.0.0.1:0\", admin_listen: \"127.0.0.1:0\"}\n"
                                 << "core: {base_url: \"http://127.0.0.1:" << core_port_
                                 << "\", token: core-token-5d1f" << (with.core.empty() ? "" : ", ")
                                 << with.core << "}\n"
                                 << "sms: {smpp: [{name: north, host: 127.0.0.1, port: " << smsc->port()
                                 << ", system_id: sapa, password: secret7e, window: 1000}]}\n"
                                 << with.others;
    }

    std::filesystem::path folder_;
    asio::io_context io_{1};
    task_group tasks_;
    std::unique_ptr<http_server> core_server_;
    unsigned short core_port_{};
    std::optional<asio::ip::tcp::socket> core_place_{};  // while core is away

public:
    lab::lab_core core;
    std::unique_ptr<lab::smsc> smsc;
    std::unique_ptr<gateway_process> gateway;
};

}  // namespace sapa::faults
