// Who may pass, and what is recorded.
#include "gateway/console/gate.hpp"

#include "gateway/http/secret.hpp"
#include "gateway/observe/log.hpp"

namespace sapa::console {
namespace {

constexpr std::size_t body_max = 256 << 10;

bool changes_something(const http_request& request)
{
    return request.method != "GET" && request.method != "HEAD";
}

// A page of another origin may not write here; programs send no Origin.
bool from_our_page(const http_request& request)
{
    const auto origin = find_field(request.fields, "Origin");
    if (origin.empty())
        return true;
    const auto scheme = origin.find("://");
    return scheme != origin.npos && origin.substr(scheme + 3) == find_field(request.fields, "Host");
}

refusal read_body(call& one)
{
    if (!find_field(one.http.fields, "Content-Type").starts_with("application/json"))
        return {.code = "invalid", .detail = "Content-Type: application/json"};
    if (one.http.body.size() > body_max)
        return {.code = "invalid", .detail = "a body has 256 KiB at most"};
    if (one.http.body.empty())
        return {.code = ""};
    boost::system::error_code wrong;
    auto read = json::parse(one.http.body, wrong);
    if (wrong || !read.is_object())
        return {.code = "invalid", .detail = "the body is no JSON object"};
    one.body = std::move(read.as_object());
    return {.code = ""};
}

}  // namespace

language language_of(const http_request& request)
{
    return find_field(request.fields, "Accept-Language").starts_with("en") ? language::en : language::id;
}

std::string_view cookie_of(const http_request& request, std::string_view name)
{
    auto rest = find_field(request.fields, "Cookie");
    while (!rest.empty()) {
        auto one = rest.substr(0, rest.find(';'));
        rest.remove_prefix(std::min(rest.size(), one.size() + 1));
        while (one.starts_with(' '))
            one.remove_prefix(1);
        if (one.starts_with(name) && one.substr(name.size()).starts_with('='))
            return one.substr(name.size() + 1);
    }
    return {};
}

void gate::on(http_router& routes, std::string method, std::string path, route_rule rule, handler then)
{
    routes.on(std::move(method), std::move(path), [this, rule, then = std::move(then)](http_request request) {
        return pass(std::move(request), rule, then);
    });
}

refusal gate::check(call& one, const route_rule& rule)
{
    const bool changes = changes_something(one.http);
    if (changes && !from_our_page(one.http))
        return {.code = "csrf"};
    if (!rule.open) {
        one.token = cookie_of(one.http, "sapa_session");
        const auto* session = sessions.find(one.token, links.now(), !rule.passive);
        const auto* account = session ? find_account(accounts.all(), session->name) : nullptr;
        if (!account || account->disabled)
            return {.code = "signed_out"};
        if (changes && !equal_in_constant_time(find_field(one.http.fields, "X-CSRF-Token"), session->csrf))
            return {.code = "csrf"};
        if (account->one_time && !rule.unsettled)
            return {.code = "must_change_password"};
        if (account->is < rule.least)
            return {.code = "forbidden"};
        one.who = account->name;
        one.is = account->is;
    }
    return changes ? read_body(one) : refusal{.code = ""};
}

async<http_response> gate::pass(http_request request, route_rule rule, const handler& then)
{
    call one{.http = std::move(request)};
    one.spoken = language_of(one.http);
    const auto refused = check(one, rule);
    if (!refused.code.empty())
        co_return refuse(refused, one.spoken);
    co_return co_await then(std::move(one));
}

async<void> gate::record(std::string who, std::string what, std::string about, std::string reason)
{
    log_event(log_level::info, "console", {{"who", who}, {"done", what}, {"about", about}});
    audit_entry entry{.at = links.now(),
                      .who = std::move(who),
                      .what = std::move(what),
                      .about = std::move(about),
                      .reason = std::move(reason)};
    co_await links.kept.append_audit(std::move(entry));
}

}  // namespace sapa::console
