// The whole road for fault tests: the real binary as a process, lab SMSC and lab core over real sockets in
// this one.
#pragma once
#include <gtest/gtest.h>
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include "gateway/async/task_group.hpp"
#include "gateway/async/within.hpp"
#include "gateway/command/gateway_process.hpp"
#include "gateway/lab/core.hpp"
#include "gateway/lab/smsc.hpp"

namespace sapa::faults {

class road
{
public:
    // A fresh store in a folder of its own. `people`: registered phones; each may ask for its number.
    explicit road(std::string name, lab::people known)
        : folder_(std::filesystem::temp_directory_path() /
                  ("sapa-" + name + "-" + std::to_string(::getpid()))),
          tasks_(io_.get_executor(),
                 [](std::string_view task, std::exception_ptr failure) {
                     ADD_FAILURE() << task << ": " << describe(failure);
                 }),
          core(std::move(known), SOURCE_DIR "/conf")
    {
        std::filesystem::create_directories(folder_);
        http_router routes;
        core.add_routes(routes, system_now);
        http_server_options listening;
        listening.listen = "127.0.0.1:0";
        core_server_ = std::make_unique<http_server>(io_.get_executor(), listening, std::move(routes));
        tasks_.spawn("lab core", core_server_->run());
        smsc = std::make_unique<lab::smsc>(io_.get_executor(), lab::smsc_options{});
        write_overlay();
    }

    ~road()
    {
        gateway.reset();
        smsc.reset();
        core_server_->stop();
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

    // Runs the lab until the condition holds. false: nothing changed for two minutes, or the gateway ended.
    template <class Condition>
    bool until(Condition holds)
    {
        const auto give_up = std::chrono::steady_clock::now() + std::chrono::minutes(4);
        while (!holds()) {
            if (std::chrono::steady_clock::now() > give_up || !gateway->running())
                return false;
            io_.run_for(std::chrono::milliseconds(5));
        }
        return true;
    }

    // What `sapa ledger` prints.
    boost::json::object ledger() const
    {
        const auto command =
            std::string(SAPA_BINARY) + " ledger --conf " SOURCE_DIR "/conf --with " + overlay().string();
        std::string printed;
        if (auto* pipe = ::popen(command.c_str(), "r")) {
            char some[512];
            while (std::fgets(some, sizeof some, pipe))
                printed += some;
            ::pclose(pipe);
        }
        return boost::json::parse(printed).as_object();
    }

    std::string log() const
    {
        std::ifstream file(folder_ / "gateway.log");
        return {std::istreambuf_iterator<char>(file), {}};
    }

    std::filesystem::path folder() const { return folder_; }
    std::filesystem::path overlay() const { return folder_ / "overlay.yaml"; }

private:
    void write_overlay() const
    {
        std::ofstream(overlay()) << "store: {url: \"sqlite:" << (folder_ / "sapa.db").string()
                                 << "\", keys: \"" << (folder_ / "keys").string() << "\"}\n"
                                 << "http: {listen: \"127.0.0.1:0\", admin_listen: \"127.0.0.1:0\"}\n"
                                 << "core: {base_url: \"http://127.0.0.1:" << core_server_->endpoint().port()
                                 << "\", token: t}\n"
                                 << "sms: {smpp: [{name: north, host: 127.0.0.1, port: " << smsc->port()
                                 << ", system_id: sapa, password: secret, window: 1000}]}\n";
    }

    std::filesystem::path folder_;
    asio::io_context io_{1};
    task_group tasks_;
    std::unique_ptr<http_server> core_server_;

public:
    lab::lab_core core;
    std::unique_ptr<lab::smsc> smsc;
    std::unique_ptr<gateway_process> gateway;
};

// `count` participants, each with a phone of its own, as a --people file; read back by lab::people.
inline lab::people crowd(std::size_t count, const std::filesystem::path& folder)
{
    std::filesystem::create_directories(folder);
    boost::json::array list;
    for (std::size_t i = 0; i < count; ++i)
        list.push_back({{"participant_no", std::to_string(3171000000100000ULL + i)},
                        {"name", "Orang " + std::to_string(i)},
                        {"phones", boost::json::array{"62812" + std::to_string(10000000 + i)}},
                        {"balance", 10'000'000 + 1000 * static_cast<std::int64_t>(i)}});
    const auto file = folder / "people.json";
    std::ofstream(file) << boost::json::serialize(list);
    return lab::people::read(file);
}

inline std::string phone_of(std::size_t i) { return "62812" + std::to_string(10000000 + i); }
inline std::string question_of(std::size_t i) { return "SALDO " + std::to_string(3171000000100000ULL + i); }

// Rp10.001.000 as the reply says it.
inline std::string balance_of(std::size_t i)
{
    auto digits = std::to_string(10'000'000 + 1000 * i);
    for (auto at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3)
        digits.insert(static_cast<std::size_t>(at), ".");
    return "Rp" + digits;
}

}  // namespace sapa::faults
