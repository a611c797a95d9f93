// Runs coroutines over a SQLite store of a test's own.
#pragma once
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <optional>
#include "gateway/store/sqlite/sqlite_store.hpp"

namespace sapa {

// Runs one coroutine to its end and gives its result.
template <class T>
T run_to_end(asio::io_context& io, async<T> work)
{
    std::exception_ptr failure;
    std::optional<T> result;
    auto take = [&](std::exception_ptr why, T value) {
        failure = why;
        result.emplace(std::move(value));
    };
    asio::co_spawn(io, std::move(work), take);
    io.restart();
    io.run();
    if (failure)
        std::rethrow_exception(failure);
    return std::move(*result);
}
inline void run_to_end(asio::io_context& io, async<void> work)
{
    std::exception_ptr failure;
    auto take = [&](std::exception_ptr why) { failure = why; };
    asio::co_spawn(io, std::move(work), take);
    io.restart();
    io.run();
    if (failure)
        std::rethrow_exception(failure);
}

// Questions and turns with invented content.
struct invented
{
    static mo_message question(int person, instant at)
    {
        mo_message m;
        m.account = "north";
        m.sender = "62812" + std::to_string(10'000'000 + person);
        m.phone = msisdn(m.sender);
        m.destination = "2757";
        m.text = "SALDO 3171234567890001";
        m.sent_at = m.received_at = at;
        return m;
    }
    static turn answer(const admission& asked, const mo_message& question, instant now)
    {
        turn done;
        done.inbox = asked.inbox;
        done.conversation = asked.conversation;
        done.next_state = "state after " + std::to_string(asked.number);
        mt_message reply;
        reply.account = question.account;
        reply.recipient = question.sender;
        reply.content.key = "balance.ok";
        reply.content.text = "Rp12.345.678 for " + std::to_string(asked.inbox);
        done.replies.push_back(std::move(reply));
        done.intent = "balance";
        done.now = now;
        return done;
    }
    static attempt_result ended(row_id outbox, outbox_end how, instant now)
    {
        attempt_result result;
        result.outbox = outbox;
        result.ended = how;
        result.dead_letter = how == outbox_end::refused;
        if (how == outbox_end::accepted)
            result.message_ids.push_back("m" + std::to_string(outbox));
        result.now = now;
        return result;
    }
};

inline const instant a_noon{std::chrono::sys_days(std::chrono::days(20'777)) + std::chrono::hours(5)};

}  // namespace sapa
