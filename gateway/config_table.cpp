#include "gateway/config_table.hpp"

#include <algorithm>
#include <charconv>

namespace sapa {
namespace {

bool refuse(const config_node& at, std::vector<config_fault>& faults, std::string what)
{
    faults.push_back({at.file, at.line, std::move(what)});
    return false;
}

bool is_scalar(const config_node& from, std::vector<config_fault>& faults)
{
    return from.what == config_node::kind::scalar || refuse(from, faults, "one value is expected here");
}

template <class Number>
bool read_number(const config_node& from, Number& to, const allowed& rule, std::vector<config_fault>& faults)
{
    if (!is_scalar(from, faults))
        return false;
    Number read{};
    const auto* end = from.text.data() + from.text.size();
    const auto [stop, error] = std::from_chars(from.text.data(), end, read);
    if (error != std::errc{} || stop != end)
        return refuse(from, faults, fmt::format("\"{}\" is not a number", from.text));
    if (static_cast<double>(read) < rule.least || static_cast<double>(read) > rule.most)
        return refuse(from, faults,
                      fmt::format("{} is out of range: from {} to {}", from.text, rule.least, rule.most));
    to = read;
    return true;
}

std::size_t edit_distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        auto diagonal = row[0]++;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const auto above = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1])});
            diagonal = above;
        }
    }
    return row.back();
}

}  // namespace

bool read_value(const config_node& from, std::string& to, const allowed& rule,
                std::vector<config_fault>& faults)
{
    if (!is_scalar(from, faults))
        return false;
    if (!rule.words.empty() &&
        ("|" + std::string(rule.words) + "|").find("|" + from.text + "|") == std::string::npos)
        return refuse(from, faults, fmt::format("\"{}\" is not one of {}", from.text, rule.words));
    std::string missing;
    const auto whole = expand_secrets(from.text, missing);
    if (!whole)
        return refuse(from, faults, missing);
    to = *whole;
    return true;
}

bool read_value(const config_node& from, int& to, const allowed& rule, std::vector<config_fault>& faults)
{
    return read_number(from, to, rule, faults);
}

bool read_value(const config_node& from, double& to, const allowed& rule, std::vector<config_fault>& faults)
{
    return read_number(from, to, rule, faults);
}

bool read_value(const config_node& from, bool& to, const allowed&, std::vector<config_fault>& faults)
{
    if (from.text != "true" && from.text != "false")
        return refuse(from, faults, fmt::format("\"{}\" is neither true nor false", from.text));
    to = from.text == "true";
    return true;
}

bool read_value(const config_node& from, secret& to, const allowed&, std::vector<config_fault>& faults)
{
    if (!is_scalar(from, faults))
        return false;
    to = secret(from.text);
    return true;
}

bool read_value(const config_node& from, std::vector<std::string>& to, const allowed& rule,
                std::vector<config_fault>& faults)
{
    to.clear();
    if (from.what == config_node::kind::scalar)
        return read_value(from, to.emplace_back(), rule, faults);
    if (from.what != config_node::kind::list)
        return refuse(from, faults, "one value or a list is expected here");
    bool whole = true;
    for (const auto& item : from.items)
        whole = read_value(item, to.emplace_back(), rule, faults) && whole;
    return whole;
}

bool read_value(const config_node& from, std::vector<secret>& to, const allowed& rule,
                std::vector<config_fault>& faults)
{
    to.clear();
    if (from.what == config_node::kind::scalar) {
        if (!from.text.empty())
            to.emplace_back(from.text);
        return true;
    }
    for (const auto& item : from.items)
        read_value(item, to.emplace_back(), rule, faults);
    return true;
}

bool read_value(const config_node& from, seconds& to, const allowed& rule, std::vector<config_fault>& faults)
{
    int count{};
    if (!read_number(from, count, rule, faults))
        return false;
    to = seconds(count);
    return true;
}

bool read_value(const config_node& from, milliseconds& to, const allowed& rule,
                std::vector<config_fault>& faults)
{
    int count{};
    if (!read_number(from, count, rule, faults))
        return false;
    to = milliseconds(count);
    return true;
}

config_fault unknown_key(const config_node& where, std::string_view key,
                         std::span<const std::string_view> known)
{
    auto what = fmt::format("unknown key \"{}\"", key);
    const auto nearest = std::ranges::min_element(known, {}, [&](auto k) { return edit_distance(key, k); });
    if (nearest != known.end() && edit_distance(key, *nearest) <= 3)
        what += fmt::format("; did you mean \"{}\"?", *nearest);
    else if (!known.empty())
        what += fmt::format("; known here: {}", fmt::join(known, ", "));
    return {where.file, where.line, what};
}

}  // namespace sapa
