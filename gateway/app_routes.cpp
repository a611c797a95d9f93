// What a running gateway serves over HTTP, and to whom.
#include "gateway/app_parts.hpp"
#include "gateway/http/secret.hpp"
#include "gateway/notices_api.hpp"
#include "gateway/operator_api.hpp"
#include "gateway/person_api.hpp"

namespace sapa {
namespace {

http_response plain(int status, std::string text)
{
    return {
        .status = status, .fields = {{"Content-Type", "text/plain; charset=utf-8"}}, .body = std::move(text)};
}

}  // namespace

async<http_response> app::parts::receive_form(http_request request)
{
    const auto account = find_field(request.captured, "account");
    for (const auto& one : forms)
        if (one->form().name == account)
            co_return co_await one->receive(std::move(request));
    co_return plain(404, "no such account\n");
}

http_router app::parts::public_routes()
{
    http_router routes;
    routes.on("GET", "/healthz", [](http_request) -> async<http_response> { co_return plain(200, "ok\n"); });
    if (!with.whatsapp.empty())
        webhooks.add_routes(routes);
    for (const auto* method : {"GET", "POST"})
        routes.on(method, "/webhooks/sms/{account}",
                  [this](http_request request) { return receive_form(std::move(request)); });
    return routes;
}

http_router app::parts::admin_routes()
{
    http_router routes;
    routes.on("GET", "/healthz", [](http_request) -> async<http_response> { co_return plain(200, "ok\n"); });
    routes.on("GET", "/readyz", [this](http_request) { return ready(); });
    routes.on("GET", "/metrics", [this](http_request) -> async<http_response> {
        auto sums = co_await store.balance();
        note_ledger(sums);
        http_response page{.fields = {{"Content-Type", "text/plain; version=0.0.4"}}, .body = seen.expose()};
        co_return page;
    });
    operated what{.store = store, .kept = store, .work = work, .now = system_now, .kept_for = kept_for()};
    what.links_json = [this] { return links_json(); };
    what.control_link = [this](std::string_view link, std::string_view verb) {
        return control_link(link, verb);
    };
    what.send_again = [this](unsent row) { road.send_again(std::move(row)); };
    what.reload = [this] { return reload(); };
    what.purged = [this] { note_purged(); };
    what.who = [this](std::string_view token, std::string_view roles) { return bearer(token, roles); };
    add_notice_routes(routes, notices, what.who);
    add_person_routes(routes, person_desk{.kept = store, .work = work, .now = system_now, .who = what.who});
    add_operator_routes(routes, std::move(what));
    desk.add_routes(routes, console::built_pages());
    return routes;
}

std::string app::parts::bearer(std::string_view token, std::string_view roles) const
{
    if (token.empty())
        return {};
    if (equal_in_constant_time(token, local_token))
        return std::string(this_machine);
    for (const auto& known : with.tokens)
        if (equal_in_constant_time(token, known.token.value()) &&
            ("|" + std::string(roles) + "|").find("|" + known.roles + "|") != std::string::npos)
            return known.name;
    return {};
}

}  // namespace sapa
