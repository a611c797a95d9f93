// The dialogue: a pure function of (bundle, state, event, surroundings) -> step. No clock, no socket, no log.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>
#include "gateway/model/channel_type.hpp"
#include "gateway/model/core_contract.hpp"
#include "gateway/model/facts.hpp"
#include "gateway/model/language.hpp"
#include "gateway/model/mo_message.hpp"
#include "gateway/model/mt_message.hpp"
#include "gateway/model/time.hpp"
#include "intents/recognise/recogniser.hpp"

namespace sapa {

class bundle;  // intents/dialogue/bundle.hpp: everything of conf/ that a conversation needs, by the hash of
               // its content

// Where a conversation stands. Kept by the store as text (encrypted); its form is versioned and names its
// bundle.
struct dialogue_state
{
    std::string bundle_hash{};
    std::string flow{}, at{};  // empty: no form is open
    language spoken{};
    bool language_chosen{};  // by BAHASA; else by the text
    std::vector<std::pair<std::string, std::string>> slots{};
    int tries{};           // of the slot that is being asked for
    instant form_until{};  // the open form expires then
    // A number that core accepted serves for 30 minutes.
    std::string verified_no{};
    instant verified_until{};
    std::vector<std::pair<std::string, std::string>>
        memory{};  // what else the engine keeps (last choices, last text, ...)
    bool operator==(const dialogue_state&) const = default;
};

// JSON with a version number; parse_state gives a fresh state for an empty or unreadable text.
std::string serialise(const dialogue_state& state);
dialogue_state parse_state(std::string_view text);

// -- what happens to a conversation --
struct said
{
    mo_message message{};
    understood meaning{};
};
struct core_said
{
    core_question question{};
    core_answer answer{};
};
struct core_late
{
    core_question question{};
};  // no answer in time: promise it
struct promise_kept
{
    core_question question{};
    core_answer answer{};
};  // stands alone, never moves an open form
struct promise_broken
{
    core_question question{};
};
using event = std::variant<said, core_said, core_late, promise_kept, promise_broken>;

// What advance may know besides the state.
struct surroundings
{
    channel_type via{};
    std::optional<msisdn> phone{};
    instant now{};             // of the question: time of receipt
    bool checks_locked{};      // too many wrong numbers from this sender: queries about persons are closed
    bool stopped{};            // said STOP before
    std::string demo_phone{};  // the demonstration's phone, to which the newspapers' example number belongs
};

// -- what shall be done --
struct say
{
    std::string key{};              // of conf/replies
    facts values{};                 // for its placeholders
    std::vector<choice> choices{};  // ids and, where not the label's own title, titles
};
// Kept by the store with the person: notices on or off, consent, language, STOP.
struct preference
{
    std::string name{}, value{};  // ("stop","yes"), ("notice.contribution","on"), ("consent","privacy-1")
};
struct step
{
    dialogue_state next{};
    std::vector<say> says{};
    std::optional<core_question> question{};  // ask core, then advance(next, core_said or core_late)
    std::optional<core_question> promised{};  // keep asking after the turn
    std::vector<preference> preferences{};
    std::string intent{};  // the label of this turn, the running form's where a text only fills a slot
    std::vector<std::pair<std::string, std::string>>
        slots{};                       // those that this turn filled, as in section 5 of DESIGN.md
    std::string silence{};             // why nothing is said, where `says` is empty: "reaction", "loop", ...
    bool blank_text{};                 // the text held a secret: do not keep it
    std::vector<std::string> trace{};  // state before, transition, after: one line each, masked
};

// Pure. Every `said` yields says, a question, or silence with its reason.
step advance(const bundle& conf, const dialogue_state& now, const event& happened,
             const surroundings& around);

// One say -> what the person reads, for the channel and the language with its fallbacks. On SMS the text is
// within the reply's budget and choices are numbered in it; on WhatsApp choices become buttons (3) or rows
// (10).
mt_content word(const bundle& conf, const say& what, channel_type via, language spoken);

}  // namespace sapa
