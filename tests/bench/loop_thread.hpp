// A loop on a thread of its own, with the CPU time that it took.
#pragma once
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <ctime>
#include <thread>

namespace sapa::bench {

inline double cpu_seconds(clockid_t clock)
{
    timespec at{};
    clock_gettime(clock, &at);
    return static_cast<double>(at.tv_sec) + static_cast<double>(at.tv_nsec) / 1e9;
}

class loop_thread
{
public:
    boost::asio::io_context io{1};

    ~loop_thread() { stop(); }
    void stop()
    {
        io.stop();
        if (thread_.joinable())
            thread_.join();
    }
    double cpu()
    {
        clockid_t clock{};
        pthread_getcpuclockid(thread_.native_handle(), &clock);
        return cpu_seconds(clock);
    }

private:
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{io.get_executor()};
    std::thread thread_{[this] { io.run(); }};
};

}  // namespace sapa::bench
