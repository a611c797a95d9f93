// The house rules, each with its reason: who may include whom, what may not be written, how long a file may
// get.
#include <gtest/gtest.h>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

namespace fs = std::filesystem;

namespace {

// Which folders a file in `from` may include. First match wins. DESIGN: model nothing of ours, intents only
// model, the pipeline no sockets, SQL or JSON, adapters never each other, intents or store.
struct include_rule
{
    std::string_view from;
    std::vector<std::string_view> may_include;
};
const include_rule include_rules[] = {
    {"gateway/model/", {"gateway/model/"}},
    {"intents/", {"gateway/model/", "intents/"}},
    {"gateway/async/", {"gateway/model/", "gateway/async/"}},
    {"gateway/observe/", {"gateway/model/", "gateway/async/", "gateway/observe/"}},
    {"gateway/http/", {"gateway/model/", "gateway/async/", "gateway/observe/", "gateway/http/"}},
    {"gateway/pipeline/",
     {"gateway/model/", "gateway/async/", "gateway/observe/", "gateway/pipeline/", "intents/"}},
    {"gateway/store/",
     {"gateway/model/", "gateway/async/", "gateway/observe/", "gateway/pipeline/", "gateway/store/"}},
    {"gateway/core/",
     {"gateway/model/", "gateway/async/", "gateway/observe/", "gateway/http/", "gateway/pipeline/",
      "gateway/core/"}},
    {"adapters/sms/",
     {"gateway/model/", "gateway/pipeline/", "gateway/http/", "gateway/async/", "gateway/observe/",
      "adapters/sms/"}},
    {"adapters/whatsapp/",
     {"gateway/model/", "gateway/pipeline/", "gateway/http/", "gateway/async/", "gateway/observe/",
      "adapters/whatsapp/"}},
    {"gateway/lab/",
     {"gateway/model/", "gateway/http/", "gateway/async/", "gateway/observe/", "gateway/pipeline/",
      "gateway/lab/", "adapters/", "intents/"}},
    // The sandbox is lab parts and memory: no store behind its interface, no socket of an adapter, no core client.
    {"gateway/console/",
     {"gateway/model/", "gateway/http/", "gateway/async/", "gateway/observe/", "gateway/pipeline/",
      "gateway/lab/", "gateway/console/", "adapters/sms/segments.hpp", "adapters/sms/text.hpp", "intents/"}},
};

struct ban
{
    std::regex pattern;
    std::string_view instead;
    std::string_view but_in{};  // a folder where there is a reason
};
const ban bans[] = {
    {std::regex("asio::"
                "detached"),
     "task_group::spawn, which names the task and reports its failure"},
    {std::regex("shared_from"
                "_this"),
     "one owner and references",
     "gateway/http/"},  // a session outlives the accept loop that made it, and a waiter its pool
    {std::regex("FIX"
                "ME|TO"
                "DO"),
     "the fix"},
    {std::regex("sleep"
                "_for"),
     "a timer, or in a test an event"},
};
// GCC 12 destroys temporaries with braces in a co_await statement twice.
const std::regex brace_in_co_await(R"(co_await[^;{}]*\b\w+\{[^;]*;)");
const std::regex vague_name("(^|_)(util|utils|helper|helpers|manager|misc|common)(_|\\.)");
constexpr int lines_max = 340, width_max = 120;

std::vector<fs::path> sources()
{
    std::vector<fs::path> found;
    for (const auto* folder : {"gateway", "intents", "adapters", "tests"})
        for (const auto& entry : fs::recursive_directory_iterator(fs::path(SOURCE_DIR) / folder)) {
            const auto path = entry.path().generic_string();
            if (path.find("node_modules") == path.npos && (path.ends_with(".hpp") || path.ends_with(".cpp")))
                found.push_back(entry.path());
        }
    return found;
}

std::string read(const fs::path& path)
{
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

void expect_allowed_includes(const std::string& path, const std::string& text)
{
    const auto rule = std::ranges::find_if(include_rules, [&](auto& r) { return path.starts_with(r.from); });
    if (rule == std::end(include_rules))
        return;
    static const std::regex include(R"re(#include "([^"]+)")re");
    for (std::sregex_iterator at(text.begin(), text.end(), include), end; at != end; ++at) {
        const auto included = (*at)[1].str();
        const bool allowed =
            std::ranges::any_of(rule->may_include, [&](auto folder) { return included.starts_with(folder); });
        EXPECT_TRUE(allowed) << path << ": " << rule->from << " may not include " << included;
    }
}

}  // namespace

TEST(Tidy, IncludesGoOnlyDownTheRoad)
{
    for (const auto& file : sources())
        expect_allowed_includes(fs::relative(file, SOURCE_DIR).generic_string(), read(file));
}

TEST(Tidy, NothingIsWrittenThatHasABetterWord)
{
    for (const auto& file : sources()) {
        const auto text = read(file);
        const auto path = fs::relative(file, SOURCE_DIR).generic_string();
        EXPECT_FALSE(std::regex_search(file.filename().string(), vague_name))
            << path << ": name what it does";
        for (const auto& [pattern, instead, but_in] : bans)
            if (but_in.empty() || !path.starts_with(but_in))
                EXPECT_FALSE(std::regex_search(text, pattern)) << path << ": use " << instead;
    }
}

TEST(Tidy, NoBracedTemporaryInsideACoAwaitStatement)
{
    for (const auto& file : sources()) {
        const auto path = fs::relative(file, SOURCE_DIR).generic_string();
        std::ifstream lines(file);
        std::string line;
        for (int number = 1; std::getline(lines, line); ++number)
            EXPECT_FALSE(std::regex_search(line, brace_in_co_await))
                << path << ":" << number << ": name it first";
    }
}

TEST(Tidy, FilesAndLinesStayShort)
{
    for (const auto& file : sources()) {
        const auto path = fs::relative(file, SOURCE_DIR).generic_string();
        std::ifstream lines(file);
        std::string line;
        int number = 0;
        while (std::getline(lines, line)) {
            ++number;
            const auto width = std::ranges::count_if(line, [](char c) { return (c & 0xC0) != 0x80; });
            const bool holds_text = line.find('"') != line.npos;  // a text stays whole, so that it can be searched
            EXPECT_TRUE(width <= width_max || holds_text)
                << path << ":" << number << " is " << width << " wide";
        }
        EXPECT_LE(number, lines_max) << path << ": split it";
    }
}

TEST(Tidy, EachFileSaysItsPurposeFirst)
{
    for (const auto& file : sources()) {
        const auto text = read(file);
        const auto path = fs::relative(file, SOURCE_DIR).generic_string();
        if (path.ends_with(".hpp"))
            EXPECT_TRUE(text.starts_with("//")) << path << ": the first line is its purpose";
    }
}
