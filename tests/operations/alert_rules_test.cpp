// The shipped rules: each alert is provoked by a test, and has a page that says its expression and what to
// do.
#include <gtest/gtest.h>
#include <fstream>
#include <iterator>
#include <regex>
#include "tests/operations/provoked_alerts.hpp"

using namespace sapa::operations;

namespace {

std::string text_of(const std::string& file)
{
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::string in_one_line(const std::string& text)
{
    return std::regex_replace(text, std::regex(R"(\s+)"), " ");
}

std::string expression_of(const std::string& alert, const std::string& all_rules)
{
    const std::regex one("- alert: " + alert + "\\s+expr: (?:>\\s+)?([\\s\\S]*?)\\s+(?:for|labels):");
    std::smatch found;
    return std::regex_search(all_rules, found, one) ? found[1].str() : alert + " has no expression";
}

}  // namespace

TEST(AlertRules, AreAllProvokedAndEachHasAPage)
{
    std::ifstream file(rules);
    std::set<std::string> named;
    std::string line;
    while (std::getline(file, line))
        if (const auto at = line.find("- alert: "); at != line.npos)
            named.insert(line.substr(at + 9));
    EXPECT_EQ(named, provoked);
    const auto all_rules = text_of(rules);
    for (const auto& alert : named) {
        const auto page = std::string("docs/operations/alerts/") + alert + ".md";
        EXPECT_NE(all_rules.find("runbook_url: " + page + "\n"), all_rules.npos)
            << alert << " does not lead to its page";
        const auto told = in_one_line(text_of(SOURCE_DIR "/" + page));
        for (const auto* part : {"## What it means", "## What participants notice", "## What to do 1."})
            EXPECT_NE(told.find(part), told.npos) << page << " lacks: " << part;
        EXPECT_NE(told.find(in_one_line(expression_of(alert, all_rules))), told.npos)
            << page << " tells of another expression";
    }
}
