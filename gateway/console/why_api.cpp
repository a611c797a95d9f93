// Why: of a message in a play, and of any text.
#include "gateway/console/routes.hpp"
#include "gateway/console/shown.hpp"
#include "gateway/console/why.hpp"

namespace sapa::console {
namespace {

constexpr std::size_t text_max = 4096;

async<http_response> show_why(rooms& all, call one)
{
    const auto game = all.games.find(one.part("play"), one.who, all.links.now());
    if (!game)
        co_return refuse({.code = "not_found"}, one.spoken);
    const auto number = node_number(game->game, one.part("node"));
    const auto handset = static_cast<std::size_t>(std::atoi(one.query("handset").c_str()));
    if (!number || handset >= game->game.handsets().size())
        co_return refuse({.code = "not_found"}, one.spoken);
    const auto& entries = game->game.nodes()[*number].entries;
    const auto at = std::ranges::find(entries, handset, &entry::handset);
    if (at == entries.end())
        co_return refuse({.code = "not_found"}, one.spoken);
    const auto on = game->game.handsets()[handset];
    const auto shown = *at;  // the play may go on while the examples are read
    const auto conf = game->game.shared_conf_of(handset);
    const auto examples = co_await all.examples_of(conf, on.draft);
    co_return ok(shown_why(shown, on, *conf, *examples, one.spoken));
}

async<http_response> explain(rooms& all, call one)
{
    heard what{.raw = text_of(one.body, "text")};
    if (what.raw.size() > text_max)
        co_return refuse({.code = "invalid", .field = "text"}, one.spoken);
    what.via = parse_channel_type(text_of(one.body, "channel", "sms")).value_or(channel_type::sms);
    const bool draft = text_of(one.body, "bundle") == "draft";
    const auto both = co_await all.conf.both();
    const auto conf = draft ? both.draft : both.live;
    const auto examples = co_await all.examples_of(conf, draft);
    what.meaning = conf->recogniser().recognise(what.raw, what.via);
    co_return ok({{"text", shown_text(what, one.spoken)},
                  {"understood", shown_understood(what, *conf, *examples, one.spoken)},
                  {"slots", shown_slots(what.meaning.slots, one.spoken)},
                  {"summary", summary_of(what, *conf, one.spoken)}});
}

}  // namespace

void add_why_routes(http_router& routes, rooms& all)
{
    all.door.on(routes, "GET", "/api/console/plays/{play}/nodes/{node}/why", {},
                [&all](call one) { return show_why(all, std::move(one)); });
    all.door.on(routes, "POST", "/api/console/explain", {},
                [&all](call one) { return explain(all, std::move(one)); });
}

}  // namespace sapa::console
