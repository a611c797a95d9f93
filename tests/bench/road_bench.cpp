// The road as a whole: `sapa serve` as a process between the lab's SMSC and the lab's core, durable store,
// closed loop; or its start with so many questions in the store that nobody has answered yet.
//   road_bench [--questions 20000] [--window 200] [--core-ms 0] [--rounds 0]
// (`--rounds`: so often over SQLite and over a private PostgreSQL by turns, and the ratio of the two;
// less than half is a failure)
//   road_bench --unanswered 100000
// Prints one JSON object: answers a second, percentiles, CPU seconds per 1,000 and memory of the gateway. The
// lab shares the machine and costs about as much as the gateway, so quote ratios of two runs, not the figure.
#include <fmt/format.h>
#include <unistd.h>
#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <string>
#include <unordered_map>
#include <vector>
#include "gateway/async/task_group.hpp"
#include "gateway/command/gateway_process.hpp"
#include "gateway/lab/core.hpp"
#include "gateway/lab/smsc.hpp"
#include "gateway/store/sqlite/sqlite_store.hpp"
#include "tests/gateway/store/postgres/server.hpp"

using namespace sapa;
using steady = std::chrono::steady_clock;

namespace {

constexpr std::uint64_t first_phone = 6281210000000, first_number = 3171000000100000;

long option(int argc, char** argv, std::string_view name, long otherwise)
{
    for (int i = 1; i + 1 < argc; ++i)
        if (argv[i] == name)
            return std::atol(argv[i + 1]);
    return otherwise;
}

double cpu_seconds(pid_t pid)
{
    std::ifstream file(fmt::format("/proc/{}/stat", pid));
    std::string text{std::istreambuf_iterator<char>(file), {}};
    text.erase(0, text.rfind(')') + 2);
    long long field{}, user{}, system{};
    std::string word;
    for (std::size_t at = 0, number = 3; at < text.size(); ++number) {
        const auto end = std::min(text.find(' ', at), text.size());
        field = std::atoll(text.substr(at, end - at).c_str());
        if (number == 14)
            user = field;
        if (number == 15)
            system = field;
        at = end + 1;
    }
    return static_cast<double>(user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

std::string peak_memory(pid_t pid)
{
    std::ifstream file(fmt::format("/proc/{}/status", pid));
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("VmHWM:"))
            return line.substr(line.find_first_of("0123456789"));
    return "?";
}

std::filesystem::path people_file(const std::filesystem::path& folder, long count)
{
    const auto file = folder / "people.json";
    std::ofstream out(file);
    out << "[";
    for (long i = 0; i < count; ++i)
        out << (i ? "," : "")
            << fmt::format(R"({{"participant_no":"{}","phones":["{}"]}})", first_number + i, first_phone + i);
    out << "]";
    return file;
}

std::string phone_of(long i) { return std::to_string(first_phone + static_cast<std::uint64_t>(i)); }
std::string text_of(long i) { return fmt::format("SALDO {}", first_number + static_cast<std::uint64_t>(i)); }

// What a gateway that was killed leaves behind.
void leave_unanswered(const std::filesystem::path& folder, long count)
{
    asio::io_context io{1};
    sqlite_settings settings;
    settings.url = fmt::format("sqlite:{}/sapa.db", folder.string());
    settings.keys = folder / "keys";
    sqlite_store store(io.get_executor(), settings);
    auto admit = [&](long i) -> async<void> {
        mo_message asked;
        asked.account = "north";
        asked.sender = phone_of(i);
        asked.phone = msisdn(asked.sender);
        asked.text = text_of(i);
        asked.sent_at = asked.received_at = system_now();
        co_await store.admit(std::move(asked), std::nullopt, joined_parts());
    };
    for (long i = 0; i < count; ++i) {
        asio::co_spawn(io, admit(i), [](std::exception_ptr failure) {
            if (failure)
                std::rethrow_exception(failure);
        });
        if (i % 1000 == 999 || i + 1 == count) {
            io.restart();
            io.run();
        }
    }
}

// From the start until the link is bound, the first answer and the last.
int measure_start(asio::io_context& io, lab::smsc& smsc, gateway_process& gateway, long unanswered,
                  steady::time_point began)
{
    const auto seconds_since = [&] { return std::chrono::duration<double>(steady::now() - began).count(); };
    double bound = 0, first = 0;
    long answers = 0;
    smsc.when_reply([&](const lab::smsc_reply&) {
        if (answers++ == 0)
            first = seconds_since();
    });
    while (answers < unanswered && gateway.running()) {
        io.run_for(milliseconds(5));
        if (bound == 0 && smsc.bound() > 0)
            bound = seconds_since();
    }
    fmt::print(
        R"({{"unanswered":{},"answered":{},"bound_s":{:.2f},"first_answer_s":{:.2f},"all_answered_s":{:.2f},"peak":"{}"}})"
        "\n",
        unanswered, answers, bound, first, seconds_since(), peak_memory(gateway.pid()));
    return answers == unanswered ? 0 : 1;
}

// Closed loop: so many questions at once; answers a second, 0 where some did not come.
double measure_road(asio::io_context& io, lab::smsc& smsc, gateway_process& gateway, long questions,
                    long window)
{
    while (smsc.bound() == 0 && gateway.running())
        io.run_for(milliseconds(5));
    std::unordered_map<std::string, steady::time_point> asked;
    std::vector<double> took;
    long next = 0;
    auto ask = [&] {
        const auto phone = phone_of(next);
        asked[phone] = steady::now();
        smsc.ask(phone, text_of(next));
        ++next;
    };
    smsc.when_reply([&](const lab::smsc_reply& reply) {
        took.push_back(std::chrono::duration<double, std::milli>(steady::now() - asked[reply.to]).count());
        if (next < questions)
            ask();
    });
    const auto began = steady::now();
    const auto cpu_before = cpu_seconds(gateway.pid());
    while (next < std::min(window, questions))
        ask();
    while (static_cast<long>(took.size()) < questions && gateway.running())
        io.run_for(milliseconds(5));
    const std::chrono::duration<double> span = steady::now() - began;
    const auto cpu = cpu_seconds(gateway.pid()) - cpu_before;
    std::ranges::sort(took);
    const auto at = [&](double share) {
        return took.empty() ? 0.0 : took[static_cast<std::size_t>(share * (took.size() - 1))];
    };
    const auto a_second = static_cast<double>(took.size()) / span.count();
    fmt::print(
        R"({{"questions":{},"window":{},"per_second":{:.0f},"p50_ms":{:.2f},"p99_ms":{:.2f},"cpu_per_1000":{:.4f},"peak":"{}"}})"
        "\n",
        took.size(), window, a_second, at(0.5), at(0.99), 1000 * cpu / static_cast<double>(questions),
        peak_memory(gateway.pid()));
    return static_cast<long>(took.size()) == questions ? a_second : 0;
}

}  // namespace

int main(int argc, char** argv)
{
    const auto unanswered = option(argc, argv, "--unanswered", 0), rounds = option(argc, argv, "--rounds", 0);
    const auto questions = option(argc, argv, "--questions", 20000),
               window = option(argc, argv, "--window", 200);
    const std::string program = argc > 1 && argv[argc - 1][0] == '/' ? argv[argc - 1] : "build/release/sapa";
    const auto folder = std::filesystem::temp_directory_path() / fmt::format("sapa-bench-{}", ::getpid());
    std::filesystem::create_directories(folder);
    asio::io_context io{1};
    task_group tasks(io.get_executor(), [](std::string_view task, std::exception_ptr failure) {
        fmt::print(stderr, "{}: {}\n", task, describe(failure));
    });
    lab::lab_core core(lab::people::read(people_file(folder, std::max(questions, unanswered))), "conf");
    core.faults.delay = milliseconds(option(argc, argv, "--core-ms", 0));
    http_router routes;
    core.add_routes(routes, system_now);
    http_server_options listening;
    listening.listen = "127.0.0.1:0";
    http_server core_server(io.get_executor(), listening, std::move(routes));
    tasks.spawn("core", core_server.run());
    lab::smsc smsc(io.get_executor(), lab::smsc_options{});
    const auto overlay_for = [&](const std::string& name, const std::string& url) {
        auto file = folder / (name + ".yaml");
        std::ofstream(file) << fmt::format(
            "store: {{url: \"{}\", keys: \"{}/keys\", node: \"{}/node\"}}\n"
            "http: {{listen: \"127.0.0.1:0\", admin_listen: \"127.0.0.1:0\"}}\n"
            "core: {{base_url: \"http://127.0.0.1:{}\", token: t}}\n"
            "sms: {{smpp: [{{name: north, host: 127.0.0.1, port: {}, password: p, window: 10000}}]}}\n",
            url, (folder / name).string(), (folder / name).string(), core_server.endpoint().port(),
            smsc.port());
        std::filesystem::create_directories(folder / name);
        return file;
    };
    const auto over_file = [&](const std::string& name) {
        return overlay_for(name, fmt::format("sqlite:{}/sapa.db", (folder / name).string()));
    };
    const auto measure = [&](const std::filesystem::path& overlay) {
        gateway_process gateway("conf", overlay, folder / "log", program);
        const auto found = measure_road(io, smsc, gateway, questions, window);
        ::kill(gateway.pid(), SIGTERM);  // in peace: it may have to write what it counted
        while (gateway.running() || smsc.bound() > 0)
            io.run_for(milliseconds(5));
        return found;
    };
    bool whole = true;
    if (unanswered > 0) {
        const auto overlay = over_file("file");
        leave_unanswered(folder / "file", unanswered);
        const auto started = steady::now();
        gateway_process gateway("conf", overlay, folder / "log", program);
        whole = measure_start(io, smsc, gateway, unanswered, started) == 0;
        gateway.kill();
    } else if (rounds > 0) {
        postgres_server server;
        double file = 0, remote = 0;
        for (long round = 0; round < rounds && whole; ++round) {
            const auto a = measure(over_file(fmt::format("file{}", round)));
            const auto b =
                measure(overlay_for(fmt::format("server{}", round), server.url(server.fresh_schema())));
            whole = a > 0 && b > 0;
            file += a;
            remote += b;
        }
        fmt::print("PostgreSQL does {:.2f} of SQLite\n", remote / file);
        whole = whole && remote >= file / 2;
    } else {
        whole = measure(over_file("file")) > 0;
    }
    std::filesystem::remove_all(folder);
    return whole ? 0 : 1;
}
