// The disk that forgets, around the system's own VFS.
#include "tests/gateway/store/faulty_vfs.hpp"
#include <sqlite3.h>
#include <algorithm>
#include <atomic>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <string>

namespace sapa {
namespace {

std::atomic<bool> disk_full{false};

// Of one path, seen by all that have it open, as in the page cache of a real system.
struct writes
{
    std::mutex gate{};
    std::map<sqlite3_int64, std::string> by_offset{};
};

std::shared_ptr<writes> writes_of(const char* path)
{
    static std::mutex gate;
    static std::map<std::string, std::weak_ptr<writes>> all;
    if (!path)
        return std::make_shared<writes>();
    std::lock_guard hold(gate);
    auto found = all[path].lock();
    if (!found)
        all[path] = found = std::make_shared<writes>();
    return found;
}

// SQLite allots the memory: this, then the real file.
struct faulty_file
{
    sqlite3_file base;
    std::shared_ptr<writes>* pending;
    writes& unsynced() { return **pending; }
    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};
faulty_file& of(sqlite3_file* file) { return *reinterpret_cast<faulty_file*>(file); }
sqlite3_vfs* system_vfs() { return sqlite3_vfs_find(nullptr); }

int close(sqlite3_file* file)
{
    auto& mine = of(file);
    delete mine.pending;
    return mine.real()->pMethods->xClose(mine.real());
}

int read(sqlite3_file* file, void* to, int size, sqlite3_int64 offset)
{
    constexpr sqlite3_int64 longest_write = 1 << 17;
    auto& mine = of(file);
    std::lock_guard hold(mine.unsynced().gate);
    const auto& pending = mine.unsynced().by_offset;
    int code = mine.real()->pMethods->xRead(mine.real(), to, size, offset);
    auto end_of_pending = offset;
    for (auto at = pending.lower_bound(offset - longest_write);
         at != pending.end() && at->first < offset + size; ++at) {
        const auto write_end = at->first + static_cast<sqlite3_int64>(at->second.size());
        const auto from = std::max(offset, at->first), until = std::min(offset + size, write_end);
        if (from >= until)
            continue;
        std::memcpy(static_cast<char*>(to) + (from - offset), at->second.data() + (from - at->first),
                    static_cast<std::size_t>(until - from));
        end_of_pending = std::max(end_of_pending, until);
    }
    if (code == SQLITE_IOERR_SHORT_READ && end_of_pending == offset + size)
        code = SQLITE_OK;
    return code;
}

int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset)
{
    if (disk_full)
        return SQLITE_FULL;
    auto& unsynced = of(file).unsynced();
    std::lock_guard hold(unsynced.gate);
    // What this write covers whole is gone.
    for (auto at = unsynced.by_offset.lower_bound(offset);
         at != unsynced.by_offset.end() &&
         at->first + static_cast<sqlite3_int64>(at->second.size()) <= offset + size;)
        at = unsynced.by_offset.erase(at);
    unsynced.by_offset[offset] = std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
    return SQLITE_OK;
}

int truncate(sqlite3_file* file, sqlite3_int64 size)
{
    auto& mine = of(file);
    std::lock_guard hold(mine.unsynced().gate);
    auto& pending = mine.unsynced().by_offset;
    pending.erase(pending.lower_bound(size), pending.end());
    return mine.real()->pMethods->xTruncate(mine.real(), size);
}

int sync(sqlite3_file* file, int flags)
{
    auto& mine = of(file);
    std::lock_guard hold(mine.unsynced().gate);
    auto& pending = mine.unsynced().by_offset;
    for (const auto& [offset, bytes] : pending)
        if (int code = mine.real()->pMethods->xWrite(mine.real(), bytes.data(),
                                                     static_cast<int>(bytes.size()), offset))
            return code;
    pending.clear();
    return mine.real()->pMethods->xSync(mine.real(), flags);
}

int file_size(sqlite3_file* file, sqlite3_int64* size)
{
    auto& mine = of(file);
    std::lock_guard hold(mine.unsynced().gate);
    const auto& pending = mine.unsynced().by_offset;
    const int code = mine.real()->pMethods->xFileSize(mine.real(), size);
    if (!pending.empty()) {
        const auto& [offset, bytes] = *pending.rbegin();
        *size = std::max(*size, offset + static_cast<sqlite3_int64>(bytes.size()));
    }
    return code;
}

// The rest is the real file's.
int lock(sqlite3_file* f, int how) { return of(f).real()->pMethods->xLock(of(f).real(), how); }
int unlock(sqlite3_file* f, int how) { return of(f).real()->pMethods->xUnlock(of(f).real(), how); }
int reserved(sqlite3_file* f, int* out)
{
    return of(f).real()->pMethods->xCheckReservedLock(of(f).real(), out);
}
int control(sqlite3_file* f, int op, void* arg)
{
    return of(f).real()->pMethods->xFileControl(of(f).real(), op, arg);
}
int sector(sqlite3_file* f) { return of(f).real()->pMethods->xSectorSize(of(f).real()); }
int traits(sqlite3_file* f) { return of(f).real()->pMethods->xDeviceCharacteristics(of(f).real()); }
int shm_map(sqlite3_file* f, int page, int size, int extend, void volatile** out)
{
    return of(f).real()->pMethods->xShmMap(of(f).real(), page, size, extend, out);
}
int shm_lock(sqlite3_file* f, int at, int n, int how)
{
    return of(f).real()->pMethods->xShmLock(of(f).real(), at, n, how);
}
void shm_barrier(sqlite3_file* f) { of(f).real()->pMethods->xShmBarrier(of(f).real()); }
int shm_unmap(sqlite3_file* f, int gone) { return of(f).real()->pMethods->xShmUnmap(of(f).real(), gone); }

constexpr sqlite3_io_methods methods{2,        close,       read,      write,   truncate, sync,   file_size,
                                     lock,     unlock,      reserved,  control, sector,   traits, shm_map,
                                     shm_lock, shm_barrier, shm_unmap, nullptr, nullptr};

int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out)
{
    auto& mine = of(file);
    mine.base.pMethods = nullptr;
    mine.pending = nullptr;
    const int code = system_vfs()->xOpen(system_vfs(), name, mine.real(), flags, out);
    if (code != SQLITE_OK)
        return code;
    mine.pending = new std::shared_ptr<writes>(writes_of(name));
    mine.base.pMethods = &methods;
    return SQLITE_OK;
}

}  // namespace

void set_disk_full(bool full) { disk_full = full; }

const std::string& faulty_vfs()
{
    static const std::string name = [] {
        static sqlite3_vfs vfs = *system_vfs();
        vfs.zName = "faulty";
        vfs.szOsFile = static_cast<int>(sizeof(faulty_file)) + system_vfs()->szOsFile;
        vfs.xOpen = open;
        vfs.pNext = nullptr;
        sqlite3_vfs_register(&vfs, 0);
        return std::string("faulty");
    }();
    return name;
}

}  // namespace sapa
