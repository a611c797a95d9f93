// Towns by name and place, opening hours with weekends and holidays.
#include "intents/dialogue/places.hpp"

#include <gtest/gtest.h>

namespace sapa {
namespace {

const std::vector<town>& towns()
{
    static const auto loaded = [] {
        std::vector<finding> findings;
        return load_towns(std::filesystem::path(SOURCE_DIR) / "conf/branches.yaml", findings);
    }();
    return loaded;
}

struct town_case
{
    const char* text;
    const char* name;  // empty: none
};
const town_case town_cases[] = {
    {"bandung", "Bandung"},     {"di kota Bandung ya", "Bandung"}, {"bandnug", "Bandung"},
    {"JKT", "Jakarta"},         {"surabya", "Surabaya"},           {"bandar lampung", "Bandar Lampung"},
    {"jogja", "Yogyakarta"},    {"xyzzy", ""},                     {"", ""},
    {"tangerang selatan", "Tangerang"},
};

TEST(Towns, AreFoundByNameAlsoMisspelt)
{
    EXPECT_GE(towns().size(), 40U);
    for (const auto& one : town_cases) {
        const auto* found = find_town(towns(), one.text);
        EXPECT_EQ(found ? found->name : "", one.name) << one.text;
    }
}

TEST(Towns, AreFoundByPlace)
{
    EXPECT_EQ(nearest_town(towns(), {-6.9, 107.6})->name, "Bandung");
    EXPECT_EQ(nearest_town(towns(), {3.6, 98.7})->name, "Medan");
    EXPECT_EQ(nearest_town({}, {0, 0}), nullptr);
}

instant wib(int day, int hour, int minute)
{
    const date on{std::chrono::year(2026), std::chrono::month(12), std::chrono::day(static_cast<unsigned>(day))};
    return instant(std::chrono::sys_days(on)) + std::chrono::hours(hour) + std::chrono::minutes(minute) - wib_offset;
}

TEST(OfficeHours, KnowWeekendsAndHolidays)
{
    std::vector<finding> findings;
    const auto office = load_office(std::filesystem::path(SOURCE_DIR) / "conf/office.yaml", findings);
    EXPECT_TRUE(findings.empty());
    EXPECT_TRUE(office.open_at(wib(24, 8, 0)));    // Thursday
    EXPECT_FALSE(office.open_at(wib(24, 7, 59)));
    EXPECT_FALSE(office.open_at(wib(24, 15, 30)));
    EXPECT_FALSE(office.open_at(wib(25, 10, 0)));  // Christmas
    EXPECT_FALSE(office.open_at(wib(26, 10, 0)));  // Saturday
    const date monday{std::chrono::year(2026), std::chrono::month(12), std::chrono::day(28)};
    EXPECT_EQ(office.next_open_day(wib(24, 16, 0)), monday);
}

}  // namespace
}  // namespace sapa
