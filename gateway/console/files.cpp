// Reads and writes files.
#include "gateway/console/files.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

namespace sapa::console {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file)
{
    throw std::system_error(errno, std::generic_category(), file.string());
}

}  // namespace

std::optional<std::string> read_file(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    if (!in)
        return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(in), {});
}

void write_file(const std::filesystem::path& file, std::string_view content, unsigned mode)
{
    if (file.has_parent_path())
        std::filesystem::create_directories(file.parent_path());
    auto fresh = file;
    fresh += ".new";
    const int out = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    if (out < 0)
        fail(fresh);
    for (std::size_t at = 0; at < content.size();) {
        const auto put = ::write(out, content.data() + at, content.size() - at);
        if (put < 0 && errno != EINTR) {
            ::close(out);
            fail(fresh);
        }
        at += put > 0 ? static_cast<std::size_t>(put) : 0;
    }
    const bool flushed = ::fdatasync(out) == 0;
    ::close(out);
    if (!flushed || ::rename(fresh.c_str(), file.c_str()) != 0)
        fail(file);
}

}  // namespace sapa::console
