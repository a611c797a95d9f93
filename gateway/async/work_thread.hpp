// One thread for what is slow and not urgent: reload, lint, test runs, password hashing, search, backup. A
// coroutine sends it a job and wakes up at home with the answer.
#pragma once
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <optional>
#include <type_traits>
#include "gateway/async/async.hpp"

namespace sapa {

class work_thread
{
public:
    // The job's result, or its exception.
    template <class Job, class Answer = std::invoke_result_t<Job>>
    async<Answer> run(Job job)
    {
        auto start = [this](auto wake, Job work) {
            auto home = asio::make_work_guard(asio::get_associated_executor(wake));
            asio::post(thread_, [wake = std::move(wake), work = std::move(work), home]() mutable {
                std::exception_ptr failure;
                std::optional<Answer> answer;
                try {
                    answer.emplace(work());
                } catch (...) {
                    failure = std::current_exception();
                }
                auto executor = home.get_executor();
                asio::post(executor, [wake = std::move(wake), failure, answer = std::move(answer)]() mutable {
                    std::move(wake)(failure, std::move(answer));
                });
            });
        };
        using signature = void(std::exception_ptr, std::optional<Answer>);
        auto answer = co_await asio::async_initiate<const asio::use_awaitable_t<>, signature>(
            start, asio::use_awaitable, std::move(job));
        co_return std::move(*answer);
    }

    void join() { thread_.join(); }

private:
    asio::thread_pool thread_{1};
};

}  // namespace sapa
