// Preloaded under the gateway: the wall clock, moved by as many seconds as stand (8 octets) in the file that
// SAPA_MOVED_CLOCK names. Other clocks and all timers are the machine's own.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include <cstdint>
#include <cstdlib>

namespace {

const volatile std::int64_t* shared_offset()
{
    static const std::int64_t none = 0;
    const char* name = std::getenv("SAPA_MOVED_CLOCK");
    const int file = name ? ::open(name, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0)
        return &none;
    void* at = ::mmap(nullptr, sizeof none, PROT_READ, MAP_SHARED, file, 0);
    ::close(file);
    return at == MAP_FAILED ? &none : static_cast<const std::int64_t*>(at);
}

}  // namespace

extern "C" int clock_gettime(clockid_t which, timespec* at) noexcept
{
    static const volatile std::int64_t* offset = shared_offset();
    const auto failed = static_cast<int>(::syscall(SYS_clock_gettime, which, at));
    if (!failed && which == CLOCK_REALTIME)
        at->tv_sec += *offset;
    return failed;
}
