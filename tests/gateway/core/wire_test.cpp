// Questions and answers on the wire, by tables.
#include "gateway/core/wire.hpp"
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

namespace sapa {
namespace {

core_question ask(std::string operation, std::vector<std::pair<std::string, std::string>> arguments = {})
{
    core_question question;
    question.operation = std::move(operation);
    question.arguments = std::move(arguments);
    question.phone = msisdn("6281200000001");
    question.idempotency_key = "7-1";
    return question;
}

const std::pair<std::string, std::string> number{"participant_no", "3171234567890001"};

TEST(write_question, FillsPathQueryAndBody)
{
    struct row
    {
        core_question asked;
        const char *method, *target, *body;
    } const rows[]{
        {ask("balance", {number}), "GET", "/v1/participants/3171234567890001/balance", ""},
        {ask("contributions", {number, {"limit", "3"}}), "GET",
         "/v1/participants/3171234567890001/contributions?limit=3", ""},
        {ask("branches", {{"town", "Banda Aceh & x"}}), "GET", "/v1/branches?town=Banda%20Aceh%20%26%20x",
         ""},
        {ask("claim", {{"claim_no", "KLM/1"}}), "GET", "/v1/claims/KLM%2F1", ""},
        {ask("registered_numbers"), "GET", "/v1/phone-registrations", ""},
        {ask("unregister_phone", {number}), "DELETE", "/v1/phone-registrations/3171234567890001", ""},
        {ask("register_phone", {number, {"nik", "1"}, {"email", ""}, {"stray", "x"}}), "POST",
         "/v1/phone-registrations", R"({"participant_no":"3171234567890001","nik":"1"})"},
        {ask("complaint", {{"text", "\"a\"\n"}, {"anonymous", "true"}}), "POST", "/v1/complaints",
         R"({"text":"\"a\"\n","anonymous":true})"},
    };
    for (const auto& row : rows) {
        SCOPED_TRACE(row.target);
        const auto request = write_question(*find_operation(row.asked.operation), row.asked);
        ASSERT_TRUE(request.has_value());
        EXPECT_EQ(request->method, row.method);
        EXPECT_EQ(request->target, row.target);
        EXPECT_EQ(request->body, row.body);
        EXPECT_EQ(find_field(request->fields, "X-Msisdn"), "6281200000001");
        EXPECT_EQ(find_field(request->fields, "X-Channel"), "sms");
        EXPECT_EQ(find_field(request->fields, "Idempotency-Key"), request->method == "GET" ? "" : "7-1");
    }
    EXPECT_FALSE(write_question(*find_operation("balance"), ask("balance")).has_value());
}

const std::string good =
    R"({"participant_no":"3171234567890001","name":"A","balance":{"total":5,"contributions":4,"yield":1},
    "as_of":"2026-11-19","last_contribution":{"period":"2026-10","paid_on":"2026-11-12"}})";

TEST(read_answer, TellsEveryOutcomeAndEveryTrouble)
{
    using t = core_trouble;
    struct row
    {
        const char* name;
        core_question asked;
        int status;
        std::string body;
        const char* outcome;
        core_trouble trouble;
    } const rows[]{
        {"balance", ask("balance", {number}), 200, good, "ok", t::none},
        {"least balance", ask("balance", {number}), 200, R"({"balance":{"total":5},"as_of":"2026-11-19"})",
         "ok", t::none},
        {"kpj asked, 16 digits told", ask("balance", {{"participant_no", "12345678901"}}), 200, good, "ok",
         t::none},
        {"unknown members", ask("health"), 200, R"({"x":[1,{"y":null}]})", "ok", t::none},
        {"empty body", ask("health"), 200, "", "ok", t::none},
        {"no content", ask("unregister_phone", {number}), 204, "", "unregistered", t::none},
        {"created", ask("register_phone", {number}), 201, "{}", "registered", t::none},
        {"code", ask("register_phone", {number}), 202, R"({"confirm":"code"})", "confirm_code", t::none},
        {"branch", ask("register_phone", {number}), 202, R"({"confirm":"branch"})", "confirm_branch",
         t::none},
        {"other proof", ask("register_phone", {number}), 202, R"({"confirm":"fax"})", "unavailable",
         t::broken_body},
        {"mismatch", ask("register_phone", {number}), 409, R"({"code":"mismatch"})", "mismatch", t::none},
        {"may claim", ask("claim_eligibility", {number}), 200, R"({"eligible":true})", "eligible", t::none},
        {"may not", ask("claim_eligibility", {number}), 200, R"({"eligible":false})", "not_eligible",
         t::none},
        {"perhaps", ask("claim_eligibility", {number}), 200, R"({"eligible":"yes"})", "unavailable",
         t::broken_body},
        {"registered", ask("balance", {number}), 403, R"({"code":"phone_not_registered"})",
         "phone_not_registered", t::none},
        {"not found", ask("balance", {number}), 404, R"({"code":"participant_not_found"})",
         "participant_not_found", t::none},
        {"no jht", ask("balance", {number}), 409, R"({"code":"no_jht"})", "no_jht", t::none},
        {"deceased", ask("balance", {number}), 410, R"({"code":"deceased"})", "deceased", t::none},
        {"404 of a proxy", ask("balance", {number}), 404, "<html>", "unavailable", t::refused},
        {"404 without code", ask("balance", {number}), 404, "{}", "unavailable", t::refused},
        {"code of another status", ask("balance", {number}), 409, R"({"code":"deceased"})", "unavailable",
         t::refused},
        {"unauthorised", ask("balance", {number}), 401, R"({"code":"unauthorized"})", "unavailable",
         t::refused},
        {"busy", ask("balance", {number}), 429, R"({"code":"too_many_requests"})", "unavailable", t::busy},
        {"failed", ask("balance", {number}), 500, "", "unavailable", t::server_error},
        {"away", ask("balance", {number}), 503, "Service Unavailable", "unavailable", t::server_error},
        {"redirect", ask("balance", {number}), 302, "", "unavailable", t::refused},
        {"not json", ask("balance", {number}), 200, "saldo 5", "unavailable", t::broken_body},
        {"cut json", ask("balance", {number}), 200, good.substr(0, 60), "unavailable", t::broken_body},
        {"two documents", ask("balance", {number}), 200, good + good, "unavailable", t::broken_body},
        {"empty", ask("balance", {number}), 200, "", "unavailable", t::broken_body},
        {"an array", ask("balance", {number}), 200, "[]", "unavailable", t::broken_body},
        {"no total", ask("balance", {number}), 200, R"({"balance":{},"as_of":"2026-11-19"})", "unavailable",
         t::broken_body},
        {"total a text", ask("balance", {number}), 200, R"({"balance":{"total":"5"},"as_of":"2026-11-19"})",
         "unavailable", t::broken_body},
        {"total broken", ask("balance", {number}), 200, R"({"balance":{"total":5.5},"as_of":"2026-11-19"})",
         "unavailable", t::broken_body},
        {"total null", ask("balance", {number}), 200, R"({"balance":{"total":null},"as_of":"2026-11-19"})",
         "unavailable", t::broken_body},
        {"no such day", ask("balance", {number}), 200, R"({"balance":{"total":5},"as_of":"2026-02-30"})",
         "unavailable", t::broken_body},
        {"month 13", ask("balance", {number}), 200,
         R"({"balance":{"total":5},"as_of":"2026-11-19","last_contribution":{"period":"2026-13"}})",
         "unavailable", t::broken_body},
        {"another's number", ask("balance", {{"participant_no", "3171234567890002"}}), 200, good,
         "unavailable", t::other_number},
        {"list no list", ask("claims", {number}), 200, R"({"claims":{}})", "unavailable", t::broken_body},
        {"list of rubbish", ask("claims", {number}), 200, R"({"claims":[7]})", "unavailable", t::broken_body},
        {"no utf-8", ask("claims", {number}), 200, "{\"x\":\"\xff\"}", "unavailable", t::broken_body},
        {"deep", ask("claims", {number}), 200, std::string(10000, '['), "unavailable", t::broken_body},
    };
    for (const auto& row : rows) {
        SCOPED_TRACE(row.name);
        http_response got;
        got.status = row.status;
        got.body = row.body;
        const auto read = read_answer(*find_operation(row.asked.operation), row.asked, got);
        EXPECT_EQ(read.answer.outcome, row.outcome);
        EXPECT_EQ(to_string(read.trouble), to_string(row.trouble));
        EXPECT_EQ(read.answer.status, row.status);
        if (row.trouble != t::none) {
            EXPECT_TRUE(read.answer.told.values.empty());
        }
    }
}

TEST(read_answer, ReadsEveryKindOfValue)
{
    using namespace std::chrono_literals;
    http_response got;
    got.body = good;
    const auto told = read_answer(*find_operation("balance"), ask("balance", {number}), got).answer.told;
    EXPECT_EQ(std::get<rupiah>(*told.find("total")).amount, 5);
    EXPECT_EQ(std::get<date>(*told.find("as_of")), 2026y / 11 / 19);
    EXPECT_EQ(std::get<month>(*told.find("last_period")), 2026y / 10);
    EXPECT_EQ(std::get<participant_no>(*told.find("participant_no")).digits(), "3171234567890001");
    EXPECT_EQ(std::get<std::string>(*told.find("name")), "A");
}

// The table and the published contract say the same.
TEST(openapi, NamesTheSameOperationsParametersAndOutcomes)
{
    const auto api = YAML::LoadFile(SOURCE_DIR "/gateway/core/openapi.yaml");
    std::size_t published = 0;
    for (const auto& path : api["paths"])
        for (const auto& member : path.second)
            published += member.first.as<std::string>() != "parameters";
    EXPECT_EQ(published, core_operations().size());
    for (const auto& operation : core_operations()) {
        SCOPED_TRACE(operation.name);
        std::string method(operation.method);
        for (auto& c : method)
            c = static_cast<char>(std::tolower(c));
        const auto entry = api["paths"][std::string(operation.path)][method];
        ASSERT_TRUE(entry.IsMap());
        EXPECT_EQ(entry["operationId"].as<std::string>(), operation.name);
        for (const auto& outcome : operation.outcomes) {
            SCOPED_TRACE(outcome.name);
            const auto response = entry["responses"][std::to_string(outcome.status)];
            EXPECT_TRUE(response.IsMap());
            if (outcome.status >= 400 && !outcome.code.empty()) {
                EXPECT_TRUE(
                    response["content"]["application/problem+json"]["examples"][std::string(outcome.code)]
                        .IsMap());
            }
        }
        if (operation.body.empty())
            continue;
        const auto reference =
            entry["requestBody"]["content"]["application/json"]["schema"]["$ref"].as<std::string>();
        const auto schema =
            api["components"]["schemas"][reference.substr(reference.rfind('/') + 1)]["properties"];
        EXPECT_EQ(schema.size(), operation.body.size());
        for (const auto name : operation.body)
            EXPECT_TRUE(schema[std::string(name)].IsDefined()) << name;
    }
}

}  // namespace
}  // namespace sapa
