// Towns and opening hours of conf/, as the operator fills them.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>
#include "gateway/model/finding.hpp"
#include "gateway/model/mo_message.hpp"
#include "gateway/model/time.hpp"

namespace sapa {

struct town
{
    std::string name{};
    std::vector<std::string> also{};  // other spellings
    geo_point at{};
    int line{};
};

// Reads conf/branches.yaml.
std::vector<town> load_towns(const std::filesystem::path& file, std::vector<finding>& findings);

// The town whose name stands in the text, also misspelled a little; nullptr where none does.
const town* find_town(const std::vector<town>& towns, std::string_view text);
const town* nearest_town(const std::vector<town>& towns, geo_point place);

// When people sit in the offices, by WIB.
struct office_hours
{
    std::chrono::minutes opens{8 * 60}, closes{15 * 60 + 30};
    std::vector<date> holidays{};
    bool working_day(date day) const;
    bool open_at(instant now) const;
    date next_open_day(instant now) const;  // today where it has not closed yet
};

// Reads conf/office.yaml.
office_hours load_office(const std::filesystem::path& file, std::vector<finding>& findings);

}  // namespace sapa
