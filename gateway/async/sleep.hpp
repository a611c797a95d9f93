// A coroutine sleeps until somebody else wakes it.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <utility>

namespace sapa {

// Wakes its coroutine: call it once, as an rvalue, from the coroutine's thread. Destroyed without a call, the
// coroutine goes with it. This is Asio's own handler for an operation that a coroutine awaits; it has no name
// outside `detail`, and unlike use_awaitable it costs no coroutine of its own.
template <class... Values>
using waker = boost::asio::detail::awaitable_async_op_handler<void(Values...), boost::asio::any_io_executor>;

// co_await sleep<Values...>(keep): calls `keep` with the waker, and answers with what the waker is called
// with.
template <class... Values, class Keep>
auto sleep(Keep keep)
{
    return [keep = std::move(keep)]<boost::asio::completion_token_for<void(Values...)> Token>(
               Token&& token) mutable {
        return boost::asio::async_initiate<Token, void(Values...)>(std::move(keep), token);
    };
}

}  // namespace sapa
