// The lab's core: what its people hear, in the process.
#include "gateway/lab/core.hpp"
#include <gtest/gtest.h>
#include <algorithm>
#include <fstream>
#include <set>

namespace sapa::lab {
namespace {

using namespace std::chrono_literals;

const instant noon = std::chrono::sys_days{2026y / 11 / 20} + 5h;

core_question ask(std::string operation, std::string number = {}, std::string phone = std::string(demo_phone))
{
    core_question question;
    question.operation = std::move(operation);
    if (!number.empty())
        question.arguments.emplace_back("participant_no", std::move(number));
    if (!phone.empty())
        question.phone = msisdn(std::move(phone));
    return question;
}

struct lab_core_test : testing::Test
{
    lab_core core{people::invent(), SOURCE_DIR "/conf"};
};

TEST_F(lab_core_test, AnswersByRegistrationAndState)
{
    struct row
    {
        const char *operation, *number, *phone, *outcome;
    } const rows[]{
        {"balance", "1234567890123456", "6281200000001", "ok"},
        {"balance", "1234567890123456", "6281200000099", "phone_not_registered"},
        {"balance", "1234567890123456", "", "phone_not_registered"},
        {"balance", "9999999999999999", "6281200000001", "participant_not_found"},
        {"balance", "3171000000000002", "6281200000002", "ok"},
        {"balance", "3171000000000003", "6281200000002", "ok"},
        {"balance", "3171000000000004", "6281200000004", "no_jht"},
        {"membership", "3171000000000004", "6281200000004", "ok"},
        {"claim_eligibility", "3171000000000005", "6281200000005", "eligible"},
        {"claim_eligibility", "3171000000000004", "6281200000004", "no_jht"},
        {"balance", "3171000000000006", "6281200000006", "deceased"},
        {"membership", "3171000000000006", "6281200000006", "deceased"},
        {"contributions", "3171000000000007", "6281200000007", "ok"},
        {"claims", "3171000000000008", "6281200000008", "ok"},
        {"balance", "3171000000000009", "6281200000009", "phone_not_registered"},
        {"simulation", "1234567890123456", "6281200000001", "ok"},
        {"unregister_phone", "1234567890123456", "6281200000099", "phone_not_registered"},
        {"unregister_phone", "9999999999999999", "6281200000001", "participant_not_found"},
        {"health", "", "", "ok"},
    };
    for (const auto& row : rows) {
        SCOPED_TRACE(std::string(row.operation) + " " + row.number + " from " + row.phone);
        EXPECT_EQ(core.answer(ask(row.operation, row.number, row.phone), noon).outcome, row.outcome);
    }
}

TEST_F(lab_core_test, BalanceAddsUpAndIsAFunctionOfTheNumber)
{
    const auto told = core.answer(ask("balance", "1234567890123456"), noon).told;
    const auto amount = [&](const char* name) { return std::get<rupiah>(*told.find(name)).amount; };
    EXPECT_EQ(amount("total"), amount("contributions") + amount("yield"));
    EXPECT_EQ(std::get<date>(*told.find("as_of")), 2026y / 11 / 19);
    EXPECT_EQ(std::get<month>(*told.find("last_period")), 2026y / 10);
    lab_core other(people::invent(2), SOURCE_DIR "/conf", 2);
    EXPECT_EQ(other.answer(ask("balance", "1234567890123456"), noon).told, told);
}

TEST_F(lab_core_test, KnowsAThousandPeopleOfEveryKind)
{
    const auto& all = core.known().all();
    EXPECT_GE(all.size(), 1000u);
    std::set<std::string> categories, claim_states, numbers;
    int without_jht = 0, inactive = 0, deceased = 0, due = 0, unregistered = 0;
    for (const auto& one : all) {
        categories.insert(one.category);
        numbers.insert(one.number.digits());
        for (const auto& filed : one.claims)
            claim_states.insert(filed.status);
        without_jht += !one.has_jht;
        inactive += one.inactive_since.has_value();
        deceased += one.deceased;
        due += one.months_due > 0;
        unregistered += one.phones.empty();
        EXPECT_TRUE(agrees_with(one.identity, one.born));
    }
    EXPECT_EQ(numbers.size(), all.size());
    EXPECT_EQ(categories.size(), 3u);
    EXPECT_EQ(claim_states.size(), 6u);
    for (const int count : {without_jht, inactive, deceased, due, unregistered})
        EXPECT_GT(count, 5);
}

TEST_F(lab_core_test, TheSameSeedInventsTheSamePeople)
{
    const auto first = people::invent(7), second = people::invent(7), other = people::invent(8);
    EXPECT_EQ(first.all()[500].number, second.all()[500].number);
    EXPECT_EQ(first.all()[500].name, second.all()[500].name);
    EXPECT_NE(first.all()[500].number, other.all()[500].number);
}

TEST_F(lab_core_test, RegistrationChangesWhoIsAnswered)
{
    const auto* who = &core.known().all()[8];
    ASSERT_EQ(who->role, "not registered");
    auto wish = ask("register_phone", who->number.digits(), "6281200000077");
    wish.idempotency_key = "1-1";
    wish.arguments.emplace_back("nik", "3174010101010001");
    wish.arguments.emplace_back("birth_date", "1950-01-01");
    EXPECT_EQ(core.answer(wish, noon).outcome, "mismatch");
    const auto d = who->born;
    char born[32];
    std::snprintf(born, sizeof born, "%04d-%02u-%02u", int(d.year()), unsigned(d.month()), unsigned(d.day()));
    wish.arguments[1].second = who->identity.digits();
    wish.arguments[2].second = born;
    EXPECT_EQ(core.answer(wish, noon).outcome, "registered");
    EXPECT_EQ(core.answer(ask("balance", who->number.digits(), "6281200000077"), noon).outcome, "ok");
    EXPECT_EQ(
        core.answer(ask("registered_numbers", "", "6281200000077"), noon).told.find_list("numbers")->size(),
        1u);
    auto leave = ask("unregister_phone", who->number.digits(), "6281200000077");
    leave.idempotency_key = "2-1";
    EXPECT_EQ(core.answer(leave, noon).outcome, "unregistered");
    EXPECT_EQ(core.answer(leave, noon).outcome, "unregistered");  // the same key: the same answer
    leave.idempotency_key = "3-1";
    EXPECT_EQ(core.answer(leave, noon).outcome, "phone_not_registered");
}

TEST_F(lab_core_test, OneKeyIsOneTicket)
{
    auto wish = ask("complaint");
    wish.arguments.emplace_back("text", "sample");
    wish.idempotency_key = "9-1";
    const auto first = core.answer(wish, noon);
    EXPECT_EQ(first.outcome, "filed");
    EXPECT_EQ(core.answer(wish, noon).told, first.told);
    wish.idempotency_key = "9-2";
    EXPECT_NE(core.answer(wish, noon).told, first.told);
}

TEST_F(lab_core_test, FindsClaimsHoweverTheyAreWritten)
{
    const auto& owner = core.known().all()[7];
    ASSERT_EQ(owner.claims.size(), 6u);
    const auto& number = owner.claims[2].claim_no;
    std::string lower = number;
    std::erase(lower, '-');
    std::ranges::transform(lower, lower.begin(), [](char c) { return static_cast<char>(std::tolower(c)); });
    for (const auto& [claim_no, phone, outcome] :
         {std::tuple{number, "6281200000008", "ok"},
          {lower, "6281200000008", "ok"},
          {number, "6281200000001", "phone_not_registered"},
          {std::string("KLM-1"), "6281200000008", "claim_not_found"}}) {
        SCOPED_TRACE(claim_no);
        core_question question = ask("claim", "", phone);
        question.arguments.emplace_back("claim_no", claim_no);
        const auto answer = core.answer(question, noon);
        EXPECT_EQ(answer.outcome, outcome);
        if (answer.outcome == "ok") {
            EXPECT_EQ(std::get<std::string>(*answer.told.find("status")), "incomplete");
        }
    }
}

TEST_F(lab_core_test, FindsTownsWithoutCase)
{
    for (const auto& [town, found] : {std::pair{"surabaya", 2u},
                                      {"SURABAYA", 2u},
                                      {" Kota Surabaya ", 2u},
                                      {"Bogor", 1u},
                                      {"Atlantis", 0u}}) {
        SCOPED_TRACE(town);
        core_question question = ask("branches");
        question.arguments.emplace_back("town", town);
        const auto answer = core.answer(question, noon);
        EXPECT_EQ(answer.outcome, "ok");
        EXPECT_EQ(answer.told.find_list("branches")->size(), found);
    }
}

TEST_F(lab_core_test, FaultsMakeItUnavailable)
{
    core.faults.down = true;
    core.faults.delay = milliseconds(20000);
    const auto answer = core.answer(ask("balance", "1234567890123456"), noon);
    EXPECT_EQ(answer.outcome, outcome_unavailable);
    EXPECT_EQ(answer.took, milliseconds(20000));
    core.faults = {};
    core.faults.fail_percent = 20;
    int failed = 0;
    for (int i = 0; i < 1000; ++i)
        failed += core.answer(ask("balance", "1234567890123456"), noon).outcome == outcome_unavailable;
    EXPECT_NEAR(failed, 200, 60);
}

struct people_file : testing::Test
{
    std::string path = testing::TempDir() + "sapa_people_test.json";
    people read(const std::string& text)
    {
        std::ofstream(path) << text;
        return people::read(path);
    }
};

TEST_F(people_file, TakesWhatIsGivenAndInventsTheRest)
{
    lab_core core(
        read(R"([{"participant_no":"3171234567890001","nik":"3171010101900001","birth_date":"1990-01-01",
        "name":"Uji Coba","email":"uji@contoh.example","phones":["6281200000555","0812 0000 0556"]},
        {"participant_no":"12345678901","phones":["6281200000555"],"balance":12345678}])"),
        SOURCE_DIR "/conf");
    EXPECT_EQ(core.known().all().size(), 3u);  // and the example
    const auto first = core.answer(ask("balance", "3171234567890001", "6281200000556"), noon);
    EXPECT_EQ(first.outcome, "ok");
    EXPECT_EQ(std::get<std::string>(*first.told.find("name")), "Uji Coba");
    const auto second = core.answer(ask("balance", "12345678901", "6281200000555"), noon);
    EXPECT_EQ(std::get<rupiah>(*second.told.find("total")).amount, 12345678);
    EXPECT_EQ(
        core.answer(ask("registered_numbers", "", "6281200000555"), noon).told.find_list("numbers")->size(),
        2u);
    EXPECT_EQ(core.answer(ask("balance", "1234567890123456"), noon).outcome, "ok");
}

TEST_F(people_file, TheDemonstrationPhoneMayBelongToOthers)
{
    const auto known = read(R"([{"participant_no":"3171234567890001","phones":["6281200000001"]}])");
    EXPECT_EQ(known.all().size(), 1u);
}

TEST_F(people_file, NamesTheRowThatIsWrong)
{
    struct row
    {
        const char *text, *says;
    } const rows[]{
        {"", "must be a JSON list"},
        {"{}", "must be a JSON list"},
        {"[17]", "participant 1: participant_no must be 11 or 16 digits"},
        {R"([{"participant_no":"3171234567890001"},{"participant_no":"12"}])",
         "participant 2: participant_no"},
        {R"([{"participant_no":"3171234567890001","nik":"1"}])", "nik must be 16 digits"},
        {R"([{"participant_no":"3171234567890001","birth_date":"1990-02-31"}])", "birth_date must be a date"},
        {R"([{"participant_no":"3171234567890001","phones":"628"}])", "phones must be a list"},
        {R"([{"participant_no":"3171234567890001","phones":["x"]}])", "phones must be texts"},
        {R"([{"participant_no":"3171234567890001","balance":"1"}])", "balance must be whole rupiah"},
    };
    for (const auto& row : rows) {
        SCOPED_TRACE(row.text);
        try {
            read(row.text);
            ADD_FAILURE();
        } catch (const std::runtime_error& fault) {
            EXPECT_NE(std::string(fault.what()).find(row.says), std::string::npos) << fault.what();
        }
    }
    EXPECT_THROW(people::read("/none/such.json"), std::runtime_error);
}

}  // namespace
}  // namespace sapa::lab
