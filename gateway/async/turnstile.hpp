// Coroutines that come by in one turn of the loop go on together in the next. It stands between the stages of
// the road: each stage then runs for all of them while its code is in the processor's cache, which is small
// beside the whole road.
#pragma once
#include <boost/asio/post.hpp>
#include <memory>
#include <utility>
#include <vector>
#include "gateway/async/async.hpp"
#include "gateway/async/sleep.hpp"

namespace sapa {

// For one thread.
class turnstile
{
public:
    // To be awaited at once.
    auto pass()
    {
        return sleep<>([this](waker<> wake) {
            auto together = waiting_.lock();
            if (!together) {
                waiting_ = together = std::make_shared<std::vector<waker<>>>();
                asio::post(wake.get_executor(), [together]() mutable {
                    auto wakers = std::move(*together);
                    together.reset();  // whoever comes from now on goes in the next turn
                    for (auto& one : wakers)
                        std::move(one)();
                });
            }
            together->push_back(std::move(wake));
        });
    }

private:
    // The loop owns them: they go with it, whichever of the two goes first.
    std::weak_ptr<std::vector<waker<>>> waiting_{};
};

}  // namespace sapa
