// Owns every coroutine that outlives its caller: each has a name, a cancellation signal and one place where
// its failure is reported.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <exception>
#include <functional>
#include <list>
#include <string>
#include <string_view>
#include "gateway/async/async.hpp"
#include "gateway/async/machine.hpp"

namespace sapa {

class task_group
{
public:
    // Told of every task that ended by an exception.
    using failure_sink = std::function<void(std::string_view task, std::exception_ptr)>;

    task_group(asio::any_io_executor executor, failure_sink on_failure);
    task_group(const task_group&) = delete;
    task_group& operator=(const task_group&) = delete;

    // Single-threaded by design: call only from the executor's own thread. The group outlives its tasks: wait
    // until it is empty before it goes.
    void spawn(std::string name, async<void> task);
    void cancel_all();
    async<void> wait_until_empty();
    std::size_t size() const { return signals_.size(); }

private:
    asio::any_io_executor executor_;
    timer drained_;
    failure_sink on_failure_;
    std::list<asio::cancellation_signal> signals_;
};

// What an exception says, for the log.
std::string describe(std::exception_ptr failure);

}  // namespace sapa
