// The conversation tests as a whole, the SMS proof against the real encoder, and the format's own rules.
#include "gateway/lab/sandbox.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "adapters/sms/segments.hpp"
#include "gateway/lab/core.hpp"
#include "gateway/lab/sandbox_core.hpp"
#include "gateway/lab/sandbox_coverage.hpp"
#include "gateway/lab/sandbox_events.hpp"
#include "gateway/lab/sandbox_play.hpp"
#include "gateway/model/cache_folder.hpp"
#include "intents/dialogue/explore.hpp"
#include "intents/dialogue/lint.hpp"

namespace sapa::lab {
namespace {

const std::filesystem::path conf_folder = std::filesystem::path(SOURCE_DIR) / "conf";

std::shared_ptr<const bundle> shipped()
{
    static const auto loaded = [] {
        std::vector<finding> findings;
        return bundle::load(conf_folder, cache_folder(), findings);
    }();
    return loaded;
}

chat_failure failure_of(const char* text)
{
    std::vector<finding> findings;
    const auto chats = parse_chats(text, "x.chat", findings);
    EXPECT_TRUE(findings.empty());
    const auto result = play(chats.at(0), runs_of(chats[0]).at(0), shipped(), {});
    return result.failure.value_or(chat_failure{});
}

TEST(Conversations, AllPassAndCoverEverything)
{
    ASSERT_TRUE(shipped());
    lab_core core(people::invent(), conf_folder);
    const core_function lab = [&](const core_question& question, instant now) {
        return core.answer(question, now);
    };
    coverage seen;
    std::vector<finding> findings;
    for (const auto& entry :
         std::filesystem::directory_iterator(std::filesystem::path(SOURCE_DIR) / "tests/conversations"))
        for (const auto& one : read_chats(entry.path(), findings))
            for (const auto& run : runs_of(one)) {
                const auto result = play(one, run, shipped(), lab);
                seen.add(result);
                EXPECT_FALSE(result.failure.has_value())
                    << result.file << ":" << result.failure->line << " " << result.failure->what
                    << "\nexpected " << result.failure->expected << "\ngot " << result.failure->got;
            }
    EXPECT_TRUE(findings.empty());
    EXPECT_TRUE(std::ranges::includes(seen.states, all_states(shipped()->inside())));
    EXPECT_TRUE(std::ranges::includes(seen.replies, all_replies(shipped()->inside())));
}

TEST(SmsProof, AgreesWithTheRealEncoder)
{
    ASSERT_TRUE(shipped());
    for (const auto& one : prove_sms(shipped()->inside())) {
        const auto cut = sms::segment_text(one.longest);
        EXPECT_EQ(cut.letters, sms::alphabet::gsm) << one.key;
        EXPECT_EQ(cut.parts.size(), one.segments) << one.key;
        EXPECT_LE(cut.parts.size(), static_cast<std::size_t>(one.budget)) << one.key;
    }
}

TEST(Exploration, FindsNothing)
{
    ASSERT_TRUE(shipped());
    const auto walked = explore(*shipped());
    EXPECT_GT(walked.steps, 1000U);
    for (const auto& one : walked.findings)
        ADD_FAILURE() << one.file << ":" << one.line << " " << one.what;
}

TEST(ChatFormat, IsStrict)
{
    ASSERT_TRUE(shipped());
    EXPECT_EQ(failure_of("chat  a\n\n> menu\n> menu\n< @menu\n").what, "a reply that nobody expects");
    EXPECT_EQ(failure_of("chat  a\n\n> menu\n< @menu\n< @menu\n").what, "no reply came");
    EXPECT_EQ(failure_of("chat  a\n\n> menu\n< silence\n").what, "a reply instead of silence");
    EXPECT_EQ(failure_of("chat  a\n\n> saldo 3171234567890001\n< @refused\n").what,
              "core was asked what the scene does not know");
    EXPECT_EQ(failure_of("chat  a\n\n> menu\n< @help\n").line, 4);
    EXPECT_EQ(failure_of("chat  a\n\n> menu\n< @menu\n  intent help\n").line, 5);
}

TEST(ChatFormat, NamesItsFaultsByLine)
{
    std::vector<finding> findings;
    parse_chats("chat  a\non    fax\n> menu\ncore  balance -> 1\n   \n", "x.chat", findings);
    ASSERT_EQ(findings.size(), 2U);
    EXPECT_EQ(findings[0].line, 2);
    EXPECT_EQ(findings[1].line, 4);
}

TEST(ChatFormat, MatchesAnythingAndCaptures)
{
    std::vector<std::pair<std::string, std::string>> captures;
    EXPECT_TRUE(matches("\u2026 16 digit \u2026", "nomor: 16 digit, atau 11", captures));
    EXPECT_TRUE(matches("Tiket {ticket}. \u2026", "Tiket ADU-1. Simpan", captures));
    ASSERT_EQ(captures.size(), 1U);
    EXPECT_EQ(captures[0].second, "ADU-1");
    EXPECT_TRUE(matches("Nomor {ticket}", "Nomor ADU-1", captures));
    EXPECT_FALSE(matches("Nomor {ticket}", "Nomor ADU-2", captures));
    EXPECT_FALSE(matches("Rp1.000", "Rp1x000", captures));
}

TEST(CoreLines, AreReadByTheContract)
{
    std::string fault;
    EXPECT_TRUE(parse_core_line("balance 3171234567890001 -> 12345678", fault));
    EXPECT_TRUE(parse_core_line("membership * -> status=active employer=\"PT Contoh\"", fault));
    EXPECT_FALSE(parse_core_line("balans 1 -> ok", fault));
    EXPECT_FALSE(parse_core_line("balance 1 -> gone", fault));
    EXPECT_FALSE(parse_core_line("balance 1", fault));
}

TEST(Events, ReadSpans)
{
    EXPECT_EQ(parse_span("31 minutes"), milliseconds(31 * 60000));
    EXPECT_EQ(parse_span("20 s"), milliseconds(20000));
    EXPECT_FALSE(parse_span("soon"));
    EXPECT_FALSE(parse_span("5 weeks"));
}

}  // namespace
}  // namespace sapa::lab
