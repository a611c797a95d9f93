// Flow diagrams: states and transitions as conf/flows has them, where a play stands, what the tests cover.
#include <algorithm>
#include "gateway/console/names.hpp"
#include "gateway/console/routes.hpp"
#include "gateway/console/shown.hpp"
#include "gateway/console/skeleton.hpp"
#include "gateway/console/test_runs.hpp"
#include "gateway/model/iso_time.hpp"

namespace sapa::console {
namespace {

// What a play has passed on its way, by the dialogue's trace.
struct passed
{
    std::set<std::string> states{};
    std::map<std::string, int> transitions{};
    std::vector<std::string> way{};
    std::string flow{}, at{};  // where it stands now
};

passed way_of(const play& game, std::size_t handset)
{
    passed seen;
    for (const auto number : game.path())
        for (const auto& one : game.nodes()[number].entries) {
            if (one.handset != handset)
                continue;
            for (const auto& line : one.turn.trace) {
                if (line.starts_with("state: "))
                    seen.states.insert(line.substr(7));
                if (line.starts_with("took: ")) {
                    ++seen.transitions[line.substr(6)];
                    seen.way.push_back(line.substr(6));
                }
            }
        }
    const auto state = game.state_of(handset);
    seen.flow = state.flow;
    seen.at = state.flow.empty() ? "" : state.at;
    return seen;
}

struct drawing
{
    const flow& of;
    const passed& seen;
    const lab::coverage* covered;  // nullptr: the tests did not run on this
    language spoken;

    json::value is_covered(const std::set<std::string> lab::coverage::*which, const std::string& name) const
    {
        return covered ? json::value((covered->*which).contains(name)) : json::value();
    }

    json::object edge(const flow_state& from, const std::string& what, const std::string& to,
                      const std::string& label) const
    {
        const auto name = of.name + "/" + from.name + " " + what;
        const auto times = seen.transitions.find(name);
        return {{"name", name},
                {"from", from.name},
                {"to", to.empty() ? "end" : to},
                {"outcome", ""},
                {"label", label},
                {"when", json::array{}},
                {"say", ""},
                {"promise", false},
                {"accept", false},
                {"line", from.line},
                {"file", below_conf(of.file)},
                {"taken", times != seen.transitions.end()},
                {"times", times == seen.transitions.end() ? 0 : times->second},
                {"covered", is_covered(&lab::coverage::transitions, name)}};
    }

    json::array conditions(const flow_branch& branch) const
    {
        json::array all;
        for (const auto& one : branch.when) {
            const auto name = slot_title(one.name, spoken);
            const auto said = one.word == "present" || one.word == "absent"
                                  ? words(spoken, "when_" + one.word, {name})
                                  : words(spoken, "when_is", {name, value_title(one.word, spoken)});
            all.push_back({{"name", one.name}, {"word", one.word}, {"text", said}});
        }
        return all;
    }

    void branches(const flow_state& from, const std::string& outcome, const std::vector<flow_branch>& list,
                  json::array& into) const
    {
        for (std::size_t i = 0; i < list.size(); ++i) {
            const auto& branch = list[i];
            const auto number = "#" + std::to_string(i + 1);
            auto made = edge(from, outcome.empty() ? number : outcome + " " + number, branch.then,
                             outcome.empty() ? words(spoken, "branch_number", {std::to_string(i + 1)})
                                             : words(spoken, "outcome_" + outcome));
            made["outcome"] = outcome;
            made["when"] = conditions(branch);
            made["say"] = branch.say;
            made["promise"] = branch.promise;
            made["accept"] = !branch.accept.empty();
            made["line"] = branch.line;
            if (!branch.file.empty())
                made["file"] = below_conf(branch.file);
            into.push_back(std::move(made));
        }
    }

    void edges_of(const flow_state& one, json::array& into) const
    {
        if (one.kind == state_kind::need) {
            into.push_back(edge(one, "filled", one.then, words(spoken, "edge_filled")));
            const auto add = [&](const char* what, const std::string& to, const std::string& says) {
                auto made = edge(one, what, to, words(spoken, std::string("edge_") + what));
                made["say"] = says;
                into.push_back(std::move(made));
            };
            add("ask", one.name, one.ask);
            if (!one.example.empty() && one.tries > 2)
                add("example", one.name, one.example);
            add("give_up", "end", one.give_up);
        }
        if (one.kind == state_kind::detect) {
            for (const auto& option : one.options)
                into.push_back(edge(one, option.value, one.then, value_title(option.value, spoken)));
            into.push_back(edge(one, one.otherwise, one.then, value_title(one.otherwise, spoken)));
        }
        if (one.kind == state_kind::decide)
            branches(one, "", one.branches, into);
        for (const auto& [outcome, list] : one.outcomes)
            branches(one, outcome, list, into);
    }

    json::object state(const flow_state& one, bool start) const
    {
        constexpr std::string_view kinds[]{"need", "detect", "call", "decide"};
        const std::string kind(kinds[static_cast<std::size_t>(one.kind)]);
        const auto name = of.name + "/" + one.name;
        return {{"name", one.name},
                {"kind", kind},
                {"title", state_title(of, one.name, spoken)},
                {"slot", one.slot},
                {"type", one.type},
                {"ask", one.ask},
                {"tries", one.tries},
                {"operation", one.operation},
                {"line", one.line},
                {"start", start},
                {"current", seen.flow == of.name && seen.at == one.name},
                {"visited", seen.states.contains(name)},
                {"covered", is_covered(&lab::coverage::states, name)}};
    }
};

async<http_response> overview(rooms& all, call one)
{
    auto conf = co_await all.conf.of(one.query("bundle"));
    if (!conf)
        conf = all.conf.live();
    const auto* run = all.whole_run_of(conf->hash());
    json::array flows;
    for (const auto& each : conf->inside().flows) {
        json::array edges;
        const passed none;
        for (const auto& state : each.states)
            drawing{each, none, nullptr, one.spoken}.edges_of(state, edges);
        json::value covered;
        if (run)
            covered = std::ranges::count_if(edges, [&](const json::value& edge) {
                return run->seen.transitions.contains(std::string(edge.at("name").as_string()));
            });
        flows.push_back({{"name", each.name},
                         {"title", label_title(conf->inside(), each.name, one.spoken)},
                         {"file", below_conf(each.file)},
                         {"states", each.states.size()},
                         {"transitions", edges.size()},
                         {"covered", std::move(covered)}});
    }
    json::value coverage;
    if (run) {
        auto shown = shown_coverage(run->seen, *conf, false);
        shown["at"] = iso_time(run->at);
        shown["run"] = run->run;
        coverage = std::move(shown);
    }
    co_return ok({{"flows", std::move(flows)}, {"coverage", std::move(coverage)}});
}

async<http_response> show(rooms& all, call one)
{
    auto conf = co_await all.conf.of(one.query("bundle"));
    if (!conf)
        conf = all.conf.live();
    const auto* of = conf->inside().find_flow(one.part("flow"));
    if (!of)
        co_return refuse({.code = "not_found"}, one.spoken);
    passed seen;
    const auto handset = static_cast<std::size_t>(std::atoi(one.query("handset").c_str()));
    if (const auto game = all.games.find(one.query("play"), one.who, all.links.now());
        game && handset < game->game.handsets().size())
        seen = way_of(game->game, handset);
    const auto* run = all.whole_run_of(conf->hash());
    const drawing draw{*of, seen, run ? &run->seen : nullptr, one.spoken};
    json::array states, transitions, way;
    for (const auto& each : of->states) {
        states.push_back(draw.state(each, &each == &of->states.front()));
        draw.edges_of(each, transitions);
    }
    for (const auto& step : seen.way)
        if (step.starts_with(of->name + "/"))
            way.push_back(json::value(step));
    co_return ok({{"name", of->name},
                  {"title", label_title(conf->inside(), of->name, one.spoken)},
                  {"file", below_conf(of->file)},
                  {"line", of->line},
                  {"intent", of->name},
                  {"states", std::move(states)},
                  {"transitions", std::move(transitions)},
                  {"path", std::move(way)}});
}

async<http_response> skeleton(rooms& all, call one)
{
    auto conf = co_await all.conf.of(text_of(one.body, "bundle", "live"));
    const auto edge = text_of(one.body, "transition");
    const auto via = parse_channel_type(text_of(one.body, "channel", "sms")).value_or(channel_type::sms);
    if (!conf || !lab::all_transitions(conf->inside()).contains(edge))
        co_return refuse({.code = "not_found", .field = "transition"}, one.spoken);
    const auto examples = co_await all.examples_of(conf, text_of(one.body, "bundle") == "draft");
    auto make = [&] { return write_skeleton(conf, *examples, edge, via); };
    const auto made = co_await all.links.work.run(std::move(make));
    co_return ok({{"text", made.text},
                  {"reached", made.reached},
                  {"note", words(one.spoken, made.reached ? "skeleton_done" : "skeleton_begun")}});
}

}  // namespace

void add_flow_routes(http_router& routes, rooms& all)
{
    all.door.on(routes, "GET", "/api/console/flows", {},
                [&all](call one) { return overview(all, std::move(one)); });
    all.door.on(routes, "POST", "/api/console/flows/skeleton", {},
                [&all](call one) { return skeleton(all, std::move(one)); });
    all.door.on(routes, "GET", "/api/console/flows/{flow}", {},
                [&all](call one) { return show(all, std::move(one)); });
}

}  // namespace sapa::console
