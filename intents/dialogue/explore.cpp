// Breadth first over (flow, state, tries, filled slots) x events.
#include "intents/dialogue/explore.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <set>

#include "gateway/model/core_contract.hpp"
#include "intents/dialogue/bundle_parts.hpp"
#include "intents/dialogue/dialogue.hpp"

namespace sapa {
namespace {

constexpr std::size_t steps_max = 200'000;
const instant start{milliseconds(1'795'140'000'000)};

struct node
{
    dialogue_state state{};
    std::optional<core_question> question{};
    std::string path{};  // the conversation so far, as a test
};

std::string key_of(const node& one)
{
    auto key = one.state.flow + "/" + one.state.at + "/" + std::to_string(one.state.tries) + "/";
    for (const auto& [name, text] : one.state.slots)
        key += name + (text.size() < 8 ? "=" + text : "") + ",";
    return key + (one.question ? "?" + one.question->operation : "");
}

struct spoken_event
{
    std::string text{};
    understood meaning{};
    mo_kind kind{};
};

std::vector<spoken_event> spoken_events(const bundle::parts& parts)
{
    std::vector<spoken_event> events;
    const auto add = [&](std::string text, std::string intent,
                         std::vector<std::pair<std::string, std::string>> slots = {}) {
        understood meaning{
            .normalised = text, .intent = std::move(intent), .confidence = 0.99, .slots = std::move(slots)};
        meaning.action = understanding::answer;
        events.push_back({std::move(text), std::move(meaning), mo_kind::text});
    };
    for (const auto& form : parts.flows)
        add(form.name, form.name);
    for (const auto* label : {"menu", "help", "greeting", "thanks", "yes", "no", "cancel", "back", "abuse"})
        add(label, label);
    add("saldo", "balance", {{"participant_no", "3171234567890001"}});
    add("nik", "phone_registration", {{"nik", "3171231708740002"}, {"birth_date", "1974-08-17"}});
    add("kantor bandung", "branch", {{"town", "Bandung"}});
    add("bahasa en", "language", {{"language", "en"}});
    add("perusahaan kami tidak pernah membayar iuran", "complaint");
    add("putuskan nomor ini", "opt_out");
    add("hapus data saya", "my_data");
    add("1", "out_of_scope");
    add("17-08-1974", "out_of_scope");
    if (!parts.knowledge.entries.empty())
        add("pertanyaan umum", parts.knowledge.entries.front().intent);
    for (auto& one : events)
        if (one.meaning.intent == "out_of_scope")
            one.meaning.action = understanding::unknown;
    events.push_back({"xqzt", {.intent = "out_of_scope", .action = understanding::unknown}, mo_kind::text});
    events.push_back({"", {.intent = "out_of_scope", .action = understanding::unknown}, mo_kind::image});
    understood wrong{.intent = "balance", .action = understanding::unknown};
    wrong.number = {.fault = number_fault::wrong_length, .digits = 15};
    events.push_back({"317123456789000", wrong, mo_kind::text});
    return events;
}

// Every fact of the operation, so that a text that says one too many is seen.
facts everything(const core_operation& operation)
{
    const auto filled = [](const core_field& field) -> value {
        switch (field.kind) {
            case value_kind::number:
                return std::int64_t{56};
            case value_kind::rupiah:
                return rupiah{77'777'777};
            case value_kind::date:
                return wib_date(start);
            case value_kind::month:
                return month{std::chrono::year(2026), std::chrono::month(10)};
            case value_kind::participant_no:
                return participant_no("3171234567890001");
            case value_kind::flag:
                return true;
            default:
                return std::string("RAHASIA");
        }
    };
    facts told;
    for (const auto& field : operation.fields)
        told.values.emplace_back(field.name, filled(field));
    for (const auto& list : operation.lists) {
        facts element;
        for (const auto& field : list.fields)
            element.values.emplace_back(field.name, filled(field));
        told.lists.emplace_back(list.name, std::vector<facts>{element});
    }
    return told;
}

class explorer
{
public:
    explicit explorer(const bundle& conf) : conf_(conf), events_(spoken_events(conf.inside()))
    {
        here_.phone = msisdn("6281200000099");
        here_.now = start;
    }

    exploration run()
    {
        todo_.push_back({});
        seen_.insert(key_of(todo_.front()));
        while (!todo_.empty() && found_.steps < steps_max) {
            const auto at = std::move(todo_.front());
            todo_.pop_front();
            ++found_.states;
            if (at.question)
                answers(at);
            else
                texts(at);
        }
        stuck();
        return std::move(found_);
    }

private:
    void fault(const node& at, const std::string& rule, const std::string& what, const std::string& last)
    {
        const auto* form = conf_.inside().find_flow(at.state.flow);
        const auto* state = form ? form->find(at.state.at) : nullptr;
        const auto where = form ? form->file : std::string("conf/flows");
        if (!told_.insert(where + rule + at.state.at).second)
            return;
        found_.findings.push_back({finding::level::error, where, state ? state->line : 0, rule,
                                   what + ". Counterexample:\nchat  " + what + "\n" + at.path + last,
                                   "correct the flow or the reply that this conversation shows"});
    }

    void go(const node& from, step taken, const std::string& line)
    {
        ++found_.steps;
        node next{
            .state = std::move(taken.next), .question = std::move(taken.question), .path = from.path + line};
        edges_[key_of(from)].insert(key_of(next));
        std::erase_if(next.state.memory, [](const auto& m) { return m.first.starts_with("same"); });
        if (seen_.insert(key_of(next)).second && next.path.size() < 4000)
            todo_.push_back(std::move(next));
    }

    void texts(const node& at)
    {
        for (const auto& one : events_) {
            mo_message message{.via = here_.via,
                               .phone = here_.phone,
                               .kind = one.kind,
                               .text = one.text,
                               .received_at = here_.now};
            auto taken = advance(conf_, at.state, said{message, one.meaning}, here_);
            const auto line = one.kind == mo_kind::text ? "> " + one.text + "\n" : std::string("~ image\n");
            if (taken.says.empty() && !taken.question && taken.silence.empty())
                fault(at, "no-reply", "a message gets no reply", line);
            for (const auto& say : taken.says)
                if (word(conf_, say, here_.via, language::id).text.empty())
                    fault(at, "empty-reply", "the reply '" + say.key + "' is empty", line);
            if (one.meaning.intent == "cancel" && one.text == "cancel" && !taken.next.flow.empty())
                fault(at, "cancel-loses", "BATAL does not end the form", line);
            if (one.text == "opt_out" && one.meaning.slots.empty()) {
                const bool stops =
                    std::ranges::any_of(taken.preferences, [](const auto& p) { return p.name == "stop"; });
                if (!stops)
                    fault(at, "stop-loses", "STOP does not stop the notices", line);
            }
            go(at, std::move(taken), line);
        }
    }

    void answers(const node& at)
    {
        const auto* operation = find_operation(at.question->operation);
        if (!operation)
            return;
        for (const auto& outcome : operation->outcomes) {
            core_answer answer{.outcome = std::string(outcome.name), .told = everything(*operation)};
            auto taken = advance(conf_, at.state, core_said{*at.question, answer}, here_);
            const auto line = "core  " + at.question->operation + " -> " + answer.outcome + "\n";
            if (taken.says.empty() && !taken.question)
                fault(at, "no-reply", "an answer of core gets no reply", line);
            const bool refusal = outcome.status == 403 || outcome.status == 404;
            for (const auto& say : taken.says) {
                const auto text = word(conf_, say, here_.via, language::id).text;
                if (refusal && (text.find("RAHASIA") != text.npos || text.find("77.777") != text.npos))
                    fault(at, "leak",
                          "'" + say.key + "' tells personal data to a phone that is not registered", line);
            }
            go(at, std::move(taken), line);
        }
        auto taken = advance(conf_, at.state, core_late{*at.question}, here_);
        if (taken.says.empty() && !taken.question)
            fault(at, "no-reply", "a late answer of core gets no reply", "~ core down\n");
        go(at, std::move(taken), "~ core down\n");
    }

    // States from which nothing leads elsewhere.
    void stuck()
    {
        for (const auto& [from, to] : edges_)
            if (to.size() == 1 && *to.begin() == from && from.front() != '/')
                found_.findings.push_back({finding::level::error, "conf/flows", 0, "stuck-state",
                                           "nothing leads out of '" + from + "'",
                                           "let BATAL or an answer lead out"});
    }

    const bundle& conf_;
    std::vector<spoken_event> events_;
    surroundings here_{};
    std::deque<node> todo_{};
    std::set<std::string> seen_{}, told_{};
    std::map<std::string, std::set<std::string>> edges_{};
    exploration found_{};
};

}  // namespace

exploration explore(const bundle& conf) { return explorer(conf).run(); }

}  // namespace sapa
