// Says steps.
#include "gateway/console/steps.hpp"

#include <algorithm>
#include "gateway/console/masked_text.hpp"
#include "gateway/console/names.hpp"
#include "gateway/console/words.hpp"

namespace sapa::console {
namespace {

using split = std::pair<std::string, std::string>;

// At the first `mark`; without one, all of it and nothing.
split parted(std::string_view text, std::string_view mark)
{
    const auto at = text.find(mark);
    return at == text.npos ? split(text, "") : split(text.substr(0, at), text.substr(at + mark.size()));
}

constexpr std::string_view about_a_label[]{"open",    "leaves for",    "interrupt", "digression",
                                           "expired", "correction of", "answer",    "picked"};

// "balance/number filled": where, and which way out of there.
said_step taken_way(std::string name, const bundle::parts& conf, language spoken)
{
    const auto [where, what] = parted(name, " ");
    const auto [flow_name, state] = parted(where, "/");
    const auto* of = conf.find_flow(flow_name);
    const auto* at = of ? of->find(state) : nullptr;
    const auto key = "step_took_" + what;
    if (has_words(key))
        return {"took", std::move(name), words(spoken, key, {at ? slot_title(at->slot, spoken) : state})};
    const auto title = of ? state_title(*of, state, spoken) : state;
    const auto [outcome, number] = parted(what, "#");
    const auto branch = number.empty() ? "" : words(spoken, "branch_number", {number});
    const auto way = number.empty()    ? value_title(what, spoken)
                     : outcome.empty() ? branch
                                       : words(spoken, "outcome_" + outcome.substr(0, outcome.find(' '))) +
                                             " (" + branch + ")";
    return {"took", std::move(name), words(spoken, "step_took", {title + ": " + way})};
}

}  // namespace

std::optional<said_step> step_of(std::string_view line, const bundle::parts& conf, language spoken)
{
    auto [code, name] = parted(line, ": ");
    if (code == "took")
        return taken_way(std::move(name), conf, spoken);
    auto key = "step_" + code;
    std::ranges::replace(key, ' ', '_');
    if (!has_words(key))
        return std::nullopt;
    std::string said = name;
    if (std::ranges::count(about_a_label, code))
        said = label_title(conf, name.substr(0, name.find_first_of(": ")), spoken);
    if (code == "core")
        said = words(spoken, "operation_" + name);
    if (code == "core said") {
        const auto [operation, outcome] = parted(name, " ");
        said = words(spoken, "operation_" + operation) + ": " + words(spoken, "outcome_" + outcome);
    }
    if (const auto [try_no, of] = parted(name, " of "); code == "wrong" && !of.empty())
        said = parted(try_no, " ").second + "/" + of;
    return said_step{code, std::move(name), words(spoken, key, {said})};
}

namespace {

// "balance: command saldo\ntook: ...": the label, then the trace.
std::string said_turn(std::string_view turn, const bundle::parts& conf, language spoken)
{
    auto [label, lines] = parted(turn, ": ");
    auto said = label_title(conf, label, spoken);
    for (auto rest = std::move(lines); !rest.empty();) {
        auto [line, further] = parted(rest, "\n");
        if (const auto step = step_of(line, conf, spoken))
            said += "\n" + step->text;
        rest = std::move(further);
    }
    return said;
}

}  // namespace

std::string words_of_moment(const timeline_step& step, bool unmasked, const bundle::parts& conf,
                            language spoken)
{
    const auto shown = [&](const std::string& text) {
        return text == "(expired)" ? words(spoken, "moment_expired_text")
               : unmasked          ? text
                                   : masked_text(text);
    };
    if (step.words.empty() || step.what == "received")
        return shown(step.words);
    if (step.what == "answered" || step.what == "promised")
        return said_turn(step.words, conf, spoken);
    if (step.what == "attempt")
        return words(spoken, "moment_of_reply", {parted(step.words, " ").second});
    if (step.what == "reply") {
        const auto [number, content] = parted(step.words, ", ");
        const auto [key, text] = parted(content, ": ");
        const auto no = parted(number, " ").second;
        return text.empty() ? words(spoken, "moment_of_reply", {no}) + ": " + shown(key)
                            : words(spoken, "moment_worded", {no, key, shown(text)});
    }
    if (step.what == "report") {
        const auto [what, code] = parted(step.words, " ");
        const auto title = words(spoken, "report_" + what);
        return code.empty() ? title : words(spoken, "moment_code", {title, code});
    }
    return words(spoken, "moment_code_alone", {step.words});
}

}  // namespace sapa::console
