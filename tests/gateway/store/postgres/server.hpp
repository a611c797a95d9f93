// A private PostgreSQL in a folder of its own, on a socket there, for a test; and a standby of it.
#pragma once
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

namespace sapa {

class postgres_server
{
public:
    // Empty: PostgreSQL is not installed here.
    static std::string programs()
    {
        namespace fs = std::filesystem;
        const fs::path all = "/usr/lib/postgresql";
        std::string found;
        std::error_code none;
        for (const auto& version : fs::directory_iterator(all, none))
            if (fs::exists(version.path() / "bin/initdb"))
                found = std::max(found, (version.path() / "bin").string());
        return found;
    }

    postgres_server()
    {
        make_folder();
        run("initdb --no-sync --auth=trust --username=sapa --encoding=UTF8 -D " + data());
        configure();
        start();
    }

    // A standby that has all that this one has; afterwards this one waits for it at each commit.
    explicit postgres_server(postgres_server& primary)
    {
        make_folder();
        run("pg_basebackup --checkpoint=fast -R --slot=standby --create-slot -D " + data() + " -d '" +
            primary.url("application_name=standby") + "'");
        configure();
        start();
        primary.run(
            "psql -qXd '" + primary.url() +
            "' -c \"ALTER SYSTEM SET synchronous_standby_names = 'standby'\" -c 'SELECT pg_reload_conf()'");
    }

    ~postgres_server()
    {
        kill();
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    postgres_server(const postgres_server&) = delete;
    postgres_server& operator=(const postgres_server&) = delete;

    // The socket's folder, as a host in a URL.
    std::string host() const { return folder_.string(); }
    static std::string url_of(const std::string& hosts, const std::string& more = "")
    {
        return "postgresql://sapa@/postgres?host=" + hosts + (more.empty() ? "" : "&" + more);
    }
    std::string url(const std::string& more = "") const { return url_of(host(), more); }
    // A schema of its own in the database, made now.
    std::string fresh_schema()
    {
        const auto name = "t" + std::to_string(++schemas_);
        run("psql -qXd '" + url() + "' -c 'CREATE SCHEMA " + name + "'");
        return "options=-csearch_path%3D" + name;
    }

    // At once, as a machine that loses its power.
    void kill()
    {
        std::ifstream file(data() + "/postmaster.pid");
        pid_t pid = 0;
        if (file >> pid && pid > 0) {
            ::kill(pid, SIGQUIT);
            while (::kill(pid, 0) == 0)
                ::usleep(20'000);
        }
    }
    void promote() { run("pg_ctl promote -w -D " + data()); }
    void start() { run("pg_ctl start -w -s -l " + (folder_ / "log").string() + " -D " + data()); }
    // One value of one row.
    std::string ask(const std::string& sql, const std::string& more = "")
    {
        std::string answer;
        const auto command = as_owner("psql -qAtXd '" + url(more) + "' -c \"" + sql + "\"");
        if (auto* pipe = ::popen(command.c_str(), "r")) {
            char some[256];
            while (std::fgets(some, sizeof some, pipe))
                answer += some;
            ::pclose(pipe);
        }
        return answer.substr(0, answer.find('\n'));
    }

private:
    std::string data() const { return (folder_ / "data").string(); }
    // PostgreSQL does not run as root.
    static std::string as_owner(const std::string& command)
    {
        const auto whole = programs() + "/" + command;
        return ::getuid() == 0 ? "cd / && runuser -u postgres -- " + whole : whole;
    }
    static void run(const std::string& command)
    {
        if (std::system((as_owner(command) + " >/dev/null 2>&1").c_str()) != 0)
            throw std::runtime_error("PostgreSQL: " + command + " failed");
    }
    void make_folder()
    {
        auto name = (std::filesystem::temp_directory_path() / "sapa-pg-XXXXXX").string();
        if (!::mkdtemp(name.data()))
            throw std::runtime_error("no scratch folder");
        folder_ = name;
        if (::getuid() == 0 && std::system(("chown postgres " + name).c_str()) != 0)
            throw std::runtime_error("the scratch folder cannot be given to postgres");
    }
    void configure()
    {
        std::ofstream(data() + "/postgresql.conf", std::ios::app)
            << "listen_addresses = ''\nunix_socket_directories = '" << folder_.string()
            << "'\nmax_connections = 40\n";
    }

    std::filesystem::path folder_{};
    int schemas_{};
};

// One server for all cases of a program; nullptr where PostgreSQL is not installed.
inline postgres_server* shared_postgres()
{
    static const auto server =
        postgres_server::programs().empty() ? nullptr : std::make_unique<postgres_server>();
    return server.get();
}

}  // namespace sapa
