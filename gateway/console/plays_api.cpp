// Handsets: what a play can be made of, making one, acting, rewinding, rebuilding.
#include <algorithm>
#include "gateway/async/within.hpp"
#include "gateway/console/play_requests.hpp"
#include "gateway/console/routes.hpp"
#include "gateway/console/shown.hpp"
#include "gateway/model/iso_time.hpp"

namespace sapa::console {
namespace {

constexpr std::size_t steps_at_once = 25;  // of a replay, before others get their turn

json::object whole(const open_play& one, const bundles& newest, language spoken)
{
    auto made = shown_world(one.game, newest, spoken);
    made["id"] = one.id;
    made["created_at"] = iso_time(one.created_at);
    json::array nodes;
    for (std::size_t i = 0; i < one.game.nodes().size(); ++i)
        nodes.push_back(shown_node(one.game, i, spoken));
    made["nodes"] = std::move(nodes);
    made["truncated"] = false;
    return made;
}

json::object title_and(std::string id, const std::string& key, language spoken)
{
    return {{"id", std::move(id)}, {"title", words(spoken, key)}};
}

json::object shown_persona(const persona& one, language spoken)
{
    auto made = title_and(one.id, "persona_" + one.id, spoken);
    made["about"] = words(spoken, "about_" + one.id);
    made["phone"] = one.phone;
    json::array cards;
    for (const auto* card : one.cards) {
        const auto* note = card->deceased         ? "card_deceased"
                           : card->inactive_since ? "card_inactive"
                                                  : "card_active";
        cards.push_back(
            {{"number", card->number.digits()}, {"kpj", card->kpj}, {"note", words(spoken, note)}});
    }
    made["cards"] = std::move(cards);
    const auto* holder = one.cards.empty() ? nullptr : one.cards.front();
    made["name"] = holder ? holder->name : "";
    made["nik"] = holder ? holder->identity.digits() : "";
    made["birth_date"] = holder ? iso_time(instant(std::chrono::sys_days(holder->born))).substr(0, 10) : "";
    made["tries"] = json::value_from(one.tries);
    return made;
}

json::array shown_operations(language spoken)
{
    json::array all;
    for (const auto& one : core_operations()) {
        json::array outcomes;
        const auto add = [&](std::string_view name, int status) {
            outcomes.push_back({{"name", name},
                                {"status", status},
                                {"title", words(spoken, "outcome_" + std::string(name))}});
        };
        for (const auto& outcome : one.outcomes)
            if (outcome.status >= 400)  // what core answers with facts is not forced
                add(outcome.name, outcome.status);
        add(outcome_unavailable, 503);
        all.push_back({{"name", one.name},
                       {"title", words(spoken, "operation_" + std::string(one.name))},
                       {"method", one.method},
                       {"path", one.path},
                       {"outcomes", std::move(outcomes)}});
    }
    return all;
}

async<http_response> show_world(rooms& all, call one)
{
    json::array personas, languages, kinds;
    for (const auto& each : all.games.personas())
        personas.push_back(shown_persona(each, one.spoken));
    for (const auto* code : {"id", "en", "jv", "su"})
        languages.push_back({{"code", code}, {"title", words(one.spoken, std::string("language_") + code)}});
    for (auto kind = mo_kind::text; kind <= mo_kind::location;
         kind = static_cast<mo_kind>(static_cast<int>(kind) + 1))
        kinds.push_back(json::value(kind_word(kind)));
    const auto& draft = all.conf.current();
    const auto served = all.conf.versions().empty() ? 0 : all.conf.versions().back().number;
    co_return ok(
        {{"personas", std::move(personas)},
         {"operations", shown_operations(one.spoken)},
         {"channels", json::array{"sms", "whatsapp"}},
         {"languages", std::move(languages)},
         {"kinds", std::move(kinds)},
         {"bundles",
          json::object{
              {"live", {{"hash", all.conf.live()->hash()}, {"version", served}}},
              {"draft",
               {{"exists", !draft.empty()}, {"changes", draft.changes.size()}, {"ready", !draft.empty()}}}}},
         {"limits",
          json::object{
              {"handsets", handsets_max}, {"nodes", nodes_max}, {"text", said_max}, {"plays", plays_max}}}});
}

// The first "why" should not wait for the examples to be read.
async<void> read_examples_early(rooms& all, bundles of)
{
    co_await all.examples_of(of.live, false);
    co_await all.examples_of(of.draft, true);
}

async<http_response> begin(rooms& all, call one)
{
    auto handsets = read_handsets(one.body, all.games);
    if (!handsets)
        co_return refuse(handsets.error(), one.spoken);
    const auto now = all.links.now();
    const auto at = text_of(one.body, "at");
    const auto start = at.empty() ? now : parse_iso_time(at).value_or(instant{});
    if (start == instant{})
        co_return refuse(invalid("at"), one.spoken);
    const auto newest = co_await all.conf.both();
    const auto made = all.games.begin(one.who, std::move(*handsets), newest, start, now);
    all.links.tasks.spawn("examples", read_examples_early(all, newest));
    co_return answer(201, whole(*made, newest, one.spoken));
}

async<http_response> list(rooms& all, call one)
{
    json::array found;
    for (const auto* each : all.games.of(one.who)) {
        json::array handsets;
        for (const auto& handset : each->game.handsets())
            handsets.push_back({{"channel", to_string(handset.via)},
                                {"language", to_string(handset.spoken)},
                                {"persona", handset.persona},
                                {"bundle", handset.draft ? "draft" : "live"}});
        found.push_back({{"id", each->id},
                         {"created_at", iso_time(each->created_at)},
                         {"handsets", std::move(handsets)},
                         {"nodes", each->game.nodes().size()}});
    }
    co_return ok({{"plays", std::move(found)}});
}

// Others get their turn between the slices of a long replay.
async<void> replay(std::shared_ptr<open_play> game)
{
    while (!game->game.go_on_replaying(steps_at_once))
        co_await pause_for(milliseconds(0));
}

using play_handler = async<http_response> (*)(rooms&, call, std::shared_ptr<open_play>);

async<http_response> with_play(rooms& all, call one, play_handler then)
{
    auto found = all.games.find(one.part("play"), one.who, all.links.now());
    if (!found)
        co_return refuse({.code = "not_found"}, one.spoken);
    if (found->game.replaying())
        co_return refuse({.code = "busy"}, one.spoken);
    co_return co_await then(all, std::move(one), std::move(found));
}

async<http_response> show(rooms& all, call one, std::shared_ptr<open_play> game)
{
    const auto newest = co_await all.conf.both();
    co_return ok(whole(*game, newest, one.spoken));
}

async<http_response> do_action(rooms& all, call one, std::shared_ptr<open_play> game)
{
    const auto what = read_action(one.body);
    if (!what)
        co_return refuse(what.error(), one.spoken);
    const auto newest = co_await all.conf.both();
    if (game->game.replaying())
        co_return refuse({.code = "busy"}, one.spoken);
    if (const auto fault = game->game.act_on(*what); !fault.empty())
        co_return refuse(invalid("do", words(one.spoken, fault)), one.spoken);
    auto made = shown_world(game->game, newest, one.spoken);
    json::array nodes;
    if (game->game.marked())
        nodes.push_back(shown_node(game->game, *game->game.marked(), one.spoken));
    nodes.push_back(shown_node(game->game, game->game.nodes().size() - 1, one.spoken));
    made["nodes"] = std::move(nodes);
    co_return ok(std::move(made));
}

async<http_response> move_head(rooms& all, call one, std::shared_ptr<open_play> game)
{
    const auto number = node_number(game->game, text_of(one.body, "node"));
    if (!number)
        co_return refuse({.code = "not_found", .field = "node"}, one.spoken);
    game->game.begin_replay(*number);
    co_await replay(game);
    const auto newest = co_await all.conf.both();
    auto made = shown_world(game->game, newest, one.spoken);
    made["nodes"] = json::array{};
    co_return ok(std::move(made));
}

async<http_response> rebuild(rooms& all, call one, std::shared_ptr<open_play> game)
{
    auto handsets = game->game.handsets();
    if (member_of(one.body, "handsets")) {
        auto read = read_handsets(one.body, all.games);
        if (!read)
            co_return refuse(read.error(), one.spoken);
        handsets = std::move(*read);
    }
    const auto newest = co_await all.conf.both();
    if (game->game.replaying())
        co_return refuse({.code = "busy"}, one.spoken);
    game->game.rebuild(std::move(handsets), newest);
    co_await replay(game);
    co_return ok(whole(*game, newest, one.spoken));
}

async<http_response> end(rooms& all, call, std::shared_ptr<open_play> game)
{
    all.games.end(game->id);
    co_return ok();
}

}  // namespace

void add_play_routes(http_router& routes, rooms& all)
{
    all.door.on(routes, "GET", "/api/console/world", {},
                [&all](call one) { return show_world(all, std::move(one)); });
    all.door.on(routes, "POST", "/api/console/plays", {},
                [&all](call one) { return begin(all, std::move(one)); });
    all.door.on(routes, "GET", "/api/console/plays", {},
                [&all](call one) { return list(all, std::move(one)); });
    struct row
    {
        const char *method, *path;
        play_handler then;
    };
    static constexpr row table[] = {
        {"GET", "/api/console/plays/{play}", &show},
        {"DELETE", "/api/console/plays/{play}", &end},
        {"POST", "/api/console/plays/{play}/actions", &do_action},
        {"POST", "/api/console/plays/{play}/head", &move_head},
        {"POST", "/api/console/plays/{play}/refresh", &rebuild},
        {"POST", "/api/console/plays/{play}/handsets", &rebuild},
    };
    for (const auto& each : table)
        all.door.on(routes, each.method, each.path, {},
                    [&all, then = each.then](call one) { return with_play(all, std::move(one), then); });
}

}  // namespace sapa::console
