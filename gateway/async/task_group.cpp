#include "gateway/async/task_group.hpp"

namespace sapa {
namespace {

bool is_cancellation(std::exception_ptr failure)
{
    try {
        std::rethrow_exception(failure);
    } catch (const boost::system::system_error& error) {
        return error.code() == asio::error::operation_aborted;
    } catch (...) {
        return false;
    }
}

}  // namespace

task_group::task_group(asio::any_io_executor executor, failure_sink on_failure)
    : executor_(executor),
      drained_(executor, timer::time_point::max()),
      on_failure_(std::move(on_failure))
{
}

void task_group::spawn(std::string name, async<void> task)
{
    auto signal = signals_.emplace(signals_.end());
    auto finish = [this, signal, name = std::move(name)](std::exception_ptr failure) {
        if (failure && !is_cancellation(failure))
            on_failure_(name, failure);
        signals_.erase(signal);
        if (signals_.empty())
            drained_.cancel();
    };
    asio::co_spawn(executor_, std::move(task),
                   asio::bind_cancellation_slot(signal->slot(), std::move(finish)));
}

void task_group::cancel_all()
{
    // A cancelled task may end at once and take its signal out of the list.
    for (auto at = signals_.begin(); at != signals_.end();) {
        auto& signal = *at++;
        signal.emit(asio::cancellation_type::terminal);
    }
}

async<void> task_group::wait_until_empty()
{
    boost::system::error_code ignored;
    while (!signals_.empty())
        co_await drained_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

std::string describe(std::exception_ptr failure)
{
    try {
        std::rethrow_exception(failure);
    } catch (const std::exception& error) {
        return error.what();
    } catch (...) {
        return "an exception of no known type";
    }
}

}  // namespace sapa
