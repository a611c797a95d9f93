// Copies the WAL into the database beside the writer.
#include "gateway/store/sqlite/checkpointer.hpp"

namespace sapa::store {

checkpointer::checkpointer(const std::string& file, const std::string& vfs)
    : db_(file, connection::mode::read_write, vfs)
{
    db_.execute("PRAGMA synchronous = FULL");
    db_.execute("PRAGMA wal_autocheckpoint = 0");
    thread_ = std::thread([this] { run(); });
}

checkpointer::~checkpointer()
{
    {
        std::lock_guard hold(gate_);
        now_ = state::stopping;
    }
    changed_.notify_one();
    thread_.join();
}

void checkpointer::start()
{
    {
        std::lock_guard hold(gate_);
        if (now_ != state::resting)
            return;
        now_ = state::asked;
    }
    changed_.notify_one();
}

bool checkpointer::take_finished()
{
    std::lock_guard hold(gate_);
    if (now_ != state::finished)
        return false;
    now_ = state::resting;
    return true;
}

void checkpointer::run()
{
    std::unique_lock hold(gate_);
    for (;;) {
        changed_.wait(hold, [&] { return now_ == state::asked || now_ == state::stopping; });
        if (now_ == state::stopping)
            return;
        hold.unlock();
        sqlite3_wal_checkpoint_v2(db_.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
        hold.lock();
        if (now_ == state::asked)
            now_ = state::finished;
    }
}

}  // namespace sapa::store
