// What an answer of the Graph API leads to.
#include "adapters/whatsapp/graph_error.hpp"

#include <gtest/gtest.h>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include "tests/adapters/whatsapp/shared_files.hpp"

namespace sapa::whatsapp {
namespace {

namespace json = boost::json;

std::string error(int code) { return R"({"error":{"code":)" + std::to_string(code) + "}}"; }

struct advice_case
{
    int status, code;
    advice what;
    long after_ms;
};

TEST(GraphError, LeadsToAdvice)
{
    const advice_case cases[]{
        {400, 131056, advice::hold_recipient, 4000},
        {429, 131056, advice::hold_recipient, 4000},
        {400, 130429, advice::slow_account, 0},
        {400, 4, advice::slow_account, 60'000},
        {429, 613, advice::slow_account, 60'000},
        {429, 999, advice::slow_account, 60'000},
        {429, 100, advice::slow_account, 60'000},
        {400, 1, advice::retry_once, 0},
        {400, 131053, advice::retry_few, 0},
        {503, 2, advice::retry, 0},
        {500, 131057, advice::retry, 60'000},
        {500, 12345, advice::retry, 0},
        {400, 12345, advice::give_up, 0},
        {500, 3, advice::pause_account, 0},
        {403, 250, advice::pause_account, 0},
        {401, 190, advice::pause_account, 0},
        {403, 368, advice::pause_account, 0},
        {400, 131026, advice::fall_back_to_sms, 0},
        {400, 131047, advice::needs_template, 0},
        {404, 132001, advice::give_up, 0},
        {400, 137000, advice::give_up, 0},
        {400, 131048, advice::retry, 900'000},
    };
    for (const auto& one : cases) {
        const auto outcome = to_outcome(read_answer(one.status, error(one.code)), milliseconds(4000), false);
        const auto* why = std::get_if<refused>(&outcome);
        ASSERT_TRUE(why) << one.code;
        EXPECT_EQ(why->why.what, one.what) << one.code;
        EXPECT_EQ(why->why.after, milliseconds(one.after_ms)) << one.code;
        EXPECT_EQ(why->why.code, std::to_string(one.code));
    }
}

TEST(GraphError, AClosedWindowIsTriedOnceMoreWhereOurRecordShowsItOpen)
{
    const auto outcome = to_outcome(read_answer(400, error(131047)), milliseconds(0), true);
    EXPECT_EQ(std::get<refused>(outcome).why.what, advice::retry_once);
}

TEST(GraphError, WhatSaysNothingIsUnknown)
{
    for (const std::string body :
         {"", "<html>", "{}", "[]", R"({"messages":[]})", R"({"messages":[{"id":7}]})"})
        for (const int status : {0, 200, 403, 502})
            EXPECT_TRUE(std::holds_alternative<unknown_outcome>(
                to_outcome(read_answer(status, body), milliseconds(0), false)))
                << status << body;
}

TEST(GraphError, AgreesWithTheSharedAnswers)
{
    const auto file = shared_file("graph_answers.json");
    if (!file)
        GTEST_SKIP() << "no shared fixtures";
    const auto all = json::parse(*file);
    for (const auto& value : all.as_array()) {
        const auto& entry = value.as_object();
        const auto* body = entry.if_contains("body");
        const auto text = body ? json::serialize(*body) : std::string(entry.at("body_text").as_string());
        const auto answer = read_answer(static_cast<int>(entry.at("http").as_int64()), text);
        EXPECT_EQ(to_string(answer.what), std::string(entry.at("class").as_string()))
            << entry.at("name").as_string();
    }
}

}  // namespace
}  // namespace sapa::whatsapp
