// Settings as tables: one row a key. The same rows read the file, refuse what is unknown and print the help.
#pragma once
#include <fmt/format.h>
#include <algorithm>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>
#include "gateway/config_tree.hpp"
#include "gateway/model/secret.hpp"
#include "gateway/model/time.hpp"

namespace sapa {

struct allowed
{
    double least{std::numeric_limits<double>::lowest()}, most{std::numeric_limits<double>::max()};
    std::string_view words{};  // "a|b|c": one of these
    bool required{};
};
constexpr allowed between(double least, double most) { return {.least = least, .most = most}; }
constexpr allowed one_of(std::string_view words) { return {.words = words}; }
inline constexpr allowed required{.required = true};
inline constexpr allowed anything{};

template <class Section>
struct setting
{
    using target = std::variant<std::string Section::*, int Section::*, bool Section::*, double Section::*,
                                secret Section::*, std::vector<std::string> Section::*,
                                std::vector<secret> Section::*, seconds Section::*, milliseconds Section::*>;
    std::string_view key;
    target member;
    allowed rule;
    std::string_view help;
};

// -- one value each: false and a fault where the text is no such thing --
bool read_value(const config_node& from, std::string& to, const allowed& rule,
                std::vector<config_fault>& faults);
bool read_value(const config_node& from, int& to, const allowed& rule, std::vector<config_fault>& faults);
bool read_value(const config_node& from, bool& to, const allowed& rule, std::vector<config_fault>& faults);
bool read_value(const config_node& from, double& to, const allowed& rule, std::vector<config_fault>& faults);
bool read_value(const config_node& from, secret& to, const allowed& rule, std::vector<config_fault>& faults);
bool read_value(const config_node& from, std::vector<std::string>& to, const allowed& rule,
                std::vector<config_fault>& faults);
bool read_value(const config_node& from, std::vector<secret>& to, const allowed& rule,
                std::vector<config_fault>& faults);
bool read_value(const config_node& from, seconds& to, const allowed& rule, std::vector<config_fault>& faults);
bool read_value(const config_node& from, milliseconds& to, const allowed& rule,
                std::vector<config_fault>& faults);

// "unknown key ...; did you mean ...?" with the known keys' nearest.
config_fault unknown_key(const config_node& where, std::string_view key,
                         std::span<const std::string_view> known);

// Reads the rows' keys into `to`. `others`: keys of this map that are read elsewhere (sub-sections).
template <class Section>
void read_section(const config_node& from, Section& to, std::span<const setting<Section>> table,
                  std::vector<config_fault>& faults, std::span<const std::string_view> others = {})
{
    std::vector<std::string_view> known(others.begin(), others.end());
    for (const auto& row : table)
        known.push_back(row.key);
    if (from.what != config_node::kind::map) {
        faults.push_back({from.file, from.line, "here stand keys and values, like {key: value}"});
        return;
    }
    for (const auto& [key, node] : from.members)
        if (std::ranges::find(known, std::string_view(key)) == known.end())
            faults.push_back(unknown_key(node, key, known));
    for (const auto& row : table) {
        const auto* node = from.find(row.key);
        if (node)
            std::visit([&](auto member) { read_value(*node, to.*member, row.rule, faults); }, row.member);
        else if (row.rule.required)
            faults.push_back({from.file, from.line, fmt::format("\"{}\" is missing: {}", row.key, row.help)});
    }
}

}  // namespace sapa
