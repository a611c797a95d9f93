// `sapa lab demo`: the gateway as a process, with lab peers over real sockets, shown to a newcomer.
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <cstdio>
#include <fstream>
#include <memory>
#include <optional>
#include <stdexcept>
#include "gateway/async/clock.hpp"
#include "gateway/async/task_group.hpp"
#include "gateway/async/within.hpp"
#include "gateway/command/gateway_process.hpp"
#include "gateway/command/lab.hpp"
#include "gateway/console/accounts.hpp"
#include "gateway/console/files.hpp"
#include "gateway/lab/core.hpp"
#include "gateway/lab/graph.hpp"
#include "gateway/lab/smsc.hpp"

namespace sapa {
namespace {

constexpr std::string_view usual_folder = "var/demo";

struct demo_options
{
    std::string conf{"conf"}, folder{usual_folder};
    bool once{};
};

// What is said, from which phone.
struct scene
{
    channel_type via;
    const char* title;
    const char* phone;
    std::vector<const char*> says;
};
const std::vector<scene> scenes{
    {channel_type::sms,
     "A registered phone asks for its balance",
     "6281200000002",
     {"SALDO 3171000000000003"}},
    {channel_type::sms, "SALDO alone: the phone's registration answers", "6281200000001", {"saldo"}},
    {channel_type::sms,
     "A number is mistyped, explained, and given again",
     "6281200000005",
     {"sldo 317100000000005", "3171000000000005"}},
    {channel_type::sms,
     "The number is asked for; this phone is not registered",
     "6281299990009",
     {"SALDO", "3171000000000003"}},
    {channel_type::whatsapp,
     "A question in free words",
     "6281299990010",
     {"min gmn cara cairin jht klo udh resign?"}},
    {channel_type::whatsapp,
     "The balance on WhatsApp",
     "6281200000001",
     {"tlg cek saldo sy dong min", "makasih ya"}},
};

class demonstration
{
public:
    explicit demonstration(demo_options options)
        : options_(std::move(options)),
          tasks_(io_.get_executor(), [](std::string_view task, std::exception_ptr failure) {
              fmt::print(stderr, "{}: {}\n", task, describe(failure));
          })
    {
    }

    int run()
    {
        int status = 1;
        asio::co_spawn(io_, play(status), [](std::exception_ptr failure) {
            if (failure)
                fmt::print(stderr, "sapa lab demo: {}\n", describe(failure));
        });
        io_.run();
        return status;
    }

private:
    async<void> play(int& status)
    {
        start_core();
        lab::smsc_options smsc;
        smsc.receipts = true;
        smsc_ = std::make_unique<lab::smsc>(io_.get_executor(), smsc);
        graph_ = std::make_unique<lab::graph_api>(io_.get_executor(), graph_settings());
        tasks_.spawn("lab graph", graph_->run());
        write_overlay();
        make_account();
        gateway_ =
            std::make_unique<gateway_process>(options_.conf, overlay(), options_.folder + "/gateway.log");
        co_await until(
            [this] { return smsc_->bound() > 0 && !gateway_->logged("listening", "public").empty(); });
        graph_->set_webhook("http://" + gateway_->logged("listening", "public") + "/webhooks/whatsapp",
                            "demo-secret");
        for (const auto& one : scenes)
            co_await show(one);
        status = 0;
        if (!options_.once)
            co_await stay();
        gateway_.reset();
        io_.stop();
    }

    void start_core()
    {
        core_ = std::make_unique<lab::lab_core>(lab::people::invent(), options_.conf);
        http_router routes;
        core_->add_routes(routes, system_now);
        http_server_options listening;
        listening.listen = "127.0.0.1:0";
        core_server_ = std::make_unique<http_server>(io_.get_executor(), listening, std::move(routes));
        tasks_.spawn("lab core", core_server_->run());
    }

    static lab::graph_options graph_settings()
    {
        lab::graph_options graph;
        graph.app_secret = "demo-secret";
        graph.tokens = {"demo-token"};
        graph.statuses = true;
        return graph;
    }

    std::filesystem::path overlay() const { return options_.folder + "/overlay.yaml"; }

    void write_overlay() const
    {
        std::filesystem::remove_all(options_.folder);
        std::filesystem::create_directories(options_.folder);
        std::ofstream file(overlay());
        file << fmt::format(
            "# Written by sapa lab demo: the lab's ports.\n"
            "store: {{url: \"sqlite:{0}/sapa.db\", keys: \"{0}/keys\"}}\n"
            "console: {{folder: \"{0}/console\"}}\n"
            "http: {{listen: \"127.0.0.1:0\", admin_listen: \"127.0.0.1:{1}\"}}\n"
            "core: {{base_url: \"http://127.0.0.1:{2}\", token: demo}}\n"
            "sms: {{smpp: [{{name: north, host: 127.0.0.1, port: {3}, system_id: demo, password: demo}}]}}\n"
            "whatsapp: {{phone_number_id: \"106540352242922\", app_secret: demo-secret, verify_token: demo,"
            " access_token: demo-token, graph_url: \"{4}\"}}\n",
            options_.folder, options_.once || options_.folder != usual_folder ? 0 : 8081,
            core_server_->endpoint().port(), smsc_->port(), graph_->base_url());
    }

    // The console's first account; its password must be changed at the first sign-in.
    void make_account()
    {
        using namespace console;
        first_password_ = one_time_password();
        account first{.name = "admin",
                      .is = role::admin,
                      .password_hash = hash_password(first_password_, hash_cost::interactive()),
                      .one_time = true,
                      .created_at = system_now()};
        account_file(options_.folder + "/console/accounts.json").change([&](account_list& all) {
            all.push_back(first);
            return true;
        });
        write_file(options_.folder + "/first-password", first_password_ + "\n", 0600);
    }

    template <class Condition>
    async<void> until(Condition holds)
    {
        const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(120);
        while (!holds()) {
            if (!gateway_->running())
                throw std::runtime_error("the gateway ended; see " + options_.folder + "/gateway.log");
            if (std::chrono::steady_clock::now() > give_up)
                throw std::runtime_error("no answer; see " + options_.folder + "/gateway.log");
            co_await pause_for(std::chrono::milliseconds(2));
        }
    }

    async<void> show(const scene& one)
    {
        fmt::print("\n== {} ({}, from ...{})\n", one.title,
                   one.via == channel_type::sms ? "SMS to 2757" : "WhatsApp",
                   std::string_view(one.phone).substr(9));
        for (const auto* words : one.says) {
            fmt::print("  {:%H:%M:%S} > {}\n", now_in_wib(), words);
            const auto asked = std::chrono::steady_clock::now();
            std::string reply;  // GCC 12 frees the halves of a conditional co_await twice
            if (one.via == channel_type::sms)
                reply = co_await by_sms(one.phone, words);
            else
                reply = co_await by_whatsapp(one.phone, words);
            const auto took = std::chrono::steady_clock::now() - asked;
            const auto took_ms = std::chrono::duration<double, std::milli>(took).count();
            fmt::print("  {:%H:%M:%S} < {}\n             [{:.1f} ms]\n", now_in_wib(), reply, took_ms);
            std::fflush(stdout);
        }
    }

    async<std::string> by_sms(std::string phone, std::string words)
    {
        smsc_->forget_replies();
        smsc_->ask(std::move(phone), words);
        co_await until([this] { return !smsc_->replies().empty(); });
        const auto& reply = smsc_->replies().front();
        co_return fmt::format("{}\n             [{} segment{}, {}]", reply.text, reply.segments,
                              reply.segments == 1 ? "" : "s", reply.data_coding == 8 ? "UCS-2" : "GSM-7");
    }

    async<std::string> by_whatsapp(std::string phone, std::string words)
    {
        graph_->clear();
        lab::graph_person from;
        from.number = phone;
        const auto status = co_await graph_->say(std::move(from), std::move(words));
        if (status != 200)
            throw std::runtime_error(fmt::format("the webhook was answered with {}", status));
        const lab::graph_message* reply = nullptr;
        co_await until([&] {
            for (const auto& message : graph_->messages())
                if (message.type != "read")
                    reply = &message;
            return reply != nullptr;
        });
        std::string shown = reply->text;
        for (const auto& [id, title] : reply->buttons)
            shown += fmt::format(" [{}]", title);
        co_return shown;
    }

    async<void> stay()
    {
        fmt::print("\nThe gateway stays up. Console: http://{}/console/",
                   gateway_->logged("listening", "private"));
        fmt::print("\n  sign in as admin with the one-time password {}", first_password_);
        fmt::print("\nMetrics: http://{}/metrics   SMSC of the lab: port {}   Ctrl-C ends all.\n",
                   gateway_->logged("listening", "private"), smsc_->port());
        std::fflush(stdout);
        tasks_.spawn("something to look at", fill_the_desk());
        asio::signal_set signals(io_, SIGINT, SIGTERM);
        co_await signals.async_wait(asio::use_awaitable);
    }

    // For the console: texts that nobody understood, and an answer that comes late because core is away.
    async<void> fill_the_desk()
    {
        for (const auto* words : {"mau tanya soal yang kemarin itu lho", "kok belum juga ya pak bos",
                                  "zzz blarg foo", "minta tolong urus yang itu"})
            co_await by_sms("6281299990021", words);
        core_->faults.down = true;
        co_await by_sms("6281200000002", "saldo 3171000000000003");
        core_->faults.down = false;
    }

    static std::tm now_in_wib()
    {
        return fmt::gmtime(
            std::chrono::system_clock::to_time_t(std::chrono::system_clock::now() + wib_offset));
    }

    demo_options options_;
    asio::io_context io_{1};
    task_group tasks_;
    std::unique_ptr<lab::lab_core> core_;
    std::unique_ptr<http_server> core_server_;
    std::unique_ptr<lab::smsc> smsc_;
    std::unique_ptr<lab::graph_api> graph_;
    std::unique_ptr<gateway_process> gateway_;
    std::string first_password_{};
};

}  // namespace

void add_lab_demo(CLI::App& lab)
{
    auto options = std::make_shared<demo_options>();
    auto& command =
        *lab.add_subcommand("demo", "gateway and peers on loopback, and conversations over the wire");
    command.add_option("--conf", options->conf, "folder of the configuration")->capture_default_str();
    command.add_option("--folder", options->folder, "store and log of the demonstration")
        ->capture_default_str();
    command.add_flag("--once", options->once, "show the conversations and end");
    command.callback([options] { throw CLI::RuntimeError(demonstration(*options).run()); });
}

}  // namespace sapa
