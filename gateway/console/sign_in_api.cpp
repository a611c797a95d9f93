// Signing in and out, the session, one's own password.
#include "gateway/console/routes.hpp"
#include "gateway/model/iso_time.hpp"
#include "gateway/observe/log.hpp"

namespace sapa::console {
namespace {

http_response show_session(gate& door, const std::string& token, std::string_view name)
{
    const auto* session = door.sessions.find(token, door.links.now(), true);
    const auto* account = find_account(door.accounts.all(), name);
    const auto may = [&](role least) { return account->is >= least; };
    return ok({{"name", account->name},
               {"role", to_string(account->is)},
               {"csrf", session->csrf},
               {"must_change_password", account->one_time},
               {"idle_until", iso_time(door.sessions.idle_until(*session))},
               {"absolute_until", iso_time(door.sessions.absolute_until(*session))},
               {"may",
                {{"edit_draft", may(role::agent)},
                 {"publish", may(role::lead)},
                 {"unmask", may(role::lead)},
                 {"accounts", may(role::admin)},
                 {"search", may(role::agent)}}}});
}

// Of nobody: takes as long to compare as a real one.
const std::string& decoy(hash_cost cost)
{
    static const auto hash = hash_password(random_token(), cost);
    return hash;
}

http_response with_cookie(http_response made, const gate& door, std::string_view token)
{
    std::string cookie = "sapa_session=" + std::string(token) + "; Path=/; HttpOnly; SameSite=Strict";
    if (door.with.secure_cookie)
        cookie += "; Secure";
    if (token.empty())
        cookie += "; Max-Age=0";
    made.fields.emplace_back("Set-Cookie", std::move(cookie));
    return made;
}

http_response told_to_wait(seconds wait, language spoken)
{
    auto made = refuse({.code = "too_many"}, spoken);
    made.fields.emplace_back("Retry-After", std::to_string(wait.count()));
    return made;
}

async<http_response> sign_in(gate& door, call one)
{
    const auto name = text_of(one.body, "name"), password = text_of(one.body, "password");
    const auto wait = door.limit.wait(name, one.http.remote, door.links.now());
    if (wait.count() > 0)
        co_return told_to_wait(wait, one.spoken);
    const auto* known = find_account(door.accounts.all(), name);
    const auto hash = known && !known->disabled ? known->password_hash : std::string{};
    // Counted before the slow comparison, so that many at once gain nothing.
    door.limit.failed(name, one.http.remote, door.links.now());
    auto compare = [password, hash, cost = door.with.cost] {
        return right_password(password, hash.empty() ? decoy(cost) : hash) && !hash.empty();
    };
    const bool right = co_await door.links.work.run(std::move(compare));
    if (!right) {
        std::string who = "(unknown)";  // GCC 12 frees the halves of a conditional in a co_await twice
        if (fit_name(name))
            who = name;
        co_await door.record(std::move(who), "sign_in_failed", one.http.remote);
        co_return refuse({.code = "wrong_credentials", .field = "password"}, one.spoken);
    }
    door.limit.succeeded(name, one.http.remote);
    const auto now = door.links.now();
    auto note = [&door, name, now] {
        return door.accounts.change([&](account_list& all) {
            if (auto* mine = find_account(all, name))
                mine->last_sign_in = now;
            return true;
        });
    };
    co_await door.links.work.run(std::move(note));
    const auto token = door.sessions.begin(name, now);
    co_await door.record(name, "sign_in", one.http.remote);
    co_return with_cookie(show_session(door, token, name), door, token);
}

async<http_response> change_password(gate& door, call one)
{
    const auto old = text_of(one.body, "old"), fresh = text_of(one.body, "new");
    const auto wait = door.limit.wait(one.who, one.http.remote, door.links.now());
    if (wait.count() > 0)
        co_return told_to_wait(wait, one.spoken);
    const auto unfit = unfit_password(fresh, old, one.who);
    if (!unfit.empty())
        co_return refuse(
            {.code = "invalid", .field = "new", .detail = words(one.spoken, "password_" + unfit)},
            one.spoken);
    const auto hash = find_account(door.accounts.all(), one.who)->password_hash;
    auto change = [&door, name = one.who, old, fresh, hash] {
        if (!right_password(old, hash))
            return false;
        const auto hashed = hash_password(fresh, door.with.cost);
        return door.accounts.change([&](account_list& all) {
            auto* mine = find_account(all, name);
            if (mine == nullptr)
                return false;
            mine->password_hash = hashed;
            mine->one_time = false;
            return true;
        });
    };
    const bool changed = co_await door.links.work.run(std::move(change));
    if (!changed) {
        door.limit.failed(one.who, one.http.remote, door.links.now());
        co_return refuse({.code = "wrong_credentials", .field = "old"}, one.spoken);
    }
    door.sessions.end_all(one.who);
    const auto token = door.sessions.begin(one.who, door.links.now());
    co_await door.record(one.who, "password_changed", one.who);
    co_return with_cookie(show_session(door, token, one.who), door, token);
}

}  // namespace

void add_sign_in_routes(http_router& routes, gate& door)
{
    door.on(routes, "POST", "/api/console/sign-in", {.open = true},
            [&door](call one) { return sign_in(door, std::move(one)); });
    door.on(routes, "GET", "/api/console/session", {.unsettled = true},
            [&door](call one) -> async<http_response> { co_return show_session(door, one.token, one.who); });
    door.on(routes, "POST", "/api/console/password", {.unsettled = true},
            [&door](call one) { return change_password(door, std::move(one)); });
    door.on(routes, "POST", "/api/console/sign-out", {.unsettled = true},
            [&door](call one) -> async<http_response> {
                door.sessions.end(one.token);
                co_return with_cookie(ok(), door, {});
            });
}

}  // namespace sapa::console
