// Copies the WAL into the database on a thread of its own, beside the writer.
#pragma once
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include "gateway/store/sqlite/sqlite.hpp"

namespace sapa::store {

class checkpointer
{
public:
    checkpointer(const std::string& file, const std::string& vfs);
    ~checkpointer();
    checkpointer(const checkpointer&) = delete;
    checkpointer& operator=(const checkpointer&) = delete;

    // Begins a copy unless one is under way. Never waits for it. What it copied is on the disk at its end.
    void start();
    // Was a copy finished since the last call?
    bool take_finished();

private:
    enum class state { resting, asked, finished, stopping };
    void run();
    void copy();

    connection db_;
    std::mutex gate_{};
    std::condition_variable changed_{};
    state now_{state::resting};
    std::thread thread_{};
};

}  // namespace sapa::store
