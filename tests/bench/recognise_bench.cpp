// How well and how fast texts are understood, on tests/intents/heldout.tsv, which nothing was tuned on.
//   recognise_bench [--conf DIR] [--held-out FILE] [--fasttext SECONDS]
// Prints figures only, never a sentence.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>
#include <new>
#include <set>
#include <string>
#include <vector>
#include "intents/recognise/free_text.hpp"
#include "intents/recognise/recogniser.hpp"

namespace {
std::size_t allocations = 0;
}
void* operator new(std::size_t size)
{
    ++allocations;
    if (void* room = std::malloc(size ? size : 1))
        return room;
    throw std::bad_alloc();
}
void operator delete(void* room) noexcept { std::free(room); }
void operator delete(void* room, std::size_t) noexcept { std::free(room); }

namespace sapa {
namespace {

using slot_map = std::map<std::string, std::string>;
struct test_row
{
    std::string label{}, channel{}, sentence{};
    slot_map slots{};
};

// {"name":"value",...} without nesting: all that the file has.
slot_map read_slots(const std::string& json)
{
    std::vector<std::string> strings;
    for (auto at = json.find('"'); at != json.npos; at = json.find('"', at + 1)) {
        const auto end = json.find('"', at + 1);
        if (end == json.npos)
            break;
        strings.push_back(json.substr(at + 1, end - at - 1));
        at = end;
    }
    slot_map slots;
    for (std::size_t i = 0; i + 1 < strings.size(); i += 2)
        slots[strings[i]] = strings[i + 1];
    return slots;
}

std::vector<test_row> read_rows(const std::string& file)
{
    std::ifstream in(file);
    std::vector<test_row> rows;
    for (std::string line; std::getline(in, line);) {
        if (line.empty() || line.front() == '#')
            continue;
        std::vector<std::string> cells;
        for (std::size_t at = 0; at <= line.size();) {
            const auto end = std::min(line.find('\t', at), line.size());
            cells.push_back(line.substr(at, end - at));
            at = end + 1;
        }
        if (cells.size() >= 3)
            rows.push_back(
                {cells[0], cells[1], cells[2], cells.size() > 3 ? read_slots(cells[3]) : slot_map{}});
    }
    return rows;
}

bool is_service(const std::string& label)
{
    static const std::set<std::string> services{
        "balance",    "membership",         "contributions",   "claim_status",  "claim_check",
        "simulation", "phone_registration", "opt_out",         "notifications", "branch",
        "clinic",     "complaint",          "accident_report", "language",      "agent",
        "my_data"};
    return services.contains(label);
}

double percent(std::size_t part, std::size_t whole)
{
    return whole ? 100.0 * static_cast<double>(part) / static_cast<double>(whole) : 0;
}

struct tally
{
    std::size_t rows{}, right{}, among{}, services{}, services_right{}, outside{}, outside_said{},
        outside_right{};
    std::size_t answered{}, answered_right{}, asked{}, asked_among{}, unknown{}, with_slots{}, slots_right{};
    struct bin
    {
        std::size_t rows{}, right{};
        double confidence{};
    };
    bin bins[10]{};

    void add(const test_row& row, const understood& found)
    {
        const bool hit = found.intent == row.label;
        const bool in_three = std::ranges::any_of(
            found.alternatives, [&](const auto& other) { return other.intent == row.label; });
        ++rows, right += hit, among += in_three;
        if (is_service(row.label))
            ++services, services_right += hit;
        outside += row.label == "out_of_scope", outside_said += found.intent == "out_of_scope";
        outside_right += hit && row.label == "out_of_scope";
        if (found.action == understanding::answer)
            ++answered, answered_right += hit;
        else if (found.action == understanding::ask)
            ++asked, asked_among += in_three;
        else
            ++unknown;
        if (!row.slots.empty())
            ++with_slots, slots_right += slot_map(found.slots.begin(), found.slots.end()) == row.slots;
        auto& one = bins[std::min(9, static_cast<int>(found.confidence * 10))];
        ++one.rows, one.right += hit, one.confidence += found.confidence;
    }
};

tally measure(const recogniser& understand, const std::vector<test_row>& rows)
{
    tally all;
    for (const auto& row : rows)
        all.add(row, understand.recognise(row.sentence,
                                          row.channel == "sms" ? channel_type::sms : channel_type::whatsapp));
    return all;
}

void print(const tally& all)
{
    std::printf("sentences %zu: first %.2f %%, among three %.2f %%, services %.2f %%\n", all.rows,
                percent(all.right, all.rows), percent(all.among, all.rows),
                percent(all.services_right, all.services));
    std::printf("out of scope: recall %.1f %%, precision %.1f %% (%zu rows)\n",
                percent(all.outside_right, all.outside), percent(all.outside_right, all.outside_said),
                all.outside);
    std::printf("answered %zu, right %.1f %%; asked back %zu, among the choices %.1f %%; unknown %zu\n",
                all.answered, percent(all.answered_right, all.answered), all.asked,
                percent(all.asked_among, all.asked), all.unknown);
    std::printf("slots exactly right in %zu of %zu rows (%.1f %%)\n", all.slots_right, all.with_slots,
                percent(all.slots_right, all.with_slots));
    std::printf("calibration: confidence said, share right, rows\n");
    for (const auto& one : all.bins)
        if (one.rows)
            std::printf("  %.3f  %.3f  %zu\n", one.confidence / static_cast<double>(one.rows),
                        static_cast<double>(one.right) / static_cast<double>(one.rows), one.rows);
}

void print_curve(const std::string& conf, const std::vector<example>& examples,
                 const std::vector<test_row>& rows)
{
    for (std::size_t fifths = 1; fifths <= 5; ++fifths) {
        std::vector<example> part;
        for (std::size_t i = 0; i < examples.size(); ++i)
            if (i * 7 % 5 < fifths)
                part.push_back(examples[i]);
        const auto all = measure(*make_recogniser(conf, free_text::learn(part, conf, false)), rows);
        std::printf("learning curve %zu/5: %zu examples, first %.2f %%, among three %.2f %%\n", fifths,
                    part.size(), percent(all.right, all.rows), percent(all.among, all.rows));
        std::fflush(stdout);
    }
}

void print_speed(const char* name, const recogniser& understand, const std::vector<std::string>& texts)
{
    std::vector<double> micros;
    std::size_t made = 0;
    for (int round = 0; round < 5; ++round)
        for (const auto& text : texts) {
            const auto before = allocations;
            const auto begin = std::chrono::steady_clock::now();
            const auto found = understand.recognise(text, channel_type::sms);
            micros.push_back(
                std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin).count());
            made += allocations - before;
        }
    std::ranges::sort(micros);
    std::printf("%s: median %.1f us, 95th %.1f us, allocations a message %.0f\n", name,
                micros[micros.size() / 2], micros[micros.size() * 95 / 100],
                static_cast<double>(made) / static_cast<double>(micros.size()));
}

// Debian's fastText, tuned by itself on a tenth of the same examples, then learnt from all of them.
void print_fasttext(const std::vector<example>& examples, const std::vector<test_row>& rows, int seconds)
{
    const auto folder = std::filesystem::temp_directory_path() / "sapa_fasttext";
    std::filesystem::create_directories(folder);
    std::ofstream learn(folder / "learn"), check(folder / "check"), test(folder / "test");
    for (std::size_t i = 0; i < examples.size(); ++i)
        (i % 10 == 0 ? check : learn)
            << "__label__" << examples[i].label << ' ' << examples[i].sentence << '\n';
    for (const auto& row : rows)
        test << "__label__" << row.label << ' ' << row.sentence << '\n';
    learn.close(), check.close(), test.close();
    const auto in = [&](const char* name) { return (folder / name).string(); };
    const auto run = "fasttext supervised -input " + in("learn") + " -output " + in("model") +
                     " -autotune-validation " + in("check") + " -autotune-duration " +
                     std::to_string(seconds) + " >/dev/null 2>&1 && fasttext test " + in("model.bin") + " " +
                     in("test") + " && fasttext test " + in("model.bin") + " " + in("test") + " 3";
    std::printf("fastText, tuned for %d s (P@1, then R@3 of the second block):\n", seconds);
    std::fflush(stdout);
    if (std::system(run.c_str()) != 0)
        std::printf("fasttext could not be run\n");
}

}  // namespace
}  // namespace sapa

int main(int argc, char** argv)
{
    using namespace sapa;
    std::string conf = "conf", held_out = "tests/intents/heldout.tsv";
    int fasttext_seconds = 0;
    for (int i = 1; i + 1 < argc; i += 2) {
        if (!std::strcmp(argv[i], "--conf"))
            conf = argv[i + 1];
        else if (!std::strcmp(argv[i], "--held-out"))
            held_out = argv[i + 1];
        else if (!std::strcmp(argv[i], "--fasttext"))
            fasttext_seconds = std::atoi(argv[i + 1]);
    }
    const auto rows = read_rows(held_out);
    const auto examples = read_examples(std::filesystem::path(conf) / "examples");
    const auto understand = recogniser::load(conf, "var/cache");
    print(measure(*understand, rows));
    print_speed("command", *understand,
                {"SALDO 1234567890123456", "stop", "menu", "IURAN 18045612378", "kantor bandung", "notif off",
                 "saldo3171234567890001"});
    std::vector<std::string> sentences;
    for (const auto& row : rows)
        sentences.push_back(row.sentence);
    print_speed("any text", *understand, sentences);
    print_curve(conf, examples, rows);
    if (fasttext_seconds > 0)
        print_fasttext(examples, rows, fasttext_seconds);
}
