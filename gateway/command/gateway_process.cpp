#include "gateway/command/gateway_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <fstream>
#include <stdexcept>

extern char** environ;

namespace sapa {

gateway_process::gateway_process(std::filesystem::path conf, std::filesystem::path overlay, std::filesystem::path log,
                                 std::filesystem::path binary)
    : log_(std::move(log))
{
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 2, log_.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    posix_spawn_file_actions_addclosefrom_np(&files, 3);  // the listening sockets of the lab are not its own
    std::vector<std::string> words{"sapa", "serve", "--conf", conf.string(), "--with", overlay.string()};
    std::vector<char*> arguments;
    for (auto& word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const auto program = std::filesystem::canonical(binary);
    const int failed = ::posix_spawn(&pid_, program.c_str(), &files, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&files);
    if (failed)
        throw std::runtime_error("the gateway could not be started");
}

gateway_process::~gateway_process()
{
    if (!running())
        return;
    ::kill(pid_, SIGTERM);
    ::waitpid(pid_, nullptr, 0);
}

bool gateway_process::running()
{
    if (pid_ > 0 && ::waitpid(pid_, nullptr, WNOHANG) == pid_)
        pid_ = 0;
    return pid_ > 0;
}

void gateway_process::kill()
{
    if (!running())
        return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = 0;
}

std::string gateway_process::logged(const std::string& event, const std::string& field) const
{
    std::ifstream file(log_);
    std::string line, found;
    const auto wanted = "\"event\":\"" + event + "\"", key = "\"" + field + "\":\"";
    while (std::getline(file, line)) {
        const auto at = line.find(key);
        if (line.find(wanted) != line.npos && at != line.npos)
            found = line.substr(at + key.size(), line.find('"', at + key.size()) - at - key.size());
    }
    return found;
}

}  // namespace sapa
