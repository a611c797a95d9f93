// A time limit for one operation. Boost 1.81 has no cancel_after.
#pragma once
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <optional>
#include "gateway/async/async.hpp"
#include "gateway/async/machine.hpp"

namespace sapa {

inline async<void> pause_for(std::chrono::steady_clock::duration span)
{
    timer over(co_await asio::this_coro::executor, span);
    co_await over.async_wait(asio::use_awaitable);
}

// The operation's result, or nullopt when the time was up: then close what it worked on, since a completed
// read may be lost. The operation must not throw for ordinary trouble (use as_tuple or result).
template <class T>
async<std::optional<T>> within(std::chrono::steady_clock::duration limit, async<T> operation)
{
    using namespace asio::experimental::awaitable_operators;
    auto first = co_await (std::move(operation) || pause_for(limit));
    if (first.index() == 0)
        co_return std::optional<T>(std::get<0>(std::move(first)));
    co_return std::nullopt;
}

}  // namespace sapa
