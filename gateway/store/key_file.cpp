// Key files on disk.
#include "gateway/store/key_file.hpp"
#include <fcntl.h>
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

void write_secret(const fs::path& file, const secret& key)
{
    const auto draft = file.string() + ".new";
    {
        descriptor out{::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)};
        if (out.fd < 0)
            fail(file, "cannot be made");
        if (::write(out.fd, key.data(), key.size()) != static_cast<ssize_t>(key.size()) ||
            ::fsync(out.fd) != 0)
            fail(file, "cannot be written");
    }
    if (::rename(draft.c_str(), file.c_str()) != 0)
        fail(file, "cannot be named");
    sync_directory(file.parent_path());
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
