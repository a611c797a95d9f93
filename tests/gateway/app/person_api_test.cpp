// Looking persons up: masked for everyone, whole for who may and says why; nothing is shown unrecorded.
#include "gateway/person_api.hpp"

#include <gtest/gtest.h>
#include <boost/json.hpp>
#include "tests/gateway/store/runner.hpp"
#include "tests/gateway/store/scratch.hpp"

using namespace sapa;

namespace {

const std::string number = "3171234567890001", phone = "6281210000001";

struct desk : testing::Test
{
    desk() : store(io.get_executor(), folder.settings())
    {
        auto asked = run_to_end(io, store.admit(invented::question(1, a_noon), {}, {}));
        inbox = asked.inbox;
        run_to_end(io, store.commit_turn(invented::answer(asked, invented::question(1, a_noon), a_noon)));
        person_desk what{.kept = store, .work = work, .now = [] { return a_noon; }};
        what.who = [](std::string_view token, std::string_view roles) {
            const bool may = roles.find(token) != roles.npos && !token.empty();
            return may ? "rina, " + std::string(token) : std::string{};
        };
        add_person_routes(routes, std::move(what));
    }
    http_response ask(const std::string& role, const std::string& target, const std::string& body)
    {
        http_request request{.method = "POST", .target = target, .body = body};
        request.fields.emplace_back("Authorization", "Bearer " + role);
        return run_to_end(io, routes.answer(std::move(request)));
    }

    scratch folder{};
    asio::io_context io{1};
    work_thread work{};
    sqlite_store store;
    http_router routes{};
    row_id inbox{};
};

struct row
{
    const char *role, *target, *body;
    int status;
};

}  // namespace

TEST_F(desk, AsksForTheRoleAndTheReason)
{
    const auto whole = "/api/messages/" + std::to_string(inbox) + "/unmask";
    const row rows[] = {
        {"", "/api/search", R"({"number":"0001"})", 401},
        {"agent", "/api/search", R"({"number":"0001"})", 200},
        {"agent", "/api/search", R"({"number":"1"})", 422},
        {"agent", "/api/search", "no JSON", 422},
        {"agent", "/api/search/unmask", R"({"number":"0001","reason":"complaint 4711"})", 401},
        {"lead", "/api/search/unmask", R"({"number":"0001"})", 422},
        {"lead", "/api/search/unmask", R"({"number":"0001","reason":"because"})", 422},
        {"lead", "/api/search/unmask", R"({"number":"0001","reason":"complaint 4711"})", 200},
        {"agent", whole.c_str(), R"({"reason":"complaint 4711"})", 401},
        {"lead", whole.c_str(), R"({"reason":"complaint 4711"})", 200},
        {"lead", "/api/messages/999/unmask", R"({"reason":"complaint 4711"})", 404},
        {"lead", "/api/breach", R"({"day":"2026-11-20","reason":"stolen laptop"})", 401},
        {"admin", "/api/breach", R"({"day":"20-11-2026","reason":"stolen laptop"})", 422},
        {"admin", "/api/breach", R"({"day":"2026-11-20","reason":"stolen laptop"})", 200},
    };
    for (const auto& one : rows)
        EXPECT_EQ(ask(one.role, one.target, one.body).status, one.status)
            << one.role << " " << one.target << " " << one.body;
}

TEST_F(desk, ShowsNothingWholeWithoutUnmasking)
{
    for (const auto* asked : {R"({"number":"0001"})", R"({"number":"0812-1000-0001"})"}) {
        const auto masked = ask("agent", "/api/search", asked).body;
        EXPECT_NE(masked.find("...0001"), std::string::npos) << masked;
        EXPECT_EQ(masked.find(number), std::string::npos);
        EXPECT_EQ(masked.find(phone), std::string::npos);
        const auto whole =
            std::string(asked).substr(0, std::string(asked).size() - 1) + R"(,"reason":"complaint 4711"})";
        const auto shown = ask("lead", "/api/search/unmask", whole).body;
        EXPECT_NE(shown.find(number), std::string::npos) << shown;
        EXPECT_NE(shown.find(phone), std::string::npos);
    }
}

TEST_F(desk, NamesWhomABreachTouched)
{
    const auto told = ask("admin", "/api/breach", R"({"day":"2026-11-20","reason":"stolen laptop"})");
    const auto people = boost::json::parse(told.body).at("affected").as_array();
    ASSERT_EQ(people.size(), 1u);
    EXPECT_EQ(people[0].at("sender").as_string(), phone);
}

TEST_F(desk, RecordsWhoLookedAtWhatAndWhy)
{
    ask("agent", "/api/search", R"({"number":"081210000001"})");
    ask("lead", "/api/messages/" + std::to_string(inbox) + "/unmask", R"({"reason":"complaint 4711"})");
    const auto entries = store.audit(10);
    ASSERT_EQ(entries.size(), 2u);
    EXPECT_EQ(entries[0].who, "rina, lead");
    EXPECT_EQ(entries[0].what, "unmask");
    EXPECT_EQ(entries[0].reason, "complaint 4711");
    EXPECT_EQ(entries[1].about, "phone ...0001") << "no whole number in the audit log";
}
