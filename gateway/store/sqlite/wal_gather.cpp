// SQLite writes each frame of the WAL in two calls, header and page, and a group of ours has hundreds. Here
// what follows one another is gathered, and written before anything else happens to the file: a sync, a read,
// another place. Other connections look at a frame only after its commit was synced, so that nothing is seen
// later than before.
#include "gateway/store/sqlite/wal_gather.hpp"
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include "gateway/store/sqlite/sqlite.hpp"

namespace sapa::store {
namespace {

constexpr std::size_t gathered_max = 1 << 17;

struct layer : sqlite3_vfs
{
    std::string name{};
    sqlite3_vfs* under{};
};

// The file as SQLite sees it; the one below it follows in the same room.
struct wal_file : sqlite3_file
{
    std::string gathered{};
    sqlite3_int64 at{};  // where `gathered` belongs

    sqlite3_file* under() { return reinterpret_cast<sqlite3_file*>(this + 1); }
    const sqlite3_io_methods& methods() { return *under()->pMethods; }
    int flush()
    {
        if (gathered.empty())
            return SQLITE_OK;
        const int code = methods().xWrite(under(), gathered.data(), static_cast<int>(gathered.size()), at);
        gathered.clear();
        return code;
    }
};

wal_file& as_wal(sqlite3_file* file) { return *static_cast<wal_file*>(file); }

int write(sqlite3_file* file, const void* octets, int count, sqlite3_int64 at)
{
    auto& wal = as_wal(file);
    const auto size = static_cast<std::size_t>(count);
    const bool follows = at == wal.at + static_cast<sqlite3_int64>(wal.gathered.size());
    if (!follows || wal.gathered.size() + size > gathered_max)
        if (const int code = wal.flush(); code != SQLITE_OK)
            return code;
    if (wal.gathered.empty())
        wal.at = at;
    wal.gathered.append(static_cast<const char*>(octets), size);
    return SQLITE_OK;
}

// A call that must see the whole file.
template <auto Method, class... Values>
int flushed(sqlite3_file* file, Values... values)
{
    auto& wal = as_wal(file);
    const int code = wal.flush();
    return code == SQLITE_OK ? (wal.methods().*Method)(wal.under(), values...) : code;
}

// A call that does not look at the content.
template <auto Method, class... Values>
int passed(sqlite3_file* file, Values... values)
{
    auto& wal = as_wal(file);
    return (wal.methods().*Method)(wal.under(), values...);
}

int close(sqlite3_file* file)
{
    auto& wal = as_wal(file);
    const int written = wal.flush();
    const int closed = wal.methods().xClose(wal.under());
    wal.~wal_file();
    return written == SQLITE_OK ? closed : written;
}

using io = sqlite3_io_methods;
// clang-format off
constexpr io wal_methods{
    .iVersion = 1,
    .xClose = close,
    .xRead = flushed<&io::xRead, void*, int, sqlite3_int64>,
    .xWrite = write,
    .xTruncate = flushed<&io::xTruncate, sqlite3_int64>,
    .xSync = flushed<&io::xSync, int>,
    .xFileSize = flushed<&io::xFileSize, sqlite3_int64*>,
    .xLock = passed<&io::xLock, int>,
    .xUnlock = passed<&io::xUnlock, int>,
    .xCheckReservedLock = passed<&io::xCheckReservedLock, int*>,
    .xFileControl = passed<&io::xFileControl, int, void*>,
    .xSectorSize = passed<&io::xSectorSize>,
    .xDeviceCharacteristics = passed<&io::xDeviceCharacteristics>,
};
// clang-format on

// Every file but the WAL is the file system's own.
int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* flags_out)
{
    auto* under = static_cast<layer*>(vfs)->under;
    if ((flags & SQLITE_OPEN_WAL) == 0)
        return under->xOpen(under, name, file, flags, flags_out);
    auto* wal = new (file) wal_file;
    const int code = under->xOpen(under, name, wal->under(), flags, flags_out);
    if (code == SQLITE_OK) {
        wal->pMethods = &wal_methods;
        return code;
    }
    wal->~wal_file();
    file->pMethods = nullptr;
    return code;
}

}  // namespace

std::string gathered_wal(const std::string& base)
{
    prepare_sqlite();
    static std::mutex gate;
    static std::map<std::string, std::unique_ptr<layer>> layers;  // SQLite knows them until the program ends
    std::lock_guard hold(gate);
    auto& made = layers[base];
    if (!made) {
        auto* under = sqlite3_vfs_find(base.empty() ? nullptr : base.c_str());
        made = std::make_unique<layer>();
        static_cast<sqlite3_vfs&>(*made) = *under;
        made->name = "gathered-wal over " + base;
        made->under = under;
        made->zName = made->name.c_str();
        made->szOsFile += static_cast<int>(sizeof(wal_file));
        made->xOpen = open;
        made->pNext = nullptr;
        sqlite3_vfs_register(made.get(), 0);
    }
    return made->name;
}

}  // namespace sapa::store
