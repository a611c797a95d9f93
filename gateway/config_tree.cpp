#include "gateway/config_tree.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>
#include <algorithm>

namespace sapa {
namespace {

config_node convert(const YAML::Node& from, const std::string& file, std::vector<config_fault>& faults)
{
    config_node to{.file = file, .line = from.Mark().line + 1};
    if (from.IsSequence()) {
        to.what = config_node::kind::list;
        for (const auto& item : from)
            to.items.push_back(convert(item, file, faults));
    } else if (from.IsMap()) {
        to.what = config_node::kind::map;
        for (const auto& member : from) {
            const auto key = member.first.as<std::string>();
            const auto line = member.first.Mark().line + 1;
            if (to.find(key))
                faults.push_back({file, line, fmt::format("\"{}\" stands twice here; keep one", key)});
            auto value = convert(member.second, file, faults);
            value.line = line;
            to.members.emplace_back(key, std::move(value));
        }
    } else if (from.IsScalar()) {
        to.text = from.Scalar();
    }
    return to;
}

}  // namespace

std::string to_string(const config_fault& fault)
{
    if (fault.line == 0)
        return fmt::format("{}: {}", fault.file, fault.what);
    return fmt::format("{}:{}: {}", fault.file, fault.line, fault.what);
}

const config_node* config_node::find(std::string_view key) const
{
    const auto at = std::ranges::find(members, key, [](const auto& m) { return std::string_view(m.first); });
    return at == members.end() ? nullptr : &at->second;
}

config_node read_config_file(const std::filesystem::path& path, std::vector<config_fault>& faults)
{
    config_node empty{.what = config_node::kind::map, .file = path.string()};
    try {
        const auto root = YAML::LoadFile(path.string());
        if (root.IsNull())
            return empty;
        if (!root.IsMap()) {
            faults.push_back({path.string(), 1, "the file must be a list of \"key: value\" lines"});
            return empty;
        }
        return convert(root, path.string(), faults);
    } catch (const YAML::BadFile&) {
        faults.push_back({path.string(), 0, "cannot be opened"});
    } catch (const YAML::Exception& error) {
        faults.push_back({path.string(), error.mark.line + 1, "not YAML: " + error.msg});
    }
    return empty;
}

void overlay(config_node& base, config_node over)
{
    if (base.what != config_node::kind::map || over.what != config_node::kind::map) {
        base = std::move(over);
        return;
    }
    for (auto& [key, value] : over.members) {
        const auto at = std::ranges::find(base.members, key, [](const auto& m) { return m.first; });
        if (at == base.members.end())
            base.members.emplace_back(key, std::move(value));
        else
            overlay(at->second, std::move(value));
    }
}

}  // namespace sapa
