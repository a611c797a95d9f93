// node-smpp as SMSC in a process of its own, and an account with a little bot bound to it.
#pragma once
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>
#include "adapters/sms/sms_channel.hpp"
#include "tests/gateway/lab/plain_store.hpp"

namespace sapa::tests {

class node_smsc
{
public:
    static bool there()
    {
        return std::filesystem::exists(SOURCE_DIR "/tests/interop/node_modules/smpp") &&
               std::system("node --version > /dev/null 2>&1") == 0;
    }

    explicit node_smsc(const boost::json::object& options)
    {
        int in[2], out[2];
        if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0)
            return;
        const auto text = boost::json::serialize(options);
        child_ = ::fork();
        if (child_ == 0) {
            ::dup2(in[0], 0);
            ::dup2(out[1], 1);
            ::execlp("node", "node", SOURCE_DIR "/tests/interop/smpp_smsc.js", text.c_str(), nullptr);
            ::_exit(127);
        }
        ::close(in[0]);
        ::close(out[1]);
        stdin_ = in[1];
        stdout_ = out[0];
        ::fcntl(stdout_, F_SETFL, O_NONBLOCK);
    }
    ~node_smsc()
    {
        ::close(stdin_);  // its end is the script's
        ::close(stdout_);
        if (child_ > 0)
            ::waitpid(child_, nullptr, 0);
    }
    node_smsc(const node_smsc&) = delete;
    node_smsc& operator=(const node_smsc&) = delete;

    // Takes in what the script has said so far.
    void listen()
    {
        char chunk[4096];
        for (ssize_t got; (got = ::read(stdout_, chunk, sizeof chunk)) > 0;)
            held_.append(chunk, static_cast<std::size_t>(got));
        for (std::size_t end; (end = held_.find('\n')) != held_.npos; held_.erase(0, end + 1)) {
            auto event = boost::json::parse(held_.substr(0, end)).as_object();
            said_[std::string(event.at("ev").as_string())].push_back(std::move(event));
        }
    }
    // The n-th event of this name, or nullptr.
    const boost::json::object* said(const std::string& name, std::size_t index = 0)
    {
        listen();
        const auto at = said_.find(name);
        return at != said_.end() && index < at->second.size() ? &at->second[index] : nullptr;
    }
    std::uint16_t port()
    {
        for (int tries = 0; tries < 100 && !said("listening"); ++tries) {
            pollfd wait{stdout_, POLLIN, 0};
            ::poll(&wait, 1, 200);
        }
        const auto* event = said("listening");
        return event ? static_cast<std::uint16_t>(event->at("port").as_int64()) : std::uint16_t(0);
    }

private:
    pid_t child_{-1};
    int stdin_{-1}, stdout_{-1};
    std::string held_;
    std::map<std::string, std::vector<boost::json::object>> said_;
};

struct node_stand
{
    explicit node_stand(const boost::json::object& options) : smsc(options)
    {
        settings.name = "north";
        settings.hosts = {sms::smpp_host{"127.0.0.1", smsc.port()}};
        settings.password = "secret";
        settings.window = 50;
        settings.timers.submit_resp = std::chrono::seconds(2);
        settings.reconnect.first = std::chrono::milliseconds(50);
        settings.reconnect.most = std::chrono::milliseconds(500);
    }
    ~node_stand() { finish(); }

    void start()
    {
        sms::mo_sink sink{.store = store};
        sink.begin_work = [this](admission, mo_message asked) {
            asio::co_spawn(io, answer(std::move(asked)),
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
    void finish()
    {
        if (!account)
            return;
        account->stop();
        run_until([&] { return !running; });
    }
    bool run_until(const std::function<bool()>& done, std::chrono::seconds limit = std::chrono::seconds(30))
    {
        const auto end = std::chrono::steady_clock::now() + limit;
        while (!done()) {
            if (std::chrono::steady_clock::now() > end)
                return false;
            io.restart();
            io.run_for(std::chrono::milliseconds(5));
        }
        return true;
    }

    // At least once: again after a refusal, again after an unknown outcome.
    async<void> answer(mo_message asked)
    {
        mt_message reply;
        reply.account = asked.account;
        reply.recipient = asked.sender;
        reply.content.text = "re: " + asked.text;
        const auto reference = std::to_string(++references);
        for (;;) {
            const auto outcome = co_await way_out->send(reply, reference, 0);
            if (std::holds_alternative<accepted>(outcome))
                co_return;
            if (std::holds_alternative<unknown_outcome>(outcome))
                ++unknown;
            asio::steady_timer timer(io, std::chrono::milliseconds(50));
            co_await timer.async_wait(asio::use_awaitable);
        }
    }

    asio::io_context io{1};
    plain_store store{io.get_executor()};
    node_smsc smsc;
    sms::smpp_account settings{};
    std::unique_ptr<sms::esme_account> account{};
    std::unique_ptr<sms::sms_channel> way_out{};
    std::int64_t unknown{};
    int references{};
    bool running{};
};

}  // namespace sapa::tests
