// Names this node over restarts: who holds the file's lock knows that the run before it is dead, and fences
// it off at once instead of waiting for its lease.
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include <cerrno>
#include <charconv>
#include <cstring>
#include "gateway/store/postgres/database.hpp"

namespace sapa::store::pg {

database::node_file::node_file(std::filesystem::path file) : path(std::move(file))
{
    if (path.has_parent_path())
        std::filesystem::create_directories(path.parent_path());
    descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0)
        throw std::runtime_error("store.node " + path.string() + ": cannot be made: " + std::strerror(errno));
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        ::close(descriptor);
        throw std::runtime_error("store.node " + path.string() + ": another Sapa is this node");
    }
}

database::node_file::~node_file() { ::close(descriptor); }

// "slot epoch"
membership database::node_file::read() const
{
    char text[64]{};
    const auto size = ::pread(descriptor, text, sizeof text - 1, 0);
    membership before;
    if (size <= 0)
        return before;
    const auto* end = text + size;
    const auto first = std::from_chars(text, end, before.slot);
    if (first.ec != std::errc{} || first.ptr == end)
        return {};
    std::from_chars(first.ptr + 1, end, before.epoch);
    return before;
}

void database::node_file::write(const membership& now) const
{
    const auto text = std::to_string(now.slot) + " " + std::to_string(now.epoch) + "\n";
    const bool kept = ::ftruncate(descriptor, 0) == 0 &&
                      ::pwrite(descriptor, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size());
    if (!kept)
        throw store_full("store.node " + path.string() + ": cannot be written: " + std::strerror(errno));
}

}  // namespace sapa::store::pg
