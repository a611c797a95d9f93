#include "gateway/notices_api.hpp"

#include <boost/json.hpp>
#include "gateway/api_answer.hpp"
#include "gateway/observe/log.hpp"
#include "gateway/pipeline/store_errors.hpp"

namespace sapa {
namespace {

namespace json = boost::json;

// A string or a whole number as its words; nullopt for anything else.
std::optional<std::string> word_of(const json::value& what)
{
    if (const auto* text = what.if_string())
        return std::string(*text);
    if (what.is_int64() || what.is_uint64())
        return json::serialize(what);
    return std::nullopt;
}

std::string read_values(const json::value& given, notice_request& to)
{
    if (!given.is_object())
        return "values must be an object";
    named_words words;
    for (const auto& [name, one] : given.get_object()) {
        auto word = word_of(one);
        if (!word)
            return "values." + std::string(name) + " must be a text or a whole number";
        words.emplace_back(name, std::move(*word));
    }
    return read_notice_values(to.kind, words, to.values);
}

// One member; what is wrong with it, empty where nothing is.
std::string read_member(std::string_view name, const json::value& given, notice_request& to)
{
    if (name == "kind" || name == "values")
        return {};
    const auto word = word_of(given);
    if (!word)
        return std::string(name) + " must be a text";
    if (name == "channel") {
        to.via = parse_channel_type(*word);
        return to.via ? "" : "channel must be sms or whatsapp";
    }
    if (name == "msisdn") {
        const auto phone = parse_msisdn(*word);
        to.to = phone.value_or(msisdn{});
        return phone ? "" : "msisdn is no phone number";
    }
    if (name == "participant_no") {
        const auto number = parse_participant_no(*word);
        to.about = number.value_or(participant_no{});
        return number ? "" : "participant_no must have 11 or 16 digits";
    }
    if (name == "template") {
        to.template_name = *word;
        return {};
    }
    return "unknown member \"" + std::string(name) +
           "\"; known: kind, channel, msisdn, participant_no, values, template";
}

std::string read_request(std::string_view body, notice_request& to)
{
    json::error_code fault;
    const auto whole = json::parse(json::string_view(body.data(), body.size()), fault);
    if (fault || !whole.is_object())
        return "the body must be a JSON object";
    const auto& members = whole.get_object();
    const auto* kind = members.if_contains("kind");
    const auto known =
        kind && kind->is_string() ? parse_notice_kind(std::string_view(kind->get_string())) : std::nullopt;
    if (!known)
        return "kind must be contribution, balance, maintenance or maintenance_end";
    to.kind = *known;
    for (const auto& [name, given] : members)
        if (auto what = read_member(name, given, to); !what.empty())
            return what;
    if (to.to.empty())
        return "msisdn is missing";
    if (is_personal(to.kind) && to.about.empty())
        return "participant_no is missing";
    const auto* values = members.if_contains("values");
    return read_values(values ? *values : json::value(json::object()), to);
}

async<http_response> receive(notice_sender& sender, http_request request)
{
    notice_request asked;
    if (const auto fault = read_request(request.body, asked); !fault.empty())
        co_return json_problem(422, fault);
    const auto kind = to_string(asked.kind);
    notice_told told;
    try {
        told = co_await sender.start(std::move(asked));
    } catch (const store_full&) {
        told.skipped = "store_full";
    }
    log_event(log_level::info, "notice",
              {{"kind", kind}, {"outbox", told.outbox}, {"skipped", told.skipped}});
    json::object body;
    if (!told.skipped.empty()) {
        body["skipped"] = told.skipped;
        const bool ours = told.skipped == "store_full" || told.skipped == "core_unavailable";
        co_return json_answer(ours ? 503 : 409, body);
    }
    body["queued"] = 1;
    body["id"] = told.outbox;
    body["not_before"] = told.not_before.time_since_epoch().count();
    co_return json_answer(202, body);
}

}  // namespace

notice_settings notice_settings_of(const settings& with)
{
    notice_settings to;
    to.quiet_from = with.notices.quiet_from;
    to.quiet_until = with.notices.quiet_until;
    to.valid = with.notices.valid;
    to.templates = {with.notices.contribution_template, with.notices.balance_template,
                    with.notices.maintenance_template, with.notices.maintenance_end_template};
    if (!with.smpp.empty())
        to.sms_account = "";
    else if (!with.forms.empty())
        to.sms_account = with.forms.front().form.name;
    if (!with.whatsapp.empty())
        to.whatsapp_account = with.whatsapp.front().phone_number_id;
    return to;
}

void add_notice_routes(http_router& routes, notice_sender& sender,
                       std::function<std::string(std::string_view token, std::string_view roles)> who)
{
    auto handle = [&sender, who = std::move(who)](http_request request) -> async<http_response> {
        if (who(bearer_of(request), "notices|admin").empty()) {
            return [](http_response refusal) -> async<http_response> {
                co_return refusal;
            }(json_problem(401, "a bearer token with the role notices or admin is needed"));
        }
        return receive(sender, std::move(request));
    };
    routes.on("POST", "/api/notices", std::move(handle));
}

}  // namespace sapa
