// The gateway as a process of its own: started from this binary, watched by its log.
#pragma once
#include <sys/types.h>
#include <filesystem>
#include <string>
#include <vector>

namespace sapa {

class gateway_process
{
public:
    // Runs `sapa serve --conf conf --with overlay`; its log is added to `log`. `binary`: another than this one.
    gateway_process(std::filesystem::path conf, std::filesystem::path overlay, std::filesystem::path log,
                    std::filesystem::path binary = "/proc/self/exe");
    ~gateway_process();  // SIGTERM, then waits
    gateway_process(const gateway_process&) = delete;
    gateway_process& operator=(const gateway_process&) = delete;

    // The value of `field` in the newest log line of `event`; empty: not yet.
    std::string logged(const std::string& event, const std::string& field) const;
    bool running();
    pid_t pid() const { return pid_; }
    void kill();  // SIGKILL, and waits

private:
    std::filesystem::path log_;
    pid_t pid_{};
};

}  // namespace sapa
