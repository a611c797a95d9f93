// The shipped configuration is clean; configurations with one fault each are named by file and line.
#include "tests/intents/dialogue/broken_conf.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace sapa {
namespace {

using namespace broken_conf;

int line_of(const std::string& text, std::size_t at)
{
    return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

std::string all_of(const std::vector<finding>& findings)
{
    std::string text;
    for (const auto& one : findings)
        text += one.file + ":" + std::to_string(one.line) + " [" + one.rule + "] " + one.what + "\n";
    return text;
}

class Lint : public testing::TestWithParam<broken_case>
{
};

TEST_P(Lint, NamesFileAndLine)
{
    const auto& one = GetParam();
    const copied_conf conf(one.name);
    const auto [text, at] = conf.apply(one);
    ASSERT_NE(at, text.npos) << "the shipped file no longer holds: " << one.from;
    const auto findings = findings_of(conf.folder);
    const auto found = std::ranges::find(findings, std::string(one.rule), &finding::rule);
    ASSERT_NE(found, findings.end()) << all_of(findings);
    EXPECT_FALSE(found->instead.empty());
    if (!*one.at)
        return;
    const auto marked = text.find(one.at, at > 300 ? at - 300 : 0);
    ASSERT_NE(marked, text.npos);
    const auto expected = line_of(text, marked);
    const bool named = std::ranges::any_of(findings, [&](const finding& f) {
        return f.rule == one.rule && f.line >= expected - (f.rule == "missing-language" ? 1 : 0) && f.line <= expected &&
               f.file == (conf.folder / one.file).string();
    });
    EXPECT_TRUE(named) << "expected line " << expected << "\n" << all_of(findings);
}

INSTANTIATE_TEST_SUITE_P(Broken, Lint, testing::ValuesIn(broken), [](const auto& info) { return info.param.name; });

TEST(ShippedConfiguration, IsClean)
{
    const auto findings = findings_of(fs::path(SOURCE_DIR) / "conf");
    EXPECT_TRUE(std::ranges::none_of(findings, [](const auto& f) { return f.weight == finding::level::error; }))
        << all_of(findings);
}

TEST(ShippedConfiguration, FitsOneSegmentAtItsLongest)
{
    std::vector<finding> findings;
    const auto parts = load_parts(fs::path(SOURCE_DIR) / "conf", findings);
    for (const auto& one : prove_sms(*parts)) {
        EXPECT_TRUE(one.basic) << one.key;
        EXPECT_LE(one.segments, static_cast<std::size_t>(one.budget)) << one.key << ": " << one.longest;
    }
}

TEST(Validity, NamesFactsThatExpire)
{
    std::vector<finding> ignored, later;
    const auto parts = load_parts(fs::path(SOURCE_DIR) / "conf", ignored);
    lint_validity(*parts, date{std::chrono::year(2028), std::chrono::month(1), std::chrono::day(1)}, later);
    EXPECT_TRUE(std::ranges::any_of(later, [](const auto& f) { return f.rule == "expired-fact"; }));
}

TEST(Links, MustLeadToTheAgency)
{
    EXPECT_EQ(foreign_link("lihat bpjsketenagakerjaan.go.id/kontak.html."), "");
    EXPECT_EQ(foreign_link("lapakasik.bpjsketenagakerjaan.go.id atau 175"), "");
    EXPECT_EQ(foreign_link("care@bpjsketenagakerjaan.go.id"), "");
    EXPECT_EQ(foreign_link("buka http://example.com/x sekarang"), "http://example.com/x");
    EXPECT_EQ(foreign_link("bpjsketenagakerjaan.go.id.example.com"), "bpjsketenagakerjaan.go.id.example.com");
}

}  // namespace
}  // namespace sapa
