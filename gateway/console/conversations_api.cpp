// Real conversations: searched, followed, unmasked with a reason; and the texts that were not understood.
#include <algorithm>
#include "gateway/console/explained.hpp"
#include "gateway/console/masked_text.hpp"
#include "gateway/console/names.hpp"
#include "gateway/console/routes.hpp"
#include "gateway/console/steps.hpp"
#include "gateway/model/iso_time.hpp"

namespace sapa::console {
namespace {

constexpr std::size_t listed_most = 500, looked_through = 5000, reason_least = 10;
constexpr std::chrono::days queue_days{30};

json::value moment(instant at) { return json::value(iso_time(at)); }

json::object shown_found(const rooms& all, const found_message& one, language spoken)
{
    return {{"id", one.inbox},
            {"conversation", one.conversation},
            {"number", one.number},
            {"channel", to_string(one.via)},
            {"sender", masked_tail(one.sender)},
            {"text", masked_text(one.text)},
            {"intent", one.intent},
            {"intent_title",
             one.intent.empty() ? "" : label_title(all.conf.live()->inside(), one.intent, spoken)},
            {"status", one.status},
            {"status_title", words(spoken, "status_" + one.status)},
            {"received_at", moment(one.received_at)}};
}

struct wanted
{
    std::string number{}, intent{}, status{};
    instant from{}, to{instant::max()};
    std::size_t most{100};
};

bool fits(const found_message& one, const wanted& by)
{
    return one.received_at >= by.from && one.received_at < by.to &&
           (by.intent.empty() || one.intent == by.intent) && (by.status.empty() || one.status == by.status);
}

async<http_response> search(rooms& all, call one)
{
    wanted by{.number = text_of(one.body, "number"),
              .intent = text_of(one.body, "intent"),
              .status = text_of(one.body, "status")};
    by.from = parse_iso_time(text_of(one.body, "from")).value_or(instant{});
    by.to = parse_iso_time(text_of(one.body, "to")).value_or(instant::max());
    by.most = static_cast<std::size_t>(std::clamp(number_of(one.body, "most", 100), 1.0, 500.0));
    if (by.number.empty() && by.intent.empty() && by.from == instant{})
        co_return refuse(
            {.code = "invalid", .field = "number", .detail = words(one.spoken, "search_nothing")},
            one.spoken);
    // The texts are opened here, since only a masked text shows what it is about; they leave masked.
    auto look = [&all, by, now = all.links.now()] {
        auto found = by.number.empty() ? all.links.kept.recent(by.from, std::min(by.to, now + seconds(1)),
                                                               looked_through, true)
                                       : all.links.kept.search(by.number, looked_through, true);
        std::erase_if(found, [&](const found_message& each) { return !fits(each, by); });
        return found;
    };
    const auto found = co_await all.links.work.run(std::move(look));
    if (by.number.size() > 4)
        co_await all.door.record(one.who, "searched_number", masked_tail(by.number));
    json::array list;
    for (std::size_t i = 0; i < std::min(found.size(), by.most); ++i)
        list.push_back(shown_found(all, found[i], one.spoken));
    co_return ok({{"found", std::move(list)}, {"more", found.size() > by.most}});
}

json::object shown_timeline(row_id id, const std::vector<timeline_step>& steps, bool unmasked,
                            const bundle::parts& conf, language spoken)
{
    json::array lines;
    for (const auto& step : steps)
        lines.push_back({{"at", moment(step.at)},
                         {"what", step.what},
                         {"title", words(spoken, "moment_" + step.what)},
                         {"words", words_of_moment(step, unmasked, conf, spoken)},
                         {"after_ms", (step.at - steps.front().at).count()}});
    return {{"id", id}, {"timeline", std::move(lines)}};
}

async<http_response> follow(rooms& all, call one, bool unmasked)
{
    const auto id = static_cast<row_id>(std::atoll(one.part("id").c_str()));
    auto look = [&all, id] { return all.links.kept.timeline(id, true); };
    const auto steps = co_await all.links.work.run(std::move(look));
    if (steps.empty())
        co_return refuse({.code = "not_found"}, one.spoken);
    co_return ok(shown_timeline(id, steps, unmasked, all.conf.live()->inside(), one.spoken));
}

async<http_response> show_message(rooms& all, call one)
{
    co_return co_await follow(all, std::move(one), false);
}

async<http_response> unmask(rooms& all, call one)
{
    auto reason = text_of(one.body, "reason");
    if (reason.size() < reason_least)
        co_return refuse({.code = "invalid", .field = "reason", .detail = words(one.spoken, "reason_short")},
                         one.spoken);
    // Recorded first: nobody sees what is not written down.
    co_await all.door.record(one.who, "unmasked", "message " + one.part("id"), std::move(reason));
    co_return co_await follow(all, std::move(one), true);
}

async<http_response> show_audit(rooms& all, call)
{
    auto read = [&all] { return all.links.kept.audit(listed_most); };
    const auto entries = co_await all.links.work.run(std::move(read));
    json::array list;
    for (const auto& each : entries)
        list.push_back({{"at", moment(each.at)},
                        {"who", each.who},
                        {"what", each.what},
                        {"about", each.about},
                        {"reason", each.reason}});
    co_return ok({{"entries", std::move(list)}});
}

// One text that nobody understood, however often it came.
struct queued_text
{
    found_message newest{};
    understood meaning{};
    std::size_t times{1};
};

// What the configuration in use does not understand now: what was labelled and published leaves by itself.
std::vector<queued_text> not_understood(const std::vector<found_message>& recent, const bundle& conf,
                                        const settled_texts& settled)
{
    std::vector<queued_text> all;
    std::map<std::string, std::size_t> by_text;
    for (const auto& one : recent)
        if (settled.has(one.inbox))
            by_text.emplace(masked_text(one.text), SIZE_MAX);  // equal texts too
    for (const auto& one : recent) {
        if (one.text.empty())
            continue;
        auto masked = masked_text(one.text);
        if (const auto known = by_text.find(masked); known != by_text.end()) {
            if (known->second < all.size())
                ++all[known->second].times;
            continue;
        }
        auto meaning = conf.recogniser().recognise(one.text, one.via);
        const bool clear = meaning.action == understanding::answer || meaning.secret ||
                           one.text.find_first_not_of("0123456789 .-+") == one.text.npos;
        by_text.emplace(masked, clear ? SIZE_MAX : all.size());
        if (clear)
            continue;
        all.push_back({one, std::move(meaning)});
        all.back().newest.text = std::move(masked);
    }
    return all;
}

async<http_response> show_queue(rooms& all, call one)
{
    const auto asked = std::atoi(one.query("most").c_str());
    const auto most = static_cast<std::size_t>(asked > 0 ? std::min(asked, 500) : 100);
    auto look = [&all, conf = all.conf.live(), now = all.links.now(), settled = all.seen] {
        return not_understood(all.links.kept.recent(now - queue_days, now + seconds(1), looked_through, true),
                              *conf, settled);
    };
    const auto found = co_await all.links.work.run(std::move(look));
    json::array items;
    for (std::size_t i = 0; i < std::min(found.size(), most); ++i) {
        json::array alternatives;
        for (const auto& each : found[i].meaning.alternatives)
            alternatives.push_back(
                {{"intent", each.intent},
                 {"title", label_title(all.conf.live()->inside(), each.intent, one.spoken)},
                 {"confidence", each.confidence}});
        items.push_back({{"id", found[i].newest.inbox},
                         {"at", moment(found[i].newest.received_at)},
                         {"channel", to_string(found[i].newest.via)},
                         {"text", found[i].newest.text},
                         {"alternatives", std::move(alternatives)},
                         {"times", found[i].times}});
    }
    co_return ok({{"items", std::move(items)}, {"total", found.size()}});
}

async<http_response> dismiss(rooms& all, call one)
{
    co_await all.seen.settle(all.links.work, static_cast<row_id>(std::atoll(one.part("id").c_str())));
    co_return ok();
}

}  // namespace

void add_conversation_routes(http_router& routes, rooms& all)
{
    struct row
    {
        const char *method, *path;
        async<http_response> (*then)(rooms&, call);
        role least{role::agent};
    };
    static constexpr row table[] = {
        {"POST", "/api/console/conversations/search", &search},
        {"GET", "/api/console/conversations/messages/{id}", &show_message},
        {"POST", "/api/console/conversations/messages/{id}/unmask", &unmask, role::lead},
        {"GET", "/api/console/audit", &show_audit, role::admin},
        {"GET", "/api/console/queue", &show_queue},
        {"POST", "/api/console/queue/{id}/dismiss", &dismiss},
    };
    for (const auto& each : table)
        all.door.on(routes, each.method, each.path, {.least = each.least},
                    [&all, then = each.then](call one) { return then(all, std::move(one)); });
}

}  // namespace sapa::console
