// The door of the console's API: session, role, CSRF, body and language are settled before a handler runs.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include "gateway/async/async.hpp"
#include "gateway/console/answers.hpp"
#include "gateway/console/settings.hpp"
#include "gateway/console/sign_in_limit.hpp"
#include "gateway/console/web_sessions.hpp"
#include "gateway/http/server.hpp"

namespace sapa::console {

// One request of somebody who may make it.
struct call
{
    http_request http{};
    std::string who{};
    role is{};
    std::string token{};  // of the session
    language spoken{};
    json::object body{};

    std::string part(std::string_view name) const { return std::string(find_field(http.captured, name)); }
    std::string query(std::string_view name) const
    {
        return std::string(find_field(parse_query(query_of(http.target)), name));
    }
};

using handler = std::function<async<http_response>(call)>;

struct route_rule
{
    role least{role::agent};
    bool open{};       // to those who are not signed in
    bool unsettled{};  // also while a one-time password waits to be changed
    bool passive{};    // does not keep the session alive: polled by the page itself
};

class gate
{
public:
    gate(const console_settings& settings, const console_links& links)
        : with(settings),
          links(links),
          sessions(settings.idle, settings.absolute),
          accounts(settings.folder / "accounts.json")
    {
    }

    void on(http_router& routes, std::string method, std::string path, route_rule rule, handler then);
    // Into the audit of the store and the log.
    async<void> record(std::string who, std::string what, std::string about, std::string reason = {});

    const console_settings& with;
    const console_links& links;
    web_sessions sessions;
    account_file accounts;
    sign_in_limit limit{};

private:
    async<http_response> pass(http_request request, route_rule rule, const handler& then);
    // Empty code: the door is open.
    refusal check(call& one, const route_rule& rule);
};

language language_of(const http_request& request);
std::string_view cookie_of(const http_request& request, std::string_view name);

}  // namespace sapa::console
