// Coroutines that come by in one turn of the loop go on together in the next. It stands between the stages of
// the road: each stage then runs for all of them while its code is in the processor's cache, which is small
// beside the whole road.
#pragma once
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <utility>
#include <vector>
#include "gateway/async/async.hpp"

namespace sapa {

// For one thread.
class turnstile
{
public:
    async<void> pass()
    {
        auto enter = [this](waker wake) {
            const auto home = asio::get_associated_executor(wake);
            waiting_->push_back(std::move(wake));
            if (waiting_->size() == 1)
                asio::post(home, [together = waiting_] {
                    for (auto& one : std::exchange(*together, {}))
                        std::move(one)();
                });
        };
        return asio::async_initiate<const asio::use_awaitable_t<>, void()>(std::move(enter),
                                                                           asio::use_awaitable);
    }

private:
    using waker = asio::async_result<asio::use_awaitable_t<>, void()>::handler_type;
    // Shared with the loop alone: a waker owns its coroutine, which must not own the list.
    std::shared_ptr<std::vector<waker>> waiting_{std::make_shared<std::vector<waker>>()};
};

}  // namespace sapa
