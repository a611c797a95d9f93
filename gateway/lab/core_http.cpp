// The lab's core over HTTP: requests are read and answers written by the contract's table.
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include "gateway/lab/core.hpp"

namespace sapa::lab {
namespace {

namespace json = boost::json;

json::string_view key_of(std::string_view name) { return {name.data(), name.size()}; }

std::string iso(date day)
{
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                       static_cast<unsigned>(day.day()));
}

struct write_value
{
    json::value operator()(const std::string& text) const { return json::string(text); }
    json::value operator()(std::int64_t number) const { return number; }
    json::value operator()(rupiah money) const { return money.amount; }
    json::value operator()(date day) const { return json::string(iso(day)); }
    json::value operator()(month period) const
    {
        return json::string(iso(period / std::chrono::day(1)).substr(0, 7));
    }
    json::value operator()(const participant_no& number) const { return json::string(number.digits()); }
    json::value operator()(bool yes) const { return yes; }
};

void put_at(json::object& root, std::string_view pointer, json::value what)
{
    auto* here = &root;
    for (;;) {
        pointer.remove_prefix(1);
        const auto name = pointer.substr(0, pointer.find('/'));
        pointer.remove_prefix(name.size());
        if (pointer.empty()) {
            (*here)[key_of(name)] = std::move(what);
            return;
        }
        auto& next = (*here)[key_of(name)];
        here = next.is_object() ? &next.get_object() : &next.emplace_object();
    }
}

void write_fields(const facts& told, std::span<const core_field> fields, json::object& into)
{
    for (const auto& field : fields)
        if (const auto* found = told.find(field.name))
            put_at(into, field.pointer, std::visit(write_value{}, *found));
}

std::string write_body(const core_operation& operation, const core_answer& answer)
{
    json::object body;
    write_fields(answer.told, operation.fields, body);
    for (const auto& list : operation.lists) {
        json::array rows;
        if (const auto* found = answer.told.find_list(list.name))
            for (const auto& row : *found)
                write_fields(row, list.fields, rows.emplace_back(json::object()).get_object());
        put_at(body, list.pointer, std::move(rows));
    }
    for (const auto& outcome : operation.outcomes)
        if (outcome.name == answer.outcome && outcome.status == 202)
            put_at(body, operation.told_by, json::string(key_of(outcome.code)));
    if (operation.name == "health")
        body["status"] = "ok";
    return json::serialize(body);
}

http_response json_response(int status, std::string body)
{
    http_response response;
    response.status = status;
    response.fields.emplace_back("Content-Type",
                                 status < 300 ? "application/json" : "application/problem+json");
    response.body = std::move(body);
    return response;
}

http_response problem(int status, std::string_view code)
{
    return json_response(status,
                         fmt::format(R"({{"type":"about:blank","status":{},"code":"{}"}})", status, code));
}

std::string check_headers(const core_operation& operation, const http_request& request)
{
    if (!find_field(request.fields, "Authorization").starts_with("Bearer"))
        return "unauthorized";
    if (!parse_channel_type(find_field(request.fields, "X-Channel")))
        return "channel_missing";
    if (find_field(request.fields, "X-Request-Id").empty())
        return "request_id_missing";
    if (operation.write() && find_field(request.fields, "Idempotency-Key").empty())
        return "idempotency_key_missing";
    return {};
}

// false where the body is not an object of texts and flags.
bool read_body(const core_operation& operation, const http_request& request, core_question& question)
{
    if (operation.body.empty())
        return true;
    json::error_code wrong;
    const auto body = json::parse(request.body, wrong);
    if (wrong || !body.is_object())
        return false;
    for (const auto& [name, member] : body.get_object()) {
        if (member.is_string())
            question.arguments.emplace_back(
                std::string(name.data(), name.size()),
                std::string(member.get_string().data(), member.get_string().size()));
        else if (member.is_bool())
            question.arguments.emplace_back(std::string(name.data(), name.size()),
                                            member.get_bool() ? "true" : "false");
        else
            return false;
    }
    return true;
}

core_question read_question(const core_operation& operation, const http_request& request)
{
    core_question question;
    question.operation = operation.name;
    question.via = parse_channel_type(find_field(request.fields, "X-Channel")).value_or(channel_type{});
    question.phone = parse_msisdn(find_field(request.fields, "X-Msisdn"));
    question.request_id = find_field(request.fields, "X-Request-Id");
    question.idempotency_key = find_field(request.fields, "Idempotency-Key");
    question.arguments = request.captured;
    for (auto& parameter : parse_query(query_of(request.target)))
        question.arguments.push_back(std::move(parameter));
    return question;
}

json::object write_faults(const core_faults& faults)
{
    return {{"delay_ms", faults.delay.count()},    {"down", faults.down},
            {"fail_percent", faults.fail_percent}, {"busy_percent", faults.busy_percent},
            {"cut_percent", faults.cut_percent},   {"wrong_body_percent", faults.wrong_body_percent}};
}

// What the object names is set; false where a member is unknown or of a wrong kind.
bool read_faults(const std::string& text, core_faults& faults)
{
    json::error_code wrong;
    const auto body = json::parse(text, wrong);
    if (wrong || !body.is_object())
        return false;
    for (const auto& [key, member] : body.get_object()) {
        const std::string_view name(key.data(), key.size());
        const auto* number = member.if_int64();
        int* percent = name == "fail_percent"         ? &faults.fail_percent
                       : name == "busy_percent"       ? &faults.busy_percent
                       : name == "cut_percent"        ? &faults.cut_percent
                       : name == "wrong_body_percent" ? &faults.wrong_body_percent
                                                      : nullptr;
        if (name == "down" && member.is_bool())
            faults.down = member.get_bool();
        else if (name == "delay_ms" && number && *number >= 0 && *number <= 600'000)
            faults.delay = milliseconds(*number);
        else if (percent && number && *number >= 0 && *number <= 100)
            *percent = static_cast<int>(*number);
        else
            return false;
    }
    return true;
}

}  // namespace

async<http_response> lab_core::serve(const core_operation& operation, http_request request, instant now)
{
    ++asked_;
    if (const auto missing = check_headers(operation, request); !missing.empty())
        co_return problem(missing == "unauthorized" ? 401 : 400, missing);
    auto question = read_question(operation, request);
    if (!read_body(operation, request, question))
        co_return problem(422, "refused");
    const auto set = faults;
    if (set.delay.count() > 0) {
        asio::steady_timer pause(co_await asio::this_coro::executor, set.delay);
        co_await pause.async_wait(asio::use_awaitable);
    }
    auto percent = static_cast<int>(chance_() % 100);
    const auto drawn = [&percent](int share) { return (percent -= share) < 0; };
    http_response response;
    if (faults.down) {
        response.cut_after = 0;
        co_return response;
    }
    if (drawn(set.fail_percent))
        co_return problem(500, "internal");
    if (drawn(set.busy_percent))
        co_return problem(429, "too_many_requests");
    const auto answer = write_once(question, now);
    const bool success = answer.status < 300;
    response = success
                   ? json_response(answer.status, answer.status == 204 ? "" : write_body(operation, answer))
                   : problem(answer.status, answer.outcome);
    if (drawn(set.cut_percent))
        response.cut_after = static_cast<std::ptrdiff_t>(80 + response.body.size() / 2);
    else if (drawn(set.wrong_body_percent))
        response = json_response(200, R"({"participant_no":17,"balance":")");
    co_return response;
}

void lab_core::add_routes(http_router& router, clock_source now)
{
    for (const auto& operation : core_operations()) {
        auto handler = [this, &operation, now](http_request request) {
            return serve(operation, std::move(request), now());
        };
        router.on(std::string(operation.method), std::string(operation.path), std::move(handler));
    }
    router.on("GET", "/lab/faults", [this](http_request) -> async<http_response> {
        co_return json_response(200, json::serialize(write_faults(faults)));
    });
    router.on("PUT", "/lab/faults", [this](http_request request) -> async<http_response> {
        auto wanted = faults;
        if (!read_faults(request.body, wanted))
            co_return problem(400, "faults_not_understood");
        faults = wanted;
        co_return json_response(200, json::serialize(write_faults(faults)));
    });
}

}  // namespace sapa::lab
