// Key files on disk.
#include "gateway/store/key_file.hpp"
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include "gateway/pipeline/store_errors.hpp"

namespace sapa::store {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& file, const char* what)
{
    const auto text = "keyring " + file.string() + ": " + what + ": " + std::strerror(errno);
    if (errno == ENOSPC || errno == EDQUOT)
        throw store_full(text);
    throw std::runtime_error(text);
}

struct descriptor
{
    int fd{-1};
    ~descriptor()
    {
        if (fd >= 0)
            ::close(fd);
    }
};

void sync_directory(const fs::path& directory)
{
    descriptor dir{::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (dir.fd < 0 || ::fsync(dir.fd) != 0)
        fail(directory, "cannot be synced");
}

}  // namespace

std::optional<secret> read_secret(const fs::path& file)
{
    descriptor in{::open(file.c_str(), O_RDONLY | O_CLOEXEC)};
    if (in.fd < 0 && errno == ENOENT)
        return std::nullopt;
    secret key{};
    if (in.fd < 0)
        fail(file, "cannot be read");
    if (::read(in.fd, key.data(), key.size()) != static_cast<ssize_t>(key.size()))
        throw std::runtime_error("keyring " + file.string() + ": is not a key of 32 bytes");
    return key;
}

bool make_secret(const fs::path& file, const secret& key)
{
    auto draft = file.string() + ".XXXXXX";
    {
        descriptor out{::mkostemp(draft.data(), O_CLOEXEC)};  // 0600
        if (out.fd < 0)
            fail(file, "cannot be made");
        if (::write(out.fd, key.data(), key.size()) != static_cast<ssize_t>(key.size()) ||
            ::fsync(out.fd) != 0) {
            const int why = errno;
            ::unlink(draft.c_str());
            errno = why;
            fail(file, "cannot be written");
        }
    }
    // A link, unlike a renaming, never replaces: also in a folder that nodes share.
    const bool made = ::link(draft.c_str(), file.c_str()) == 0;
    const int why = errno;
    ::unlink(draft.c_str());
    if (!made && why != EEXIST) {
        errno = why;
        fail(file, "cannot be named");
    }
    sync_directory(file.parent_path());
    return made;
}

void shred(const fs::path& file)
{
    {
        descriptor out{::open(file.c_str(), O_WRONLY | O_CLOEXEC)};
        const secret zeros{};
        if (out.fd >= 0 && ::write(out.fd, zeros.data(), zeros.size()) == static_cast<ssize_t>(zeros.size()))
            ::fsync(out.fd);
    }
    fs::remove(file);
    sync_directory(file.parent_path());
}

}  // namespace sapa::store
