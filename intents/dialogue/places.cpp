// Towns matched by name or by place, and opening hours.
#include "intents/dialogue/places.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "intents/knowledge/yaml_tree.hpp"

namespace sapa {
namespace {

std::string plain_letters(std::string_view text)
{
    std::string out = " ";
    for (char c : text)
        if (c >= 'A' && c <= 'Z')
            out += static_cast<char>(c - 'A' + 'a');
        else if (c >= 'a' && c <= 'z')
            out += c;
        else if (out.back() != ' ')
            out += ' ';
    if (out.back() != ' ')
        out += ' ';
    return out;
}

std::vector<std::string> words_in(std::string_view text)
{
    std::vector<std::string> words;
    const auto plain = plain_letters(text);
    for (std::size_t at = 1; at < plain.size();) {
        const auto end = plain.find(' ', at);
        words.push_back(plain.substr(at, end - at));
        at = end + 1;
    }
    return words;
}

std::optional<std::chrono::minutes> clock_time(const yaml_tree& tree, std::string_view name,
                                               const fault_log& faults)
{
    const auto& text = tree[name].text;
    if (text.size() == 5 && text[2] == ':') {
        const int hours = std::atoi(text.c_str()), minutes = std::atoi(text.c_str() + 3);
        if (hours >= 0 && hours < 24 && minutes >= 0 && minutes < 60)
            return std::chrono::minutes(hours * 60 + minutes);
    }
    faults.error(tree[name].exists() ? tree[name].line : tree.line, "wrong-time",
                 "'" + std::string(name) + "' is no time of day", "write it as \"08:00\"");
    return std::nullopt;
}

}  // namespace

std::vector<town> load_towns(const std::filesystem::path& file, std::vector<finding>& findings)
{
    const fault_log faults{file.string(), &findings};
    const auto tree = read_yaml(file, faults);
    expect_keys(tree, {"towns"}, faults);
    std::vector<town> towns;
    for (const auto& item : tree["towns"].items) {
        expect_keys(item, {"name", "also", "latitude", "longitude"}, faults);
        town made{.name = scalar_of(item, "name", faults, true),
                  .also = words_of(item, "also", faults),
                  .line = item.line};
        made.at.latitude = std::atof(scalar_of(item, "latitude", faults, true).c_str());
        made.at.longitude = std::atof(scalar_of(item, "longitude", faults, true).c_str());
        if (made.at.latitude < -11.5 || made.at.latitude > 6.5 || made.at.longitude < 95 ||
            made.at.longitude > 141.1)
            faults.error(item.line, "wrong-place", "'" + made.name + "' does not lie in Indonesia",
                         "check latitude (-11 to 6) and longitude (95 to 141)");
        if (std::ranges::find(towns, made.name, &town::name) != towns.end())
            faults.error(item.line, "duplicate-key", "'" + made.name + "' stands twice", "keep one of them");
        towns.push_back(std::move(made));
    }
    return towns;
}

const town* find_town(const std::vector<town>& towns, std::string_view text)
{
    const auto plain = plain_letters(text);
    const town* best = nullptr;
    std::size_t best_size = 0;
    const auto consider = [&](const town& one, const std::string& name) {
        const auto whole = plain_letters(name);
        if (plain.find(whole) != plain.npos && whole.size() > best_size) {
            best = &one;
            best_size = whole.size();
        }
    };
    for (const auto& one : towns) {
        consider(one, one.name);
        for (const auto& name : one.also)
            consider(one, name);
    }
    if (best)
        return best;
    std::vector<std::string> names;
    for (const auto& one : towns)
        names.push_back(plain_letters(one.name).substr(1, one.name.size()));
    for (const auto& word : words_in(text)) {
        if (word.size() < 5)
            continue;
        const auto near = nearest_word(word, names);
        // One wrong letter in a short name, two in a long one.
        if (near.empty() || near.size() + 2 < word.size() || word.size() + 2 < near.size() ||
            near[0] != word[0])
            continue;
        return &towns[static_cast<std::size_t>(std::ranges::find(names, near) - names.begin())];
    }
    return nullptr;
}

const town* nearest_town(const std::vector<town>& towns, geo_point place)
{
    const auto far = [&](const town& one) {
        const auto north = one.at.latitude - place.latitude;
        const auto east = (one.at.longitude - place.longitude) * std::cos(place.latitude * 0.017453);
        return north * north + east * east;
    };
    const auto at = std::ranges::min_element(towns, {}, far);
    return at == towns.end() ? nullptr : &*at;
}

bool office_hours::working_day(date day) const
{
    const auto weekday = std::chrono::weekday(std::chrono::sys_days(day)).iso_encoding();
    return weekday <= 5 && std::ranges::find(holidays, day) == holidays.end();
}

bool office_hours::open_at(instant now) const
{
    const auto local = now + wib_offset;
    const auto of_day = local - std::chrono::floor<std::chrono::days>(local);
    return working_day(wib_date(now)) && of_day >= opens && of_day < closes;
}

date office_hours::next_open_day(instant now) const
{
    const auto local = now + wib_offset;
    auto day = std::chrono::floor<std::chrono::days>(local);
    if (local - day >= closes)
        day += std::chrono::days(1);
    for (int i = 0; i < 60 && !working_day(date(day)); ++i)
        day += std::chrono::days(1);
    return date(day);
}

office_hours load_office(const std::filesystem::path& file, std::vector<finding>& findings)
{
    const fault_log faults{file.string(), &findings};
    const auto tree = read_yaml(file, faults);
    office_hours office;
    if (!expect_keys(tree, {"opens", "closes", "holidays"}, faults))
        return office;
    office.opens = clock_time(tree, "opens", faults).value_or(office.opens);
    office.closes = clock_time(tree, "closes", faults).value_or(office.closes);
    if (office.closes <= office.opens)
        faults.error(tree["closes"].line, "wrong-time", "the office closes before it opens",
                     "swap the two times");
    for (const auto& item : tree["holidays"].items) {
        const auto day = parse_iso_date(item.text);
        if (!day)
            faults.error(item.line, "wrong-date", "'" + item.text + "' is no date", "write it as 2026-12-25");
        else
            office.holidays.push_back(*day);
    }
    return office;
}

}  // namespace sapa
