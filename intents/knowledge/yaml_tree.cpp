// Reads YAML into yaml_tree; the only place that knows yaml-cpp.
#include "intents/knowledge/yaml_tree.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <set>
#include <sstream>

namespace sapa {
namespace {

yaml_tree convert(const YAML::Node& node, const fault_log& faults)
{
    yaml_tree tree{.line = node.Mark().line + 1};
    if (node.IsScalar()) {
        tree.what = yaml_tree::kind::scalar;
        tree.text = node.Scalar();
    } else if (node.IsMap()) {
        tree.what = yaml_tree::kind::map;
        std::set<std::string> seen;
        for (const auto& entry : node) {
            const auto key = entry.first.IsScalar() ? entry.first.Scalar() : std::string{};
            const int line = entry.first.Mark().line + 1;
            if (!seen.insert(key).second)
                faults.error(line, "duplicate-key", "'" + key + "' stands twice", "keep one of them");
            tree.members.emplace_back(key, convert(entry.second, faults));
            tree.key_lines.push_back(line);
        }
    } else if (node.IsSequence()) {
        tree.what = yaml_tree::kind::list;
        for (const auto& item : node)
            tree.items.push_back(convert(item, faults));
    }
    return tree;
}

std::size_t edit_distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        auto diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const auto above = row[j];
            row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1])});
            diagonal = above;
        }
    }
    return row[b.size()];
}

}  // namespace

const yaml_tree& yaml_tree::operator[](std::string_view name) const
{
    static const yaml_tree none;
    const auto at = std::ranges::find(members, name, [](const auto& m) { return std::string_view(m.first); });
    return at == members.end() ? none : at->second;
}

void fault_log::error(int line, std::string rule, std::string what, std::string instead) const
{
    findings->push_back(
        {finding::level::error, file, line, std::move(rule), std::move(what), std::move(instead)});
}

void fault_log::warning(int line, std::string rule, std::string what, std::string instead) const
{
    findings->push_back(
        {finding::level::warning, file, line, std::move(rule), std::move(what), std::move(instead)});
}

yaml_tree read_yaml(const std::filesystem::path& path, const fault_log& faults)
{
    std::ifstream in(path, std::ios::binary);
    if (!in) {
        faults.error(0, "missing-file", "the file cannot be read", "put it back, or give the right --conf");
        return {};
    }
    std::stringstream content;
    content << in.rdbuf();
    try {
        return convert(YAML::Load(content.str()), faults);
    } catch (const YAML::Exception& wrong) {
        faults.error(wrong.mark.line + 1, "no-yaml", "this is no YAML: " + wrong.msg,
                     "check the indentation, and quote texts that hold ':' or '#'");
        return {};
    }
}

bool expect_keys(const yaml_tree& tree, std::initializer_list<std::string_view> allowed,
                 const fault_log& faults)
{
    if (tree.what != yaml_tree::kind::map) {
        if (tree.exists())
            faults.error(tree.line, "wrong-form", "a map is expected here", "write `name: value` lines");
        return false;
    }
    const std::vector<std::string> names(allowed.begin(), allowed.end());
    for (std::size_t i = 0; i < tree.members.size(); ++i) {
        const auto& key = tree.members[i].first;
        if (std::ranges::find(names, key) != names.end())
            continue;
        auto near = nearest_word(key, names);
        if (near.empty())
            for (const auto& name : names)
                near += (near.empty() ? "" : ", ") + name;
        faults.error(tree.key_lines[i], "unknown-key", "unknown key '" + key + "'", "write one of: " + near);
    }
    return true;
}

std::string scalar_of(const yaml_tree& map, std::string_view name, const fault_log& faults, bool required)
{
    const auto& found = map[name];
    if (found.what == yaml_tree::kind::scalar)
        return found.text;
    const std::string key(name);
    if (found.exists())
        faults.error(found.line, "wrong-form", "'" + key + "' is a single value",
                     "write `" + key + ": value`");
    else if (required)
        faults.error(map.line, "missing-key", "'" + key + "' is missing", "add `" + key + ": ...`");
    return {};
}

std::optional<int> number_of(const yaml_tree& map, std::string_view name, int least, int most,
                             const fault_log& faults)
{
    const auto& found = map[name];
    if (!found.exists())
        return std::nullopt;
    int number{};
    const auto [end, error] =
        std::from_chars(found.text.data(), found.text.data() + found.text.size(), number);
    if (error == std::errc{} && end == found.text.data() + found.text.size() && number >= least &&
        number <= most)
        return number;
    faults.error(found.line, "wrong-number",
                 "'" + std::string(name) + "' is no number that fits: '" + found.text + "'",
                 "write a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    return std::nullopt;
}

std::optional<date> parse_iso_date(std::string_view text)
{
    if (text.size() != 10 || text[4] != '-' || text[7] != '-')
        return std::nullopt;
    int year{};
    unsigned month_number{}, day{};
    const auto read = [](std::string_view part, auto& into) {
        const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), into);
        return error == std::errc{} && end == part.data() + part.size();
    };
    if (!read(text.substr(0, 4), year) || !read(text.substr(5, 2), month_number) ||
        !read(text.substr(8, 2), day))
        return std::nullopt;
    const date made{std::chrono::year(year), std::chrono::month(month_number), std::chrono::day(day)};
    return made.ok() ? std::optional(made) : std::nullopt;
}

std::optional<date> date_of(const yaml_tree& map, std::string_view name, const fault_log& faults)
{
    const auto& found = map[name];
    if (!found.exists() || found.text.empty() || found.text == "null")
        return std::nullopt;
    const auto read = parse_iso_date(found.text);
    if (!read)
        faults.error(found.line, "wrong-date", "'" + found.text + "' is no date", "write it as 2026-11-20");
    return read;
}

std::vector<std::string> words_of(const yaml_tree& map, std::string_view name, const fault_log& faults)
{
    const auto& found = map[name];
    if (found.what == yaml_tree::kind::scalar)
        return {found.text};
    std::vector<std::string> words;
    for (const auto& item : found.items) {
        if (item.what != yaml_tree::kind::scalar)
            faults.error(item.line, "wrong-form", "a list of words is expected", "write `[one, two]`");
        words.push_back(item.text);
    }
    if (found.what == yaml_tree::kind::map)
        faults.error(found.line, "wrong-form", "a list of words is expected", "write `[one, two]`");
    return words;
}

std::string nearest_word(std::string_view word, const std::vector<std::string>& candidates)
{
    std::string best;
    auto limit = std::max<std::size_t>(1, word.size() / 3) + 1;
    for (const auto& candidate : candidates)
        if (const auto distance = edit_distance(word, candidate); distance < limit) {
            limit = distance;
            best = candidate;
        }
    return best;
}

std::vector<std::filesystem::path> yaml_files(const std::filesystem::path& folder)
{
    std::vector<std::filesystem::path> files;
    std::error_code missing;
    for (const auto& entry : std::filesystem::directory_iterator(folder, missing))
        if (entry.path().extension() == ".yaml")
            files.push_back(entry.path());
    std::ranges::sort(files);
    return files;
}

}  // namespace sapa
