// Invented figures, each a function of the number and the day.
#include "gateway/lab/core_answers.hpp"

#include <fmt/format.h>
#include <algorithm>

namespace sapa::lab {
namespace {

using std::chrono::sys_days;

void put(facts& into, std::string_view name, value what) { into.values.emplace_back(name, std::move(what)); }

void put_number(facts& into, std::string_view number)
{
    put(into, "participant_no", participant_no(std::string(number)));
}

month month_of(date day) { return day.year() / day.month(); }

// The last month that was paid, and the day of the payment.
month last_paid(const person& who, date today)
{
    if (who.inactive_since)
        return month_of(*who.inactive_since);
    return month_of(today) - std::chrono::months(1 + who.months_due);
}
date paid_on(month period)
{
    const auto next = period + std::chrono::months(1);
    return next / std::chrono::day(12);
}

std::int64_t wage_of(const person& who)
{
    const auto chance = number_hash(who.number.digits(), "wage");
    if (who.category == "bpu")
        return static_cast<std::int64_t>(1'000'000 + chance % 5 * 500'000);
    return static_cast<std::int64_t>(3'000'000 + chance % 90 * 100'000);
}

// Of all programmes: 2 % of a bpu's income for JHT and its small fees, 8.7 % of a wage.
std::int64_t monthly_of(const person& who)
{
    return who.category == "bpu" ? wage_of(who) / 50 + 16'800 : wage_of(who) * 87 / 1000;
}

std::int64_t total_of(const person& who)
{
    const auto chance = number_hash(who.number.digits(), "balance");
    return who.total.value_or(static_cast<std::int64_t>(500'000 + chance % 150'000'000));
}

int age_at(const person& who, date today)
{
    const int years = static_cast<int>(today.year()) - static_cast<int>(who.born.year());
    const bool before = today.month() / today.day() < who.born.month() / who.born.day();
    return years - (before ? 1 : 0);
}

// A month after leaving work, or at 56.
std::optional<date> earliest_claim(const person& who)
{
    if (who.inactive_since)
        return date{sys_days{*who.inactive_since} + std::chrono::days(31)};
    return who.born + std::chrono::years(56);
}

}  // namespace

facts balance_of(const person& who, std::string_view number, date today)
{
    facts told;
    const auto total = total_of(who);
    const auto yield =
        total * static_cast<std::int64_t>(10 + number_hash(who.number.digits(), "yield") % 20) / 100;
    const auto period = last_paid(who, today);
    put_number(told, number);
    put(told, "name", who.name);
    put(told, "total", rupiah{total});
    put(told, "contributions", rupiah{total - yield});
    put(told, "yield", rupiah{yield});
    put(told, "as_of", date{sys_days{today} - std::chrono::days(1)});
    put(told, "last_period", period);
    put(told, "last_paid_on", paid_on(period));
    return told;
}

facts membership_of(const person& who, std::string_view number, date today)
{
    facts told;
    put_number(told, number);
    put(told, "status", who.inactive_since ? "inactive" : "active");
    put(told, "category", who.category);
    if (who.category == "pu")
        put(told, "employer", who.employer);
    put(told, "reported_wage", rupiah{wage_of(who)});
    put(told, "last_period", last_paid(who, today));
    if (who.inactive_since)
        put(told, "inactive_since", *who.inactive_since);
    std::vector<facts> programmes;
    const auto add = [&](std::string code) { put(programmes.emplace_back(), "programme", std::move(code)); };
    add("jkk");
    add("jkm");
    if (who.has_jht)
        add("jht");
    if (who.category == "pu") {
        add("jp");
        add("jkp");
    }
    told.lists.emplace_back("programmes", std::move(programmes));
    return told;
}

facts contributions_of(const person& who, std::string_view number, date today, int limit)
{
    facts told;
    const auto last = last_paid(who, today);
    const auto monthly = monthly_of(who);
    put_number(told, number);
    put(told, "last_period", last);
    put(told, "last_amount", rupiah{monthly});
    put(told, "last_paid_on", paid_on(last));
    if (!who.inactive_since && who.months_due > 0) {
        put(told, "due_amount", rupiah{monthly * who.months_due});
        put(told, "due_until", paid_on(month_of(today)));
        if (who.category != "pu")
            put(told, "payment_code",
                fmt::format("9{:010}", number_hash(number, "payment") % 10'000'000'000ULL));
        put(told, "months_due", std::int64_t{who.months_due});
    }
    std::vector<facts> paid;
    for (int i = 0; i < limit; ++i) {
        auto& row = paid.emplace_back();
        const auto period = last - std::chrono::months(i);
        put(row, "period", period);
        put(row, "amount", rupiah{monthly});
        put(row, "paid_on", paid_on(period));
    }
    told.lists.emplace_back("paid", std::move(paid));
    return told;
}

bool may_claim(const person& who, date today)
{
    return who.has_jht && sys_days{*earliest_claim(who)} <= sys_days{today};
}

facts eligibility_of(const person& who, std::string_view number, date today)
{
    facts told;
    const bool eligible = may_claim(who, today);
    const auto total = total_of(who);
    std::vector<facts> reasons;
    put_number(told, number);
    put(told, "eligible", eligible);
    if (eligible)
        put(told, "claim_channel", total <= 15'000'000 ? "jmo" : "lapak_asik");
    else if (const auto earliest = earliest_claim(who); earliest)
        put(told, "earliest_date", *earliest);
    put(told, "total", rupiah{total});
    if (!eligible)
        put(reasons.emplace_back(), "reason", who.inactive_since ? "waiting_one_month" : "still_active");
    told.lists.emplace_back("reasons", std::move(reasons));
    return told;
}

facts simulation_of(const person& who, std::string_view number, date today, int retire_at)
{
    facts told;
    const int years = std::max(0, retire_at - age_at(who, today));
    std::int64_t total = total_of(who);
    for (int i = 0; i < years; ++i)
        total = total * 105 / 100 + wage_of(who) * 57 / 1000 * 12;
    put_number(told, number);
    put(told, "retire_at", std::int64_t{retire_at});
    put(told, "jht_total", rupiah{total});
    if (who.category == "pu" && years >= 15)
        put(told, "jp_monthly", rupiah{std::max<std::int64_t>(400'000, wage_of(who) * years / 100)});
    else if (who.category == "pu")
        put(told, "jp_lump_sum", rupiah{wage_of(who) * 3 / 100 * 12 * std::max(1, years)});
    put(told, "assumed_yield", "5.0");
    return told;
}

facts claim_facts(const claim& filed)
{
    facts told;
    put(told, "claim_no", filed.claim_no);
    put(told, "programme", filed.programme);
    put(told, "status", filed.status);
    put(told, "filed_on", filed.filed);
    put(told, "updated_on", filed.updated);
    put(told, "amount", rupiah{filed.amount});
    if (!filed.reason.empty())
        put(told, "reason", filed.reason);
    if (filed.status == "approved" || filed.status == "verifying")
        put(told, "expected_on", date{sys_days{filed.updated} + std::chrono::days(7)});
    return told;
}

}  // namespace sapa::lab
