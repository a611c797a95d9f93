// Account administration, for admins.
#include "gateway/console/routes.hpp"
#include "gateway/model/iso_time.hpp"

namespace sapa::console {
namespace {

json::object shown(const account& one)
{
    return {{"name", one.name},
            {"role", to_string(one.is)},
            {"one_time_password", one.one_time},
            {"disabled", one.disabled},
            {"created_at", iso_time(one.created_at)},
            {"last_sign_in", one.last_sign_in ? json::value(iso_time(*one.last_sign_in)) : json::value()}};
}

bool another_admin(const account_list& all, std::string_view but)
{
    return std::ranges::any_of(
        all, [&](const account& one) { return one.is == role::admin && !one.disabled && one.name != but; });
}

async<http_response> add(gate& door, call one)
{
    const auto name = text_of(one.body, "name");
    const auto is = parse_role(text_of(one.body, "role"));
    if (!fit_name(name))
        co_return refuse({.code = "invalid", .field = "name", .detail = words(one.spoken, "account_name")},
                         one.spoken);
    if (!is)
        co_return refuse({.code = "invalid", .field = "role"}, one.spoken);
    const auto password = one_time_password();
    auto make = [&door, name, is, password, now = door.links.now()] {
        account fresh{.name = name,
                      .is = *is,
                      .password_hash = hash_password(password, door.with.cost),
                      .one_time = true,
                      .created_at = now};
        return door.accounts.change([&](account_list& all) {
            if (find_account(all, name))
                return false;
            all.push_back(fresh);
            return true;
        });
    };
    const bool made = co_await door.links.work.run(std::move(make));
    if (!made)
        co_return refuse({.code = "exists", .field = "name"}, one.spoken);
    co_await door.record(one.who, "account_added", name, std::string(to_string(*is)));
    co_return answer(201, {{"name", name}, {"role", to_string(*is)}, {"one_time_password", password}});
}

// Changes one account where `change` finds nothing against it; its refusal otherwise.
async<http_response> alter(gate& door, call one, std::string what,
                           std::function<refusal(account_list&, account&)> change)
{
    const auto name = one.part("name");
    refusal against{.code = ""};
    auto act = [&door, &against, &change, name] {
        return door.accounts.change([&](account_list& all) {
            auto* found = find_account(all, name);
            against = found ? change(all, *found) : refusal{.code = "not_found"};
            return against.code.empty();
        });
    };
    const bool done = co_await door.links.work.run(std::move(act));
    if (!done)
        co_return refuse(against, one.spoken);
    co_await door.record(one.who, what, name);
    const auto* now = find_account(door.accounts.all(), name);
    co_return ok(now ? shown(*now) : json::object{});
}

async<http_response> edit(gate& door, call one)
{
    const auto is = parse_role(text_of(one.body, "role"));
    const auto* disabled = member_of(one.body, "disabled");
    if (member_of(one.body, "role") && !is)
        co_return refuse({.code = "invalid", .field = "role"}, one.spoken);
    const bool off = disabled && disabled->is_bool() && disabled->as_bool();
    const auto detail = words(one.spoken, "last_admin");
    auto change = [=, who = one.who](account_list& all, account& found) -> refusal {
        const bool loses = found.is == role::admin && (off || (is && *is != role::admin));
        if (loses && (found.name == who || !another_admin(all, found.name)))
            return {.code = "invalid", .field = off ? "disabled" : "role", .detail = detail};
        if (is)
            found.is = *is;
        if (disabled)
            found.disabled = off;
        return {.code = ""};
    };
    const auto name = one.part("name");
    auto made = co_await alter(door, std::move(one), "account_changed", std::move(change));
    if (off && made.status == 200)
        door.sessions.end_all(name);
    co_return made;
}

async<http_response> remove(gate& door, call one)
{
    const auto detail = words(one.spoken, "last_admin");
    auto change = [detail, who = one.who](account_list& all, account& found) -> refusal {
        if (found.name == who || (found.is == role::admin && !another_admin(all, found.name)))
            return {.code = "invalid", .field = "name", .detail = detail};
        const auto name = found.name;
        std::erase_if(all, [&](const account& each) { return each.name == name; });
        return {.code = ""};
    };
    const auto name = one.part("name");
    auto made = co_await alter(door, std::move(one), "account_removed", std::move(change));
    if (made.status == 200)
        door.sessions.end_all(name);
    co_return made;
}

async<http_response> reset(gate& door, call one)
{
    const auto password = one_time_password();
    const auto cost = door.with.cost;
    auto change = [password, cost](account_list&, account& found) -> refusal {
        found.password_hash = hash_password(password, cost);
        found.one_time = true;
        return {.code = ""};
    };
    const auto name = one.part("name");
    auto made = co_await alter(door, std::move(one), "password_reset", std::move(change));
    if (made.status != 200)
        co_return made;
    door.sessions.end_all(name);
    co_return ok({{"one_time_password", password}});
}

}  // namespace

void add_account_routes(http_router& routes, gate& door)
{
    const route_rule admins{.least = role::admin};
    door.on(routes, "GET", "/api/console/accounts", admins, [&door](call) -> async<http_response> {
        json::array list;
        for (const auto& one : door.accounts.all())
            list.push_back(shown(one));
        co_return ok({{"accounts", std::move(list)}});
    });
    door.on(routes, "POST", "/api/console/accounts", admins,
            [&door](call one) { return add(door, std::move(one)); });
    door.on(routes, "PUT", "/api/console/accounts/{name}", admins,
            [&door](call one) { return edit(door, std::move(one)); });
    door.on(routes, "DELETE", "/api/console/accounts/{name}", admins,
            [&door](call one) { return remove(door, std::move(one)); });
    door.on(routes, "POST", "/api/console/accounts/{name}/reset", admins,
            [&door](call one) { return reset(door, std::move(one)); });
}

}  // namespace sapa::console
