// Copies the WAL into the database beside the writer.
#include "gateway/store/sqlite/checkpointer.hpp"
#include <utility>

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

// The writer goes on meanwhile, so a pass leaves what came during it; the next one leaves less. SQLite syncs
// the database only where a pass copied the whole WAL, which beside a busy writer none does: then the last
// sync, the writer's own, would have to wait for all of it.
void checkpointer::copy()
{
    constexpr int passes_max = 4;
    constexpr int few = 400;  // frames that the writer may well copy itself
    sqlite3_file* file = nullptr;
    sqlite3_file_control(db_.handle(), "main", SQLITE_FCNTL_FILE_POINTER, &file);
    for (int pass = 0, copied_before = 0; pass < passes_max; ++pass) {
        int copied = 0;
        if (sqlite3_wal_checkpoint_v2(db_.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, &copied) !=
            SQLITE_OK)
            return;
        if (file && file->pMethods)
            file->pMethods->xSync(file, SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY);
        if (copied - std::exchange(copied_before, copied) < few)
            return;
    }
}

void checkpointer::run()
{
    std::unique_lock hold(gate_);
    for (;;) {
        changed_.wait(hold, [&] { return now_ == state::asked || now_ == state::stopping; });
        if (now_ == state::stopping)
            return;
        hold.unlock();
        copy();
        hold.lock();
        if (now_ == state::asked)
            now_ = state::finished;
    }
}

}  // namespace sapa::store
