// Reads requests about plays.
#include "gateway/console/play_requests.hpp"

#include <algorithm>
#include "gateway/lab/sandbox_events.hpp"

namespace sapa::console {
namespace {

result<handset> read_handset(const json::value& from, const plays& games)
{
    if (!from.is_object())
        return invalid("handsets");
    const auto& in = from.as_object();
    const auto via = parse_channel_type(text_of(in, "channel"));
    const auto spoken = parse_language(text_of(in, "language", "id"));
    const auto* who = games.find_persona(text_of(in, "persona", "registered"));
    if (!via || !spoken || !who)
        return invalid(!via ? "channel" : !spoken ? "language" : "persona");
    handset one{.via = *via,
                .spoken = *spoken,
                .persona = who->id,
                .phone = text_of(in, "phone"),
                .draft = text_of(in, "bundle", "live") == "draft"};
    if (one.phone.empty())
        one.phone = who->phone;
    const auto phone = parse_msisdn(one.phone);
    if (!phone)
        return invalid("phone");
    one.phone = phone->digits();
    return one;
}

result<action> read_message(action what, const json::object& body)
{
    const auto* message = member_of(body, "message");
    if (!message || !message->is_object())
        return invalid("message");
    const auto& in = message->as_object();
    const auto kind = lab::parse_kind(text_of(in, "kind", "text"));
    if (!kind)
        return invalid("kind");
    what.kind = *kind;
    what.text = text_of(in, "text");
    what.reply_id = text_of(in, "reply_id");
    if (what.text.size() > said_max || what.reply_id.size() > said_max)
        return invalid("text");
    if (member_of(in, "latitude") && member_of(in, "longitude"))
        what.place = geo_point{number_of(in, "latitude"), number_of(in, "longitude")};
    return what;
}

result<action> read_core(action what, const json::object& body)
{
    what.span = milliseconds(static_cast<std::int64_t>(std::clamp(number_of(body, "slow_ms"), 0.0, 3.6e6)));
    if (what.what == act::core) {
        what.core = text_of(body, "core");
        if (what.core != "normal" && what.core != "slow" && what.core != "down")
            return invalid("core");
        return what;
    }
    what.operation = text_of(body, "operation");
    what.outcome = text_of(body, "outcome");
    const auto* operation = find_operation(what.operation);
    if (!operation)
        return invalid("operation");
    const bool known = std::ranges::any_of(operation->outcomes, [&](const core_outcome& each) {
        return each.name == what.outcome && each.status >= 400;
    });
    if (what.outcome != "normal" && what.outcome != "slow" && what.outcome != outcome_unavailable && !known)
        return invalid("outcome");
    return what;
}

}  // namespace

refusal invalid(std::string field, std::string detail)
{
    return {.code = "invalid", .field = std::move(field), .detail = std::move(detail)};
}

result<std::vector<handset>> read_handsets(const json::object& body, const plays& games)
{
    const auto* list = member_of(body, "handsets");
    if (!list || !list->is_array() || list->as_array().empty() || list->as_array().size() > handsets_max)
        return invalid("handsets");
    std::vector<handset> all;
    for (const auto& one : list->as_array()) {
        auto read = read_handset(one, games);
        if (!read)
            return read.error();
        all.push_back(std::move(*read));
    }
    return all;
}

result<action> read_action(const json::object& body)
{
    const auto what = parse_act(text_of(body, "do"));
    if (!what)
        return invalid("do");
    action made{.what = *what};
    if (const auto* list = member_of(body, "handsets"); list && list->is_array())
        for (const auto& one : list->as_array()) {
            if (!one.is_number() || one.to_number<double>() < 0 || one.to_number<double>() > 100)
                return invalid("handsets");
            made.handsets.push_back(one.to_number<std::size_t>());
        }
    if (*what == act::say)
        return read_message(std::move(made), body);
    if (*what == act::core || *what == act::core_operation)
        return read_core(std::move(made), body);
    if (*what == act::pass)
        made.span = milliseconds(static_cast<std::int64_t>(std::clamp(number_of(body, "ms"), 0.0, 1e12)));
    return made;
}

}  // namespace sapa::console
