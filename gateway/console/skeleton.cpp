// Plays towards a transition and writes down what was said.
#include "gateway/console/skeleton.hpp"

#include <fmt/format.h>
#include <algorithm>
#include "gateway/lab/sandbox.hpp"
#include "gateway/lab/sandbox_core.hpp"

namespace sapa::console {
namespace {

constexpr int turns_max = 12;
constexpr const char* phone = "6281200000001";

// "balance/query no_jht #1" in its parts.
struct target
{
    std::string flow{}, state{}, what{}, outcome{};
};
target read_edge(const std::string& edge)
{
    target to;
    const auto slash = edge.find('/'), blank = edge.find(' ');
    to.flow = edge.substr(0, slash);
    to.state = edge.substr(slash + 1, blank - slash - 1);
    to.what = edge.substr(blank + 1);
    if (const auto mark = to.what.find(" #"); mark != to.what.npos)
        to.outcome = to.what.substr(0, mark);
    return to;
}

// What a person answers to a question of this type.
std::string answer_to(const flow_state& state)
{
    struct row
    {
        std::string_view type, says;
    };
    constexpr row rows[] = {
        {"participant_no", "3171234567890001"},
        {"nik", "3174105203900001"},
        {"birth_date", "12-03-1990"},
        {"town", "Bandung"},
        {"claim_no", "KLM-2026-000011"},
        {"language", "inggris"},
        {"text", "jatuh dari tangga di gudang kemarin sore"},
        {"yes_no", "ya"},
        {"choice", "1"},
    };
    const auto type = state.type.empty() ? state.slot : state.type;
    const auto* at = std::ranges::find(rows, type, &row::type);
    return at == std::end(rows) ? "ya" : std::string(at->says);
}

// The first example that opens the flow.
std::string opening(const bundle& conf, const nearest_examples& examples, const std::string& flow,
                    channel_type via)
{
    for (const auto& one : examples.all())
        if (one.label == flow) {
            const auto heard = conf.recogniser().recognise(one.sentence, via);
            if (heard.intent == flow && heard.action == understanding::answer && heard.slots.empty())
                return one.sentence;
        }
    return flow;
}

class walk
{
public:
    walk(std::shared_ptr<const bundle> conf, const std::string& edge, channel_type via)
        : conf_(std::move(conf)),
          edge_(edge),
          to_(read_edge(edge)),
          via_(via),
          core_(scene()),
          box_(
              conf_, [this](const core_question& asked, instant now) { return answer(asked, now); },
              instant(std::chrono::sys_days(std::chrono::year(2026) / 11 / 20)) + std::chrono::hours(2))
    {
    }

    written_skeleton go(const std::string& first)
    {
        std::string says = first;
        for (int turn = 0; turn < turns_max && !says.empty() && !reached_; ++turn) {
            step(says);
            says = next();
        }
        std::string head = fmt::format("chat  {}\non    {}\nfrom  {}\n", edge_, to_string(via_), phone);
        for (const auto& line : lines_)
            head += "core  " + line + "\n";
        if (!reached_)
            head += "# Belum sampai di " + edge_ + "\n" + conditions();
        return {head + "\n" + said_, reached_};
    }

private:
    // Core's answers that lead there: the wanted outcome, success elsewhere.
    std::vector<lab::core_line> scene()
    {
        std::vector<lab::core_line> read;
        const auto* flow = conf_->inside().find_flow(to_.flow);
        for (const auto& state : flow->states) {
            if (state.kind != state_kind::call)
                continue;
            const auto* operation = find_operation(state.operation);
            const bool wanted = state.name == to_.state && !to_.outcome.empty();
            const auto outcome = wanted ? to_.outcome : std::string(operation->outcomes.front().name);
            std::string line = state.operation + " * -> " + outcome, fault;
            if (state.operation == "balance" && outcome == "ok")
                line += " 12345678";
            if (auto one = lab::parse_core_line(line, fault)) {
                read.push_back(std::move(*one));
                lines_.push_back(std::move(line));
            }
        }
        return read;
    }

    core_answer answer(const core_question& asked, instant now) const
    {
        return lab::answer_from(core_, asked, now)
            .value_or(core_answer{.outcome = std::string(outcome_unavailable)});
    }

    void step(const std::string& says)
    {
        const auto turn =
            box_.say({.id = std::to_string(++messages_), .via = via_, .sender = phone, .text = says});
        said_ += "> " + says + "\n";
        for (const auto& reply : turn.replies)
            said_ += "< @" + reply.content.key + "\n";
        if (turn.replies.empty())
            said_ += "< silence\n";
        const auto& trace = turn.trace;
        reached_ = std::ranges::count(trace, "took: " + edge_) > 0;
    }

    // What to say next in the state that is open; empty: nothing leads further.
    std::string next() const
    {
        const auto now = box_.state_of(via_, phone);
        const auto* flow = conf_->inside().find_flow(now.flow);
        const auto* state = flow ? flow->find(now.at) : nullptr;
        if (!state || state->kind != state_kind::need)
            return {};
        const bool spoils =
            now.flow == to_.flow && now.at == to_.state && (to_.what == "example" || to_.what == "give_up");
        return spoils ? "xyz" : answer_to(*state);
    }

    std::string conditions() const
    {
        const auto* state = conf_->inside().find_flow(to_.flow)->find(to_.state);
        const auto mark = to_.what.rfind('#');
        if (!state || mark == to_.what.npos)
            return {};
        const auto index = static_cast<std::size_t>(std::atoi(to_.what.c_str() + mark + 1) - 1);
        const auto outcome = state->outcomes.find(to_.outcome);
        const auto& branches = outcome == state->outcomes.end() ? state->branches : outcome->second;
        std::string all;
        if (index < branches.size())
            for (const auto& one : branches[index].when)
                all += "# syarat: " + one.name + " = " + one.word + "\n";
        return all;
    }

    std::shared_ptr<const bundle> conf_;
    std::string edge_;
    target to_;
    channel_type via_;
    std::vector<std::string> lines_{};
    std::vector<lab::core_line> core_;
    lab::sandbox box_;
    std::string said_{};
    int messages_{};
    bool reached_{};
};

}  // namespace

written_skeleton write_skeleton(const std::shared_ptr<const bundle>& conf, const nearest_examples& examples,
                                const std::string& edge, channel_type via)
{
    walk one(conf, edge, via);
    return one.go(opening(*conf, examples, read_edge(edge).flow, via));
}

}  // namespace sapa::console
