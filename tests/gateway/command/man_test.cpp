// --help, the manual and the documents tell of the same commands, options and settings.
#include <gtest/gtest.h>
#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <regex>
#include "gateway/command/commands.hpp"
#include "gateway/config.hpp"

using namespace sapa;

namespace {

struct whole_program : testing::Test
{
    whole_program() { add_commands(app); }

    // Every command with its path; groups too.
    std::vector<std::pair<std::string, CLI::App*>> commands()
    {
        std::vector<std::pair<std::string, CLI::App*>> all{{"sapa", &app}};
        for (std::size_t i = 0; i < all.size(); ++i)
            for (auto* one : all[i].second->get_subcommands(nullptr))
                all.emplace_back(all[i].first + " " + one->get_name(), one);
        return all;
    }

    CLI::App app;
};

// As a terminal shows it: roff's escapes undone.
std::string shown(std::string page)
{
    page = std::regex_replace(page, std::regex(R"(\\-)"), "-");
    page = std::regex_replace(page, std::regex(R"(\\&)"), "");
    page = std::regex_replace(page, std::regex(R"(\\\(aq)"), "'");
    return std::regex_replace(page, std::regex(R"(\\e)"), "\\");
}

std::string in_one_line(const std::string& text)
{
    return std::regex_replace(text, std::regex(R"(\s+)"), " ");
}

std::string file(const std::string& name)
{
    std::ifstream in(std::string(SOURCE_DIR "/") + name);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_F(whole_program, EveryCommandAndOptionSaysWhatItDoesInHelpAndManual)
{
    const auto manual = shown(command_manual(app));
    for (const auto& [path, command] : commands()) {
        const auto help = in_one_line(command->help());
        EXPECT_FALSE(command->get_description().empty()) << path;
        EXPECT_NE(help.find(in_one_line(command->get_description())), help.npos) << path;
        if (!command->get_subcommands(nullptr).empty())
            continue;
        const auto at = manual.find(".B " + path + "\n" + command->get_description() + "\n");
        ASSERT_NE(at, manual.npos) << path << " is not in the manual";
        const auto entry = manual.substr(at, manual.find("\n.TP\n.B sapa ", at + 1) - at);
        for (const auto* option : command->get_options()) {
            EXPECT_FALSE(option->get_description().empty()) << path << " " << option->get_name();
            EXPECT_NE(help.find(in_one_line(option->get_description())), help.npos) << path << " " << option->get_name();
            if (option->get_name() != "--help") {
                EXPECT_NE(entry.find(option->get_name(option->get_positional())), entry.npos)
                    << path << " " << option->get_name() << " is not in the manual";
            }
        }
    }
}

TEST_F(whole_program, TheManualNamesNoOtherCommand)
{
    const auto manual = shown(command_manual(app));
    const auto known = commands();
    static const std::regex entry("\n\\.B (sapa [^\n]*)\n");
    for (std::sregex_iterator at(manual.begin(), manual.end(), entry), end; at != end; ++at) {
        const auto path = (*at)[1].str();
        EXPECT_TRUE(path == "sapa serve" || path == "sapa reload" ||
                    std::ranges::any_of(known, [&](const auto& one) { return one.first == path; }))
            << path;
    }
}

TEST_F(whole_program, DocumentsNameCommandsThatExist)
{
    const auto known = commands();
    static const std::regex named("`sapa ([a-z]+(-[a-z]+)?)");
    auto pages = std::vector<std::string>{"README.md"};
    for (const auto& entry : std::filesystem::recursive_directory_iterator(SOURCE_DIR "/docs"))
        if (entry.path().extension() == ".md")
            pages.push_back(std::filesystem::relative(entry.path(), SOURCE_DIR).string());
    for (const auto& page : pages) {
        const auto text = file(page);
        for (std::sregex_iterator at(text.begin(), text.end(), named), end; at != end; ++at) {
            const auto path = "sapa " + (*at)[1].str();
            EXPECT_TRUE(std::ranges::any_of(known, [&](const auto& one) { return one.first == path; }))
                << page << " names `" << path << "`";
        }
    }
}

TEST(SettingsManual, HasEverySettingThatTheHelpHas)
{
    const auto manual = shown(settings_manual());
    const auto help = settings_help();
    ASSERT_GT(all_settings().size(), 100u);
    for (const auto& one : all_settings()) {
        EXPECT_NE(help.find("  " + one.key + " "), help.npos) << one.key;
        EXPECT_NE(manual.find(".B " + one.key + "\n" + one.meaning), manual.npos) << one.key;
        EXPECT_FALSE(one.meaning.empty()) << one.key;
    }
}

TEST(SettingsManual, TheShippedSettingsAreTheStandardOnes)
{
    std::vector<config_fault> faults;
    const auto shipped = load_settings(SOURCE_DIR "/conf", {}, faults);
    ASSERT_TRUE(faults.empty());
    const settings standard;
    EXPECT_EQ(shipped.store.url, standard.store.url);
    EXPECT_EQ(shipped.http.listen, standard.http.listen);
    EXPECT_EQ(shipped.core.timeout, standard.core.timeout);
    EXPECT_EQ(shipped.retention.finished, standard.retention.finished);
    EXPECT_EQ(shipped.notices.quiet_from, standard.notices.quiet_from);
    EXPECT_EQ(shipped.log.format, standard.log.format);
}
