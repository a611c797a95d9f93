#include "gateway/operator_api.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>
#include <algorithm>
#include <cctype>
#include <charconv>
#include <filesystem>
#include "gateway/api_answer.hpp"
#include "gateway/model/iso_time.hpp"
#include "gateway/observe/log.hpp"

namespace sapa {
namespace {

namespace json = boost::json;

constexpr std::size_t listed_most = 1000, purge_batch = 2000;
constexpr std::string_view everyone = "agent|lead|admin", changers = "lead|admin", owners = "admin";

row_id number_in(const http_request& request)
{
    const auto text = find_field(request.captured, "id");
    row_id id{};
    std::from_chars(text.data(), text.data() + text.size(), id);
    return id;
}

json::value to_json(const ledger& sums)
{
    return {
        {"accepted", sums.accepted}, {"answered", sums.answered},           {"in_work", sums.in_work},
        {"promised", sums.promised}, {"dead_lettered", sums.dead_lettered}, {"balanced", sums.balanced()}};
}

json::value to_json(const queued_message& row)
{
    return {{"id", row.outbox},
            {"message", row.inbox},
            {"channel", to_string(row.via)},
            {"account", row.account},
            {"recipient", row.recipient},
            {"attempts", row.attempts},
            {"created_at", iso_time(row.created_at)}};
}

json::value to_json(const dead_letter& row)
{
    return {{"id", row.outbox},         {"message", row.inbox},         {"channel", to_string(row.via)},
            {"account", row.account},   {"recipient", row.recipient},   {"code", row.code},
            {"attempts", row.attempts}, {"ended_at", iso_time(row.ended_at)}};
}

json::value to_json(const audit_entry& row)
{
    return {{"at", iso_time(row.at)}, {"who", row.who}, {"what", row.what}, {"about", row.about}, {"reason", row.reason}};
}

// Who of this machine, as the command tells: the token alone is the permission.
std::string named(std::string who, const http_request& request)
{
    constexpr std::size_t name_max = 32;
    const auto name = find_field(request.fields, "X-Operator");
    const bool plain = !name.empty() && name.size() <= name_max &&
                       std::ranges::all_of(name, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) ||
                                                                     c == '-' || c == '_' || c == '.'; });
    return who == this_machine && plain ? fmt::format("{} ({})", who, name) : who;
}

// The routes as a class only to hold what they reach.
class operator_routes
{
public:
    explicit operator_routes(operated what) : what_(std::move(what)) {}

    void add_to(http_router& routes, const std::shared_ptr<operator_routes>& self)
    {
        struct row
        {
            std::string_view method, path, roles;
            async<http_response> (operator_routes::*handler)(http_request, std::string who);
        };
        static constexpr row table[] = {
            {"GET", "/api/ledger", everyone, &operator_routes::show_ledger},
            {"GET", "/api/links", everyone, &operator_routes::show_links},
            {"POST", "/api/links/{link}/{verb}", changers, &operator_routes::control_link},
            {"GET", "/api/outbox", everyone, &operator_routes::show_outbox},
            {"POST", "/api/outbox/{id}/{verb}", changers, &operator_routes::settle},
            {"GET", "/api/messages/{id}", everyone, &operator_routes::show_message},
            {"POST", "/api/purge", changers, &operator_routes::purge},
            {"POST", "/api/conf/reload", changers, &operator_routes::reload},
            {"POST", "/api/backup", owners, &operator_routes::back_up},
            {"GET", "/api/audit", changers, &operator_routes::show_audit},
            {"POST", "/api/log-level/{level}", changers, &operator_routes::set_level},
        };
        for (const auto& row : table)
            routes.on(std::string(row.method), std::string(row.path), [self, row](http_request request) {
                return self->guarded(std::move(request), row.roles, row.handler);
            });
    }

private:
    using handler = async<http_response> (operator_routes::*)(http_request, std::string);

    async<http_response> guarded(http_request request, std::string_view roles, handler then)
    {
        auto who = what_.who(bearer_of(request), roles);
        if (who.empty())
            co_return json_problem(401, "a bearer token with the role that this takes is needed");
        who = named(std::move(who), request);
        co_return co_await (this->*then)(std::move(request), std::move(who));
    }

    async<void> record(std::string who, std::string done, std::string about)
    {
        log_event(log_level::info, "operator", {{"who", who}, {"done", done}, {"about", about}});
        audit_entry entry{
            .at = what_.now(), .who = std::move(who), .what = std::move(done), .about = std::move(about)};
        co_await what_.kept.append_audit(std::move(entry));
    }

    async<http_response> show_ledger(http_request, std::string)
    {
        const auto sums = co_await what_.store.balance();
        co_return json_answer(200, to_json(sums));
    }

    async<http_response> show_links(http_request, std::string)
    {
        co_return json_answer(200, json::parse(what_.links_json()));
    }

    async<http_response> control_link(http_request request, std::string who)
    {
        const std::string link(find_field(request.captured, "link")),
            verb(find_field(request.captured, "verb"));
        if (verb != "suspend" && verb != "resume" && verb != "drain")
            co_return json_problem(404, "a link can be suspended, resumed or drained");
        if (!what_.control_link(link, verb))
            co_return json_problem(404, "no such link; GET /api/links lists them");
        co_await record(std::move(who), verb, link);
        co_return json_answer(200, json::parse(what_.links_json()));
    }

    async<http_response> show_outbox(http_request, std::string)
    {
        auto list = [this] {
            return std::pair(what_.kept.queued(listed_most), what_.kept.dead_letters(listed_most));
        };
        const auto [waiting, dead] = co_await what_.work.run(std::move(list));
        json::array queued, letters;
        for (const auto& row : waiting)
            queued.push_back(to_json(row));
        for (const auto& row : dead)
            letters.push_back(to_json(row));
        json::object both;
        both["queued"] = std::move(queued);
        both["dead_letters"] = std::move(letters);
        co_return json_answer(200, both);
    }

    async<http_response> settle(http_request request, std::string who)
    {
        const auto id = number_in(request);
        const std::string verb(find_field(request.captured, "verb"));
        if (verb != "release" && verb != "drop")
            co_return json_problem(404, "a dead letter can be released or dropped");
        bool done = false;
        if (verb == "drop") {
            done = co_await what_.kept.drop(id, what_.now());
        } else if (auto again = co_await what_.kept.release(id, what_.now())) {
            what_.send_again(std::move(*again));
            done = true;
        }
        if (!done)
            co_return json_problem(404, "no such dead letter");
        co_await record(std::move(who), verb, std::to_string(id));
        json::object told;
        told["id"] = id;
        told["done"] = verb;
        co_return json_answer(200, told);
    }

    async<http_response> show_message(http_request request, std::string)
    {
        const auto id = number_in(request);
        auto look = [this, id] { return what_.kept.timeline(id, false); };
        const auto steps = co_await what_.work.run(std::move(look));
        if (steps.empty())
            co_return json_problem(404, "no such message");
        json::array lines;
        for (const auto& step : steps)
            lines.push_back({{"at", iso_time(step.at)}, {"what", step.what}, {"words", step.words}});
        json::object told;
        told["id"] = id;
        told["timeline"] = std::move(lines);
        co_return json_answer(200, told);
    }

    async<http_response> purge(http_request, std::string who)
    {
        purge_report sum;
        for (bool more = true; more;) {
            const auto batch = co_await what_.kept.purge(what_.now(), what_.kept_for, purge_batch);
            sum.messages += batch.messages;
            sum.replies += batch.replies;
            sum.conversations += batch.conversations;
            sum.keys_destroyed += batch.keys_destroyed;
            more = batch.more;
        }
        what_.purged();
        co_await record(std::move(who), "purge", std::to_string(sum.messages));
        json::object told;
        told["messages"] = sum.messages;
        told["replies"] = sum.replies;
        told["conversations"] = sum.conversations;
        told["keys_destroyed"] = sum.keys_destroyed;
        co_return json_answer(200, told);
    }

    async<http_response> reload(http_request, std::string who)
    {
        const auto findings = co_await what_.reload();
        if (!findings.empty())
            co_return http_response{
                .status = 422, .fields = {{"Content-Type", "application/json"}}, .body = findings};
        co_await record(std::move(who), "reload", "conf");
        co_return json_answer(200, {{"reloaded", true}});
    }

    // {"file": where}: absolute, on this machine, not there yet.
    async<http_response> back_up(http_request request, std::string who)
    {
        boost::system::error_code wrong;
        const auto body = json::parse(request.body, wrong);
        const auto* named = !wrong && body.is_object() ? body.as_object().if_contains("file") : nullptr;
        const std::filesystem::path file = named && named->is_string() ? named->as_string().c_str() : "";
        if (!file.is_absolute() || std::filesystem::exists(file))
            co_return json_problem(422, "\"file\" is an absolute path on the server's machine where nothing stands yet");
        std::string failed;
        auto copy = [this, &file, &failed] {
            try {
                what_.kept.back_up(file.string());
            } catch (const std::exception& trouble) {
                failed = trouble.what();
            }
            return failed.empty();
        };
        const bool done = co_await what_.work.run(copy);
        if (!done)
            co_return json_problem(500, failed);
        co_await record(std::move(who), "backup", file.string());
        json::object told;
        told["file"] = file.string();
        told["octets"] = std::filesystem::file_size(file);
        co_return json_answer(200, told);
    }

    async<http_response> show_audit(http_request, std::string)
    {
        auto list = [this] { return what_.kept.audit(listed_most); };
        const auto entries = co_await what_.work.run(list);
        json::array lines;
        for (const auto& row : entries)
            lines.push_back(to_json(row));
        json::object told;
        told["audit"] = std::move(lines);
        co_return json_answer(200, told);
    }

    async<http_response> set_level(http_request request, std::string who)
    {
        const std::string level(find_field(request.captured, "level"));
        if (!set_log_level(level))
            co_return json_problem(422, "the level is one of debug, info, warning, error");
        co_await record(std::move(who), "log_level", level);
        co_return json_answer(200, {{"level", level}});
    }

    operated what_;
};

}  // namespace

void add_operator_routes(http_router& routes, operated what)
{
    const auto made = std::make_shared<operator_routes>(std::move(what));
    made->add_to(routes, made);
}

}  // namespace sapa
