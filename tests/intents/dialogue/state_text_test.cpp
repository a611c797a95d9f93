// A conversation's state goes through its text and back, whatever is in it.
#include <gtest/gtest.h>

#include "intents/dialogue/dialogue.hpp"

namespace sapa {
namespace {

dialogue_state full()
{
    dialogue_state state{.bundle_hash = "abc",
                         .flow = "balance",
                         .at = "number",
                         .spoken = language::su,
                         .language_chosen = true,
                         .tries = 2};
    state.slots = {{"participant_no", "3171234567890001"}, {"story", "\"kutip\" \\ baris\nbaru \x01 \u00e9"}};
    state.form_until = instant(milliseconds(1'795'140'000'123));
    state.verified_no = "3171234567890002";
    state.verified_until = instant(milliseconds(42));
    state.memory = {{"choices", "a\tA\nb\tB\n"}, {"", ""}};
    return state;
}

TEST(DialogueState, SurvivesItsText)
{
    EXPECT_EQ(parse_state(serialise(full())), full());
    EXPECT_EQ(parse_state(serialise({})), dialogue_state{});
}

TEST(DialogueState, IsFreshWhereTheTextIsUnreadable)
{
    const auto text = serialise(full());
    for (std::size_t cut = 0; cut < text.size(); ++cut)
        EXPECT_EQ(parse_state(std::string_view(text).substr(0, cut)), dialogue_state{}) << cut;
    EXPECT_EQ(parse_state("{\"v\":2}"), dialogue_state{});
    EXPECT_EQ(parse_state("nonsense"), dialogue_state{});
    EXPECT_EQ(parse_state(text + "x"), dialogue_state{});
}

}  // namespace
}  // namespace sapa
