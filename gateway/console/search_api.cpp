// Searching the answers as a participant would, and by words.
#include <algorithm>
#include "gateway/console/explained.hpp"
#include "gateway/console/names.hpp"
#include "gateway/console/routes.hpp"
#include "gateway/console/shown.hpp"
#include "gateway/console/text_measure.hpp"
#include "intents/text/clean.hpp"
#include "intents/text/lexicon.hpp"

namespace sapa::console {
namespace {

constexpr std::size_t text_max = 4096, hits_max = 20;

// What a reply's text is called, so that a click on it opens it.
json::value ref_of(const mt_content& said, channel_type via)
{
    const bool answer = said.key.starts_with("answer.");
    return to_json(text_ref{.kind = answer ? "answer" : "reply",
                            .key = answer ? said.key.substr(7) : said.key,
                            .via = via,
                            .spoken = said.spoken});
}

// Every word of the text stands in it.
bool holds_words(const std::string& in, const std::vector<std::string>& words)
{
    const auto cleaned = text::clean(in);
    return std::ranges::all_of(words, [&](const auto& word) { return cleaned.find(word) != cleaned.npos; });
}

json::array hits(const bundle::parts& conf, const nearest_examples& examples, const call& one,
                 const std::string& asked)
{
    json::array found;
    const auto words = text::split_words(text::clean(asked));
    const auto add = [&](const char* kind, const std::string& key, const std::string& text, double score,
                         json::value ref) {
        if (found.size() < hits_max)
            found.push_back({{"kind", kind},
                             {"key", key},
                             {"title", label_title(conf, key, one.spoken)},
                             {"excerpt", excerpt_of(text)},
                             {"score", score},
                             {"ref", std::move(ref)}});
    };
    if (words.empty())
        return found;
    for (const auto& entry : conf.knowledge.entries)
        for (std::size_t i = 0; i < entry.answers.size(); ++i)
            if (const auto& text = entry.answers[i].whatsapp.nearest(one.spoken);
                holds_words(text, words) || holds_words(entry.answers[i].sms.nearest(one.spoken), words))
                add("answer", entry.intent, text, 1,
                    to_json(text_ref{"answer", entry.intent, i, channel_type::whatsapp, one.spoken}));
    for (const auto& [key, reply] : conf.replies.replies)
        if (holds_words(reply.text.nearest(one.spoken), words) || key == asked)
            add("reply", key, reply.text.nearest(one.spoken), 1,
                to_json(text_ref{"reply", key, 0, channel_type::sms, one.spoken}));
    for (const auto& each : examples.find(asked, 6))
        add("example", each.label, each.sentence, each.similarity, nullptr);
    return found;
}

async<http_response> search(rooms& all, call one)
{
    heard what{.raw = text_of(one.body, "text")};
    what.via = parse_channel_type(text_of(one.body, "channel", "sms")).value_or(channel_type::sms);
    const auto spoken = parse_language(text_of(one.body, "language", "id")).value_or(language::id);
    if (what.raw.empty() || what.raw.size() > text_max)
        co_return refuse({.code = "invalid", .field = "text"}, one.spoken);
    const bool draft = text_of(one.body, "bundle") == "draft";
    const auto both = co_await all.conf.both();
    const auto conf = draft ? both.draft : both.live;
    const auto examples = co_await all.examples_of(conf, draft);
    const handset fresh{.via = what.via, .spoken = spoken, .persona = "registered", .phone = "6281299900098"};
    bundles with{.live = conf, .draft = conf};
    play asked({fresh}, std::move(with), all.games.core(), all.links.now());
    action said{.what = act::say, .kind = mo_kind::text, .text = what.raw};
    asked.act_on(said);
    const auto& turn = asked.nodes().back().entries.front().turn;
    what.meaning = turn.meaning;
    json::array replies;
    for (std::size_t i = 0; i < turn.replies.size(); ++i) {
        auto shown = shown_reply(turn.replies[i], i, false);
        shown["ref"] = ref_of(turn.replies[i].content, what.via);
        replies.push_back(std::move(shown));
    }
    co_return ok({{"text", shown_text(what, one.spoken)},
                  {"understood", shown_understood(what, *conf, *examples, one.spoken)},
                  {"slots", shown_slots(turn.slots, one.spoken)},
                  {"summary", summary_of(what, *conf, one.spoken)},
                  {"replies", std::move(replies)},
                  {"hits", hits(conf->inside(), *examples, one, what.raw)}});
}

}  // namespace

void add_search_routes(http_router& routes, rooms& all)
{
    all.door.on(routes, "POST", "/api/console/knowledge/search", {},
                [&all](call one) { return search(all, std::move(one)); });
}

}  // namespace sapa::console
