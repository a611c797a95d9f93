// sapa test: conversation tests, their coverage, --accept and --mutate. DESIGN.md section 8.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

#include "gateway/command/commands.hpp"
#include "gateway/command/conversation_conf.hpp"
#include "gateway/command/place.hpp"
#include "gateway/command/mutate.hpp"
#include "gateway/lab/core.hpp"
#include "gateway/lab/sandbox_coverage.hpp"
#include "gateway/lab/sandbox_play.hpp"

namespace sapa {
namespace {

struct test_options
{
    std::string conf{default_place().conf}, junit{};
    std::vector<std::string> files{};
    bool accept{}, mutate{}, verbose{};
};

std::string run_name(const lab::chat_result& result)
{
    std::string name(to_string(result.run.via));
    name += " " + std::string(to_string(result.run.spoken));
    if (result.run.spelling > 0)
        name += " row " + std::to_string(result.run.spelling);
    return name;
}

std::string escaped(std::string_view text)
{
    std::string out;
    for (const char c : text)
        switch (c) {
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '&':
                out += "&amp;";
                break;
            case '"':
                out += "&quot;";
                break;
            default:
                out += c;
        }
    return out;
}

void write_junit(const std::string& path, const std::vector<lab::chat_result>& results)
{
    std::ofstream out(path);
    const auto failed = std::ranges::count_if(results, [](const auto& r) { return r.failure.has_value(); });
    out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"conversations\" tests=\""
        << results.size() << "\" failures=\"" << failed << "\">\n";
    for (const auto& result : results) {
        out << "  <testcase classname=\"" << escaped(result.file) << "\" name=\""
            << escaped(result.title + " (" + run_name(result) + ")") << "\"";
        if (!result.failure) {
            out << "/>\n";
            continue;
        }
        out << ">\n    <failure message=\"" << escaped(result.failure->what) << "\">line "
            << result.failure->line << "\nexpected: " << escaped(result.failure->expected)
            << "\ngot: " << escaped(result.failure->got) << "</failure>\n  </testcase>\n";
    }
    out << "</testsuite>\n";
}

// The texts below each other, with a mark where they part.
void print_failure(const lab::chat_result& result)
{
    const auto& wrong = *result.failure;
    std::cout << "FAILED " << wrong.file << ":" << wrong.line << "  " << result.title << " ("
              << run_name(result) << ")\n  " << wrong.what << "\n";
    if (!wrong.expected.empty())
        std::cout << "    expected  " << wrong.expected << "\n";
    if (!wrong.got.empty())
        std::cout << "    got       " << wrong.got << "\n";
    const auto same = std::ranges::mismatch(wrong.expected, wrong.got).in1 - wrong.expected.begin();
    if (!wrong.expected.empty() && !wrong.got.empty() && same > 3)
        std::cout << "              " << std::string(static_cast<std::size_t>(same), ' ') << "^ from here\n";
    for (const auto& line : wrong.why)
        std::cout << "    why  " << line << "\n";
}

// Writes what the gateway says into the reply's lines of the file, and shows the change.
void accept(const lab::chat_failure& wrong)
{
    std::ifstream in(wrong.file);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);)
        lines.push_back(line);
    in.close();
    std::vector<std::string> fresh;
    std::istringstream got(wrong.got);
    for (std::string line; std::getline(got, line);)
        fresh.push_back((fresh.empty() ? "< " : "| ") + line);
    for (int i = wrong.line; i <= wrong.last_line; ++i)
        std::cout << "- " << lines[static_cast<std::size_t>(i) - 1] << "\n";
    for (const auto& line : fresh)
        std::cout << "+ " << line << "\n";
    lines.erase(lines.begin() + wrong.line - 1, lines.begin() + wrong.last_line);
    lines.insert(lines.begin() + wrong.line - 1, fresh.begin(), fresh.end());
    std::ofstream out(wrong.file);
    for (const auto& line : lines)
        out << line << "\n";
}

std::vector<lab::chat> read_all(const std::vector<std::string>& files)
{
    std::vector<finding> findings;
    std::vector<lab::chat> chats;
    for (const auto& file : files) {
        std::vector<std::filesystem::path> paths{file};
        if (std::filesystem::is_directory(file)) {
            paths.clear();
            for (const auto& entry : std::filesystem::recursive_directory_iterator(file))
                if (entry.path().extension() == ".chat")
                    paths.push_back(entry.path());
            std::ranges::sort(paths);
        }
        for (const auto& path : paths)
            for (auto& one : lab::read_chats(path, findings))
                chats.push_back(std::move(one));
    }
    for (const auto& one : findings)
        std::cerr << to_line(one) << '\n';
    if (!findings.empty())
        throw CLI::RuntimeError(1);
    return chats;
}

lab::core_function fresh_lab(const std::string& conf)
{
    auto core = std::make_shared<lab::lab_core>(lab::people::invent(), conf);
    return [core](const core_question& question, instant now) { return core->answer(question, now); };
}

void test(const test_options& options)
{
    const auto conf = load_bundle(options.conf);
    auto chats = read_all(options.files);
    const auto lab = fresh_lab(options.conf);
    std::vector<lab::chat_result> results;
    lab::coverage seen;
    for (std::size_t i = 0; i < chats.size(); ++i)
        for (const auto& run : lab::runs_of(chats[i])) {
            auto result = lab::play(chats[i], run, conf, lab);
            for (int tries = 0; options.accept && result.failure && result.failure->reply_line && tries < 50;
                 ++tries) {
                accept(*result.failure);
                std::vector<finding> findings;
                const auto again = lab::read_chats(chats[i].file, findings);
                for (const auto& one : again)
                    if (one.title == chats[i].title)
                        chats[i] = one;
                result = lab::play(chats[i], run, conf, lab);
            }
            seen.add(result);
            if (result.failure)
                print_failure(result);
            else if (options.verbose)
                std::cout << "ok  " << result.file << "  " << result.title << " (" << run_name(result)
                          << ")\n";
            results.push_back(std::move(result));
        }
    const auto failed = std::ranges::count_if(results, [](const auto& r) { return r.failure.has_value(); });
    if (!options.junit.empty())
        write_junit(options.junit, results);
    std::cout << chats.size() << " conversations, " << results.size() << " runs, " << failed << " failed\n";
    seen.print(conf->inside(), std::cout, options.verbose);
    if (failed > 0)
        throw CLI::RuntimeError(1);
    if (options.mutate && !mutate(options.conf, conf, chats, results, lab, std::cout))
        throw CLI::RuntimeError(1);
}

}  // namespace

void add_test(CLI::App& app)
{
    auto options = std::make_shared<test_options>();
    auto* command = app.add_subcommand("test", "run conversation tests");
    command->add_option("--conf", options->conf, "folder of the configuration")->capture_default_str();
    command->add_flag("--accept", options->accept, "rewrite the replies that differ, showing each change");
    command->add_flag("--mutate", options->mutate,
                      "make single edits to the flows and name those that no test notices");
    command->add_flag("--verbose", options->verbose, "name every run, and what is not covered");
    command->add_option("--junit", options->junit, "write the results as JUnit XML");
    command->add_option("FILE", options->files, ".chat files or folders")
        ->required()
        ->check(CLI::ExistingPath);
    command->callback([options] { test(*options); });
}

}  // namespace sapa
