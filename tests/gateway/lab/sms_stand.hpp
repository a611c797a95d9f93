// A lab SMSC, an account bound to it and a little bot that answers each question, on one io_context.
#pragma once
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include "adapters/sms/sms_channel.hpp"
#include "gateway/async/clock.hpp"
#include "gateway/lab/smsc.hpp"
#include "plain_store.hpp"

namespace sapa::tests {

struct sms_stand
{
    explicit sms_stand(std::function<void(sms::smpp_account&)> change = {}, lab::smsc_options options = {})
        : smsc(io.get_executor(), std::move(options))
    {
        settings.name = "north";
        settings.hosts = {sms::smpp_host{"127.0.0.1", smsc.port()}};
        settings.window = 100;
        settings.reconnect.first = std::chrono::milliseconds(20);
        settings.reconnect.most = std::chrono::milliseconds(200);
        if (change)
            change(settings);
        start();
    }
    ~sms_stand() { finish(); }

    void start()
    {
        sms::mo_sink sink{.store = store};
        sink.begin_work = [this](admission, mo_message asked) {
            if (answer)
                asio::co_spawn(io, reply_to(std::move(asked)),
                               [](std::exception_ptr failed) { EXPECT_FALSE(failed); });
        };
        account = std::make_unique<sms::esme_account>(io.get_executor(), settings, std::move(sink));
        way_out = std::make_unique<sms::sms_channel>(std::vector<sms::esme_account*>{account.get()});
        running = true;
        asio::co_spawn(io, account->run(), [this](std::exception_ptr failed) {
            EXPECT_FALSE(failed);
            running = false;
        });
    }

    // Gracefully down.
    void finish()
    {
        if (!account)
            return;
        account->stop();
        run_until([&] { return !running; }, std::chrono::seconds(30));
        io.restart();
        io.poll();
        account.reset();
    }

    // false: it did not come to be in time.
    bool run_until(const std::function<bool()>& done, std::chrono::seconds limit = std::chrono::seconds(20))
    {
        const auto end = std::chrono::steady_clock::now() + limit;
        while (!done()) {
            if (std::chrono::steady_clock::now() > end)
                return false;
            io.restart();
            io.run_one_for(std::chrono::milliseconds(20));
        }
        return true;
    }
    bool run_until_bound(std::size_t binds = 1)
    {
        return run_until(
            [&] { return smsc.bound() == binds && account->bound() && store.open_epochs.size() == binds; });
    }

    async<void> reply_to(mo_message asked)
    {
        mt_message reply;
        reply.account = asked.account;
        reply.recipient = asked.sender;
        reply.content.text = answer(asked);
        reply.carried = asked.carried;
        for (int attempt = 0; attempt < 200; ++attempt) {
            auto outcome = co_await way_out->send(reply, std::to_string(++references), 0);
            outcomes.push_back(outcome);
            if (std::holds_alternative<accepted>(outcome))
                co_return;
            if (std::holds_alternative<unknown_outcome>(outcome))
                ++unknown;
            co_await pause();
        }
    }
    async<void> pause()
    {
        asio::steady_timer timer(io, std::chrono::milliseconds(50));
        co_await timer.async_wait(asio::use_awaitable);
    }

    asio::io_context io{1};
    plain_store store{io.get_executor()};
    lab::smsc smsc;
    sms::smpp_account settings{};
    std::unique_ptr<sms::esme_account> account{};
    std::unique_ptr<sms::sms_channel> way_out{};
    std::function<std::string(const mo_message&)> answer{
        [](const mo_message& asked) { return "re: " + asked.text; }};
    std::vector<send_outcome> outcomes{};
    std::size_t unknown{};
    int references{};
    bool running{};
};

}  // namespace sapa::tests
