// A flow of conf/flows as data: its states and what each asks, calls and says.
#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
#include "gateway/model/finding.hpp"

namespace sapa {

// `name: word`: a fact of core, a slot or a circumstance equals the word; `present` and `absent` ask whether
// it is there; a list holds the word.
struct condition
{
    std::string name{}, word{};
    int line{};
};

// What is done where all conditions hold; the first branch that fits is taken.
struct flow_branch
{
    std::vector<condition> when{};
    std::string say{};
    std::string then{};    // a state, or "end"
    std::string accept{};  // this slot's number serves the conversation for 30 minutes
    bool promise{};        // keep asking core; the answer follows
    std::string speak{};   // this slot names the language from now on
    std::vector<std::pair<std::string, std::string>> set{}, prefer{};
    std::vector<std::string> drop{};
    std::string file{};  // that of common.yaml where the flow shares it
    int line{}, say_line{}, then_line{}, accept_line{}, speak_line{}, set_line{};
};

struct flow_option
{
    std::string value{}, title{};      // title: of conf/replies titles
    std::vector<std::string> words{};  // that choose it
    int line{};
};

enum class state_kind { need, detect, call, decide };

struct flow_state
{
    std::string name{};
    int line{};
    state_kind kind{};
    // need and detect: fill a slot
    std::string slot{}, type{};
    std::string ask{}, example{}, give_up{};
    int tries{3};
    int from_text{};  // a text of at least so many words that opens the flow fills the slot
    std::vector<flow_option> options{};
    std::string otherwise{};  // detect: the value where no word stands in the text
    bool from_phone{};        // a number: first of the session, then those registered for the phone
    std::string consent{};    // a preference ("consent") with this value is kept when the slot is filled
    std::string then{};
    int then_line{};
    std::map<std::string, int, std::less<>> lines{};  // of its keys
    int line_of(std::string_view key) const;
    // call
    std::string operation{};
    int operation_line{};
    std::vector<std::pair<std::string, std::string>> with{};  // argument <- slot
    std::map<std::string, std::vector<flow_branch>> outcomes{};
    std::vector<std::pair<std::string, int>> outcome_lines{};
    // decide
    std::vector<flow_branch> branches{};
};

struct flow
{
    std::string name{}, file{};
    int line{};
    bool sms_fallback{};  // what it says at its end goes by SMS where WhatsApp cannot deliver it
    std::vector<flow_state> states{};  // the first is the start

    const flow_state* find(std::string_view state) const;
};

// Types of slots that a state may need.
inline constexpr std::string_view need_types[] = {"participant_no", "nik",  "birth_date", "town",  "claim_no",
                                                  "language",       "text", "yes_no",     "choice"};

// Reads conf/flows/*.yaml. common.yaml holds outcomes that every flow shares.
std::vector<flow> load_flows(const std::filesystem::path& folder, std::vector<finding>& findings);

}  // namespace sapa
