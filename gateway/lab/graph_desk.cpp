// Routes under /lab: for whoever drives the lab's Graph API from outside (docs/operations/try-whatsapp.md).
#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include "gateway/lab/graph.hpp"
#include "gateway/lab/graph_bodies.hpp"

namespace sapa::lab {
namespace {

namespace json = boost::json;

std::string string_of(const json::object& in, std::string_view name)
{
    const auto* found = in.if_contains(name);
    return found && found->is_string() ? std::string(found->get_string()) : std::string{};
}

std::int64_t number_of(const json::object& in, std::string_view name, std::int64_t otherwise)
{
    const auto* found = in.if_contains(name);
    return found && found->is_int64() ? found->get_int64() : otherwise;
}

http_response webhook_told(int status)
{
    json::object done;
    done["http"] = status;
    return json_response(200, done);
}

}  // namespace

// ?after=N: those behind the first N.
async<http_response> graph_api::list_messages(http_request request) const
{
    const auto query = parse_query(query_of(request.target));
    const auto after = find_field(query, "after");
    std::size_t skip = 0;
    for (char c : after.substr(0, 9))
        skip = c >= '0' && c <= '9' ? skip * 10 + static_cast<std::size_t>(c - '0') : skip;
    json::array all;
    for (std::size_t at = skip > forgotten_ ? skip - forgotten_ : 0; at < messages_.size(); ++at)
        all.push_back(described(messages_[at]));
    co_return json_response(200, all);
}

// A list of {"http", "body" or "body_text"} as in graph_answers.json, given to the next requests; besides
// "to" (only to this recipient), "times" (1), "delay_ms", "keep" (the message is accepted, its answer is
// lost), or {"fails_later": CODE}: accepted, and a failed status follows.
async<http_response> graph_api::add_script(http_request request)
{
    json::error_code trouble;
    const auto value = json::parse(request.body, trouble);
    if (trouble || !value.is_array())
        co_return json_response(400, error_body(100, "a list is wanted"));
    for (const auto& entry : value.get_array()) {
        const auto* answer = entry.if_object();
        const bool known = answer && (answer->contains("http") || answer->contains("fails_later"));
        if (!known)
            co_return json_response(400, error_body(100, "http or fails_later is missing"));
        graph_script next;
        next.status = static_cast<int>(number_of(*answer, "http", 200));
        const auto* body = answer->if_contains("body");
        next.body = body ? json::serialize(*body) : string_of(*answer, "body_text");
        next.to = string_of(*answer, "to");
        next.times = static_cast<int>(number_of(*answer, "times", 1));
        next.delay = milliseconds(number_of(*answer, "delay_ms", 0));
        next.fails_later = static_cast<int>(number_of(*answer, "fails_later", 0));
        next.keep = answer->contains("keep");
        script(std::move(next));
    }
    co_return json_response(200, json::object{});
}

// {"from" or "user_id", "name"?, "identity_key_hash"?} with "text" or {"id", "title", "list"?}: a signed
// webhook to the gateway.
async<http_response> graph_api::say_it(http_request request)
{
    json::error_code trouble;
    const auto value = json::parse(request.body, trouble);
    if (trouble || !value.is_object())
        co_return json_response(400, error_body(100, "an object is wanted"));
    const auto& asked = value.get_object();
    graph_person from;
    from.number = string_of(asked, "from");
    from.user_id = string_of(asked, "user_id");
    from.name = string_of(asked, "name");
    from.identity_key_hash = string_of(asked, "identity_key_hash");
    const auto id = string_of(asked, "id");
    int status = 0;
    if (id.empty())
        status = co_await say(std::move(from), string_of(asked, "text"));
    else
        status = co_await press(std::move(from), id, string_of(asked, "title"), asked.contains("list"));
    co_return webhook_told(status);
}

// {"wamid", "status", "code"?}: of a message that was accepted.
async<http_response> graph_api::tell_it(http_request request)
{
    json::error_code trouble;
    const auto value = json::parse(request.body, trouble);
    const auto* asked = trouble ? nullptr : value.if_object();
    const auto wamid = asked ? string_of(*asked, "wamid") : std::string{};
    const auto at = std::ranges::find(messages_, wamid, &graph_message::wamid);
    if (wamid.empty() || at == messages_.end())
        co_return json_response(400, error_body(100, "no such wamid"));
    const auto of = *at;
    const auto status = string_of(*asked, "status");
    const auto code = static_cast<int>(number_of(*asked, "code", 0));
    const int answered = co_await tell_status(of, status, code);
    co_return webhook_told(answered);
}

// Any body: signed and posted as it is.
async<http_response> graph_api::post_it(http_request request)
{
    const int answered = co_await post_webhook(std::move(request.body));
    co_return webhook_told(answered);
}

}  // namespace sapa::lab
