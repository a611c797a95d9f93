// Questions through the store as the road brings them: admission, the turn with its first attempt, the
// attempt's end.
#pragma once
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <filesystem>
#include <string>
#include "gateway/async/clock.hpp"
#include "gateway/store/sqlite/sqlite_store.hpp"

namespace sapa::bench {

inline void rethrow(std::exception_ptr failure)
{
    if (failure)
        std::rethrow_exception(failure);
}

// A folder that goes with it.
struct scratch_folder
{
    std::filesystem::path path{[] {
        std::string made = (std::filesystem::temp_directory_path() / "sapa-bench-XXXXXX").string();
        return ::mkdtemp(made.data()) ? made : throw std::runtime_error("no folder for the benchmark");
    }()};
    ~scratch_folder() { std::filesystem::remove_all(path); }

    sqlite_settings store(const std::string& name = "sapa") const
    {
        sqlite_settings settings;
        settings.url = "sqlite:" + (path / (name + ".db")).string();
        settings.keys = path / "keys";
        return settings;
    }
};

inline std::string sender_of(std::int64_t person) { return "62812" + std::to_string(10'000'000 + person); }

struct store_load
{
    conversation_store& store;
    std::int64_t left{}, people{1'000'000}, next{};

    mo_message question()
    {
        mo_message m;
        m.account = "north";
        m.sender = sender_of((next++ * 7919) % people);
        m.phone = msisdn(m.sender);
        m.destination = "2757";
        m.text = "SALDO 3171234567890001";
        m.sent_at = m.received_at = system_now();
        return m;
    }

    static turn answer_to(const mo_message& asked, const admission& admitted)
    {
        turn done;
        done.inbox = admitted.inbox;
        done.conversation = admitted.conversation;
        done.next_state.emplace(
            R"({"v":1,"bundle":"9f86d081884c7d65","spoken":"id","verified_no":"3171234567890001",)"
            R"("verified_until":1793000000000,"memory":[["same","1234567890123456789"],["same_count","1"]]})");
        done.attempt_first = true;
        done.intent = "balance";
        done.trace = "command saldo\nbefore: idle\ncore: balance\nafter: idle";
        done.now = system_now();
        mt_message reply;
        reply.account = "north";
        reply.recipient = asked.sender;
        reply.content.key = "balance";
        reply.content.text = "Saldo JHT no. ...0001 per 19-11-2026: Rp12.345.678. Iuran terakhir 10-2026.";
        reply.expires_at = done.now + std::chrono::hours(6);
        done.replies.push_back(std::move(reply));
        return done;
    }

    async<void> one_after_another()
    {
        while (left-- > 0) {
            auto asked = question();
            smpp_origin origin;
            origin.bind_epoch = 1;
            origin.fingerprint = asked.sender + asked.text;
            const auto admitted = co_await store.admit(asked, origin, joined_parts());
            const auto receipt = co_await store.commit_turn(answer_to(asked, admitted));
            attempt_result ended;
            ended.outbox = receipt.outbox.front();
            ended.ended = outbox_end::accepted;
            ended.message_ids.push_back("m" + std::to_string(ended.outbox));
            ended.now = system_now();
            co_await store.end_attempt(std::move(ended));
        }
    }

    // `questions` of them, so many at once.
    void run(asio::io_context& io, std::int64_t questions, int at_once)
    {
        left = questions;
        for (int i = 0; i < at_once; ++i)
            asio::co_spawn(io, one_after_another(), rethrow);
        io.restart();
        io.run();
    }
};

}  // namespace sapa::bench
