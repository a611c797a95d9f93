#include "gateway/person_api.hpp"

#include <boost/json.hpp>
#include <charconv>
#include <cstdio>
#include <memory>
#include "gateway/api_answer.hpp"
#include "gateway/model/iso_time.hpp"
#include "gateway/model/personal_number.hpp"
#include "gateway/observe/log.hpp"
#include "gateway/pipeline/store_errors.hpp"

namespace sapa {
namespace {

namespace json = boost::json;

constexpr std::size_t searched_most = 200, reason_least = 8, reason_most = 500;

// A text member of the body; empty where there is none.
std::string member(const http_request& request, std::string_view name)
{
    json::error_code wrong;
    const auto body = json::parse(request.body, wrong);
    const auto* found = !wrong && body.is_object() ? body.get_object().if_contains(name) : nullptr;
    return found && found->is_string() ? std::string(found->get_string()) : std::string{};
}

std::optional<date> day_in(const http_request& request)
{
    const auto text = member(request, "day");
    int y = 0;
    unsigned m = 0, d = 0;
    const bool shaped = text.size() == 10 && text[4] == '-' && text[7] == '-';
    if (!shaped || std::sscanf(text.c_str(), "%4d-%2u-%2u", &y, &m, &d) != 3)
        return std::nullopt;
    const date made{std::chrono::year(y), std::chrono::month(m), std::chrono::day(d)};
    return made.ok() ? std::optional(made) : std::nullopt;
}

json::value to_json(const found_message& one)
{
    return {{"id", one.inbox},
            {"conversation", one.conversation},
            {"number", one.number},
            {"channel", to_string(one.via)},
            {"sender", one.sender},
            {"text", one.text},
            {"intent", one.intent},
            {"status", one.status},
            {"received_at", iso_time(one.received_at)}};
}

json::value to_json(const timeline_step& step)
{
    return {{"at", iso_time(step.at)}, {"what", step.what}, {"words", step.words}};
}

json::value to_json(const affected_person& one)
{
    return {{"channel", to_string(one.via)}, {"sender", one.sender}, {"messages", one.messages}};
}

template <class Row>
http_response listed(std::string_view name, const std::vector<Row>& rows)
{
    json::array list;
    for (const auto& row : rows)
        list.push_back(to_json(row));
    json::object told;
    told[name] = std::move(list);
    return json_answer(200, told);
}

// The routes as a class only to hold what they reach.
class person_routes
{
public:
    explicit person_routes(person_desk desk) : desk_(std::move(desk)) {}

    void add_to(http_router& routes, const std::shared_ptr<person_routes>& self)
    {
        struct row
        {
            std::string_view method, path, roles;
            bool takes_reason;
            async<http_response> (person_routes::*handler)(http_request, std::string who);
        };
        static constexpr row table[] = {
            {"POST", "/api/search", "agent|lead|admin", false, &person_routes::search_masked},
            {"POST", "/api/search/unmask", "lead|admin", true, &person_routes::search_whole},
            {"POST", "/api/messages/{id}/unmask", "lead|admin", true, &person_routes::unmask},
            {"POST", "/api/breach", "admin", true, &person_routes::breach},
        };
        for (const auto& row : table)
            routes.on(std::string(row.method), std::string(row.path), [self, row](http_request request) {
                return self->guarded(std::move(request), row.roles, row.takes_reason, row.handler);
            });
    }

private:
    using handler = async<http_response> (person_routes::*)(http_request, std::string);

    async<http_response> guarded(http_request request, std::string_view roles, bool takes_reason,
                                 handler then)
    {
        auto who = desk_.who(bearer_of(request), roles);
        if (who.empty())
            co_return json_problem(401, "a bearer token with the role that this takes is needed");
        const auto reason = member(request, "reason");
        if (takes_reason && (reason.size() < reason_least || reason.size() > reason_most))
            co_return json_problem(422, "reason is missing: say in 8 to 500 characters why this is needed");
        try {
            co_return co_await (this->*then)(std::move(request), std::move(who));
        } catch (const store_full&) {
        }
        co_return json_problem(503, "the store cannot record who looks");
    }

    // Nothing is shown before this is on disk.
    async<void> record(std::string who, std::string done, std::string about, std::string reason)
    {
        log_event(log_level::info, "operator", {{"who", who}, {"done", done}, {"about", about}});
        audit_entry entry{.at = desk_.now(),
                          .who = std::move(who),
                          .what = std::move(done),
                          .about = std::move(about),
                          .reason = std::move(reason)};
        co_await desk_.kept.append_audit(std::move(entry));
    }

    async<http_response> search(http_request request, std::string who, bool whole)
    {
        const auto number = member(request, "number");
        if (number.size() < 4)
            co_return json_problem(422, "number is a whole phone number or its last four digits");
        co_await record(std::move(who), whole ? "unmask" : "search", "phone " + masked_tail(number),
                        member(request, "reason"));
        auto look = [this, number, whole] { return desk_.kept.search(number, searched_most, whole); };
        const auto found = co_await desk_.work.run(std::move(look));
        co_return listed("messages", found);
    }
    async<http_response> search_masked(http_request request, std::string who)
    {
        return search(std::move(request), std::move(who), false);
    }
    async<http_response> search_whole(http_request request, std::string who)
    {
        return search(std::move(request), std::move(who), true);
    }

    async<http_response> unmask(http_request request, std::string who)
    {
        const auto text = find_field(request.captured, "id");
        row_id id{};
        std::from_chars(text.data(), text.data() + text.size(), id);
        co_await record(std::move(who), "unmask", "message " + std::to_string(id), member(request, "reason"));
        auto look = [this, id] { return desk_.kept.timeline(id, true); };
        const auto steps = co_await desk_.work.run(std::move(look));
        if (steps.empty())
            co_return json_problem(404, "no such message");
        co_return listed("timeline", steps);
    }

    async<http_response> breach(http_request request, std::string who)
    {
        const auto day = day_in(request);
        if (!day)
            co_return json_problem(422, "day is a date such as 2026-11-25");
        co_await record(std::move(who), "breach", member(request, "day"), member(request, "reason"));
        auto look = [this, day = *day] { return desk_.kept.affected(day); };
        const auto touched = co_await desk_.work.run(std::move(look));
        co_return listed("affected", touched);
    }

    person_desk desk_;
};

}  // namespace

void add_person_routes(http_router& routes, person_desk desk)
{
    const auto made = std::make_shared<person_routes>(std::move(desk));
    made->add_to(routes, made);
}

}  // namespace sapa
