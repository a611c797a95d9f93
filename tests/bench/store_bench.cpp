// Questions a second through the durable store: admit, turn with its first attempt, end of the attempt, for
// as many questions at once as the argument says. `store_bench [--finished N] [FOLDER]`, from the top of the
// sources. `store_bench --postgres`: on a private PostgreSQL and on SQLite by turns, and the ratio of the
// two. `store_bench --url postgresql://...`: on that server, in an empty database.
#include <sys/resource.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include "gateway/store/postgres/postgres_store.hpp"
#include "gateway/store/sqlite/sqlite_store.hpp"
#include "tests/gateway/store/postgres/server.hpp"

namespace {

using namespace sapa;
using clock_now = std::chrono::steady_clock;

instant now() { return std::chrono::floor<milliseconds>(std::chrono::system_clock::now()); }

struct load
{
    conversation_store& store;
    std::int64_t left{}, next{};
    std::int64_t people{};

    mo_message question()
    {
        mo_message m;
        m.account = "north";
        m.sender = "62812" + std::to_string(10'000'000 + (next++ * 7919) % people);
        m.phone = msisdn(m.sender);
        m.destination = "2757";
        m.text = "SALDO 3171234567890001";
        m.sent_at = m.received_at = now();
        return m;
    }

    async<void> one_after_another()
    {
        while (left-- > 0) {
            auto asked = question();
            smpp_origin origin;
            origin.bind_epoch = 1;
            origin.fingerprint = asked.sender + std::to_string(asked.sent_at.time_since_epoch().count());
            auto admitted = co_await store.admit(asked, origin, joined_parts());
            turn done;
            done.inbox = admitted.inbox;
            done.conversation = admitted.conversation;
            done.next_state.emplace(
                R"({"bundle":"9f86d081884c7d65","flow":"balance","state":"done","number":"...0001"})");
            done.attempt_first = true;
            done.intent = "balance";
            done.now = now();
            mt_message reply;
            reply.account = "north";
            reply.recipient = asked.sender;
            reply.content.key = "balance.ok";
            reply.content.text =
                "Saldo JHT peserta ...0001 per 19-11-2026: Rp12.345.678. Iuran terakhir 10-2026. Info: 175";
            reply.expires_at = done.now + std::chrono::hours(1);
            done.replies.push_back(std::move(reply));
            auto receipt = co_await store.commit_turn(std::move(done));
            attempt_result ended;
            ended.outbox = receipt.outbox[0];
            ended.ended = outbox_end::accepted;
            ended.message_ids.push_back("m" + std::to_string(receipt.outbox[0]));
            ended.now = now();
            co_await store.end_attempt(std::move(ended));
        }
    }
};

double cpu_seconds()
{
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    return static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
           1e-6 * static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
}

// What the process has handed to the disk.
double written()
{
    std::ifstream in("/proc/self/io");
    double value = 0;
    for (std::string word; in >> word;)
        if (word == "wchar:")
            in >> value;
    return value;
}

double measure(asio::io_context& io, conversation_store& store, int at_once, std::int64_t questions,
               std::int64_t people)
{
    load work{store, questions, 0, people};
    const auto began = clock_now::now();
    const auto cpu = cpu_seconds();
    const auto before = written();
    auto rethrow = [](std::exception_ptr failure) {
        if (failure)
            std::rethrow_exception(failure);
    };
    for (int at = 0; at < at_once; ++at)
        asio::co_spawn(io, work.one_after_another(), rethrow);
    io.restart();
    io.run();
    const std::chrono::duration<double> took = clock_now::now() - began;
    const auto count = static_cast<double>(questions);
    std::printf("%5d at once: %8.0f questions/s, %6.1f us each, %.4f CPU s per 1,000, %.1f kB each\n",
                at_once, count / took.count(), 1e6 * took.count() / count * at_once,
                (cpu_seconds() - cpu) / count * 1000, (written() - before) / count / 1000);
    std::fflush(stdout);
    return count / took.count();
}

void measure_server(const std::string& url, const std::string& folder)
{
    asio::io_context io(1);
    postgres_settings settings;
    settings.url = url;
    settings.keys = folder + "/keys-of-postgres";
    settings.node = folder + "/node";
    postgres_store store(io.get_executor(), settings);
    for (const int at_once : {50, 200, 1000})
        measure(io, store, at_once, 50'000, 1'000'000);
}

// Each by turns, several times, since the machine may be busy with other things.
void compare(const std::string& folder)
{
    postgres_server server;
    asio::io_context io(1);
    sqlite_settings in_file;
    in_file.url = "sqlite:" + folder + "/sapa.db";
    in_file.keys = folder + "/keys";
    sqlite_store file_store(io.get_executor(), in_file);
    postgres_settings on_server;
    on_server.url = server.url();
    on_server.keys = folder + "/keys-of-postgres";
    on_server.node = folder + "/node";
    postgres_store server_store(io.get_executor(), on_server);
    for (const int at_once : {8, 50, 200, 1000}) {
        double file = 0, remote = 0;
        for (int round = 0; round < 3; ++round) {
            std::printf("sqlite      ");
            file += measure(io, file_store, at_once, 15'000, 1'000'000);
            std::printf("postgresql  ");
            remote += measure(io, server_store, at_once, 15'000, 1'000'000);
        }
        std::printf("%5d at once: PostgreSQL does %.2f of SQLite\n", at_once, remote / file);
    }
}

// A start with many questions that nobody answered.
void measure_start(const sqlite_settings& settings, std::int64_t questions)
{
    asio::io_context io(1);
    auto rethrow = [](std::exception_ptr failure) {
        if (failure)
            std::rethrow_exception(failure);
    };
    {
        sqlite_store store(io.get_executor(), settings);
        load work{store, questions, 0, 1'000'000};
        auto ask = [&]() -> async<void> {
            while (work.left-- > 0)
                co_await store.admit(work.question(), std::nullopt, joined_parts());
        };
        for (int at = 0; at < 1000; ++at)
            asio::co_spawn(io, ask(), rethrow);
        io.run();
    }
    const auto began = clock_now::now();
    sqlite_store store(io.get_executor(), settings);
    const std::chrono::duration<double> opened = clock_now::now() - began;
    std::size_t claimed = 0;
    auto claim = [&]() -> async<void> {
        for (bool more = true; more;) {
            auto chunk = co_await store.claim(1000, now());
            claimed += chunk.questions.size();
            more = chunk.more;
        }
    };
    asio::co_spawn(io, claim(), rethrow);
    io.restart();
    io.run();
    const std::chrono::duration<double> took = clock_now::now() - began;
    std::printf("start with %zu unanswered: opened in %.2f s, all claimed after %.2f s\n", claimed,
                opened.count(), took.count());
}

}  // namespace

int main(int count, char** words)
{
    std::int64_t finished = 0;
    std::string folder;
    std::string url;
    bool comparing = false;
    for (int at = 1; at < count; ++at)
        if (std::strcmp(words[at], "--postgres") == 0)
            comparing = true;
        else if (std::strcmp(words[at], "--url") == 0 && at + 1 < count)
            url = words[++at];
        else if (std::strcmp(words[at], "--finished") == 0 && at + 1 < count)
            finished = std::atoll(words[++at]);
        else if (words[at][0] == '-') {
            std::fprintf(stderr, "store_bench: what is %s?\n", words[at]);
            return 2;
        } else
            folder = words[at];
    // Beside the objects: on a real disk, where a temporary folder may be memory.
    char made[] = "build/store_bench_XXXXXX";
    const bool scratch = folder.empty();
    if (scratch) {
        std::filesystem::create_directories("build");
        folder = ::mkdtemp(made);
    }
    if (comparing || !url.empty()) {
        url.empty() ? compare(folder) : measure_server(url, folder);
        if (scratch)
            std::filesystem::remove_all(folder);
        return 0;
    }
    {
        asio::io_context io(1);
        sqlite_settings settings;
        settings.url = "sqlite:" + folder + "/sapa.db";
        settings.keys = folder + "/keys";
        sqlite_store store(io.get_executor(), settings);
        constexpr std::int64_t people = 1'000'000;
        if (finished > 0)
            measure(io, store, 2000, finished, people);
        for (const int at_once : {1, 8, 50, 200, 1000})
            measure(io, store, at_once, at_once == 1 ? 3'000 : at_once == 8 ? 20'000 : 100'000, people);
        rusage used{};
        getrusage(RUSAGE_SELF, &used);
        std::fflush(stdout);
        std::printf("peak memory %ld MB\n", used.ru_maxrss / 1024);
    }
    sqlite_settings other;
    other.url = "sqlite:" + folder + "/start.db";
    other.keys = folder + "/keys";
    measure_start(other, 100'000);
    if (scratch)
        std::filesystem::remove_all(folder);
}
