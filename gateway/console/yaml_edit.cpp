// Edits YAML by position.
#include "gateway/console/yaml_edit.hpp"

#include <yaml-cpp/yaml.h>
#include <algorithm>
#include <map>
#include <optional>

namespace sapa::console {
namespace {

constexpr std::string_view languages[]{"id", "en", "jv", "su"};

YAML::Node step_into(const YAML::Node& from, const std::string& name)
{
    if (from.IsSequence()) {
        const auto index = static_cast<std::size_t>(std::atoi(name.c_str()));
        return index < from.size() ? from[index] : YAML::Node(YAML::NodeType::Undefined);
    }
    if (from.IsMap())
        for (const auto& member : from)
            if (member.first.Scalar() == name)
                return member.second;
    return YAML::Node(YAML::NodeType::Undefined);
}

std::size_t offset_of(const std::string& file, const YAML::Mark& mark)
{
    std::size_t at = 0;
    for (int line = 0; line < mark.line; ++line)
        at = file.find('\n', at) + 1;
    return at + static_cast<std::size_t>(mark.column);
}

// Where the scalar that begins here ends; nullopt: it is of a form that is not changed in place.
std::optional<std::size_t> end_of(const std::string& file, std::size_t begin, const std::string& value)
{
    if (begin >= file.size())
        return std::nullopt;
    const char quote = file[begin];
    if (quote != '"' && quote != '\'') {
        const bool plain = file.compare(begin, value.size(), value) == 0 && !value.empty();
        return plain ? std::optional(begin + value.size()) : std::nullopt;
    }
    for (auto at = begin + 1; at < file.size(); ++at) {
        if (quote == '"' && file[at] == '\\')
            ++at;
        else if (file[at] == quote && quote == '\'' && at + 1 < file.size() && file[at + 1] == quote)
            ++at;
        else if (file[at] == quote)
            return at + 1;
    }
    return std::nullopt;
}

// Everything that the file says, whatever its form; what stands at `way` is `instead`.
void tell(const YAML::Node& from, const std::vector<std::string>& way, std::size_t depth, bool on_the_way,
          std::string_view instead, std::string& out)
{
    if (on_the_way && depth == way.size()) {
        out += "=";
        out += instead;
        return;
    }
    const auto below = [&](const YAML::Node& one, const std::string& name) {
        tell(one, way, depth + 1, on_the_way && depth < way.size() && way[depth] == name, instead, out);
    };
    if (from.IsMap()) {
        std::map<std::string, YAML::Node> members;
        for (const auto& member : from)
            members[member.first.Scalar()] = member.second;
        if (on_the_way && depth < way.size())
            members.try_emplace(way[depth], YAML::Node(YAML::NodeType::Map));
        out += "{";
        for (const auto& [name, one] : members) {
            out += name + ":";
            below(one, name);
        }
        out += "}";
    } else if (from.IsSequence()) {
        out += "[";
        for (std::size_t i = 0; i < from.size(); ++i)
            below(from[i], std::to_string(i));
        out += "]";
    } else {
        out += "=" + (from.IsScalar() ? from.Scalar() : std::string{}) + "\n";
    }
}

std::string told(const YAML::Node& from, const std::vector<std::string>& way, std::string_view instead)
{
    std::string out;
    tell(from, way, 0, true, instead, out);
    return out;
}

// The last language that the map has: where another one is added.
struct neighbour
{
    YAML::Mark key{};
    std::size_t end{};  // of its scalar
};
std::optional<neighbour> last_language(const std::string& file, const YAML::Node& map)
{
    std::optional<neighbour> last;
    for (const auto& member : map) {
        if (!member.second.IsScalar() || !std::ranges::count(languages, member.first.Scalar()))
            continue;
        const auto end = end_of(file, offset_of(file, member.second.Mark()), member.second.Scalar());
        if (end && (!last || *end > last->end))
            last = neighbour{member.first.Mark(), *end};
    }
    return last;
}

// A file with one language more.
std::optional<std::string> added(const std::string& file, const YAML::Node& map, const std::string& name,
                                 const std::string& quoted, bool below_whatsapp)
{
    const auto beside = last_language(file, map);
    if (!beside)
        return std::nullopt;
    auto made = file;
    const auto whatsapp = "{" + name + ": " + quoted + "}";
    if (map.Style() == YAML::EmitterStyle::Flow)
        return made.insert(beside->end,
                           ", " + (below_whatsapp ? "whatsapp: " + whatsapp : name + ": " + quoted));
    const std::string indent(static_cast<std::size_t>(beside->key.column), ' ');
    const auto line_end = std::min(made.find('\n', beside->end), made.size());
    return made.insert(line_end, below_whatsapp
                                     ? "\n" + indent + "whatsapp:\n" + indent + "  " + name + ": " + quoted
                                     : "\n" + indent + name + ": " + quoted);
}

std::optional<std::string> changed(const std::string& file, const YAML::Node& top,
                                   const std::vector<std::string>& way, const std::string& quoted)
{
    std::vector<YAML::Node> passed{top};
    for (std::size_t i = 0; i < way.size(); ++i) {
        const auto next = step_into(passed.back(), way[i]);
        if (next.IsDefined()) {
            passed.push_back(next);
            continue;
        }
        const bool language_missing = i + 1 == way.size();
        const bool whatsapp_missing = i + 2 == way.size() && way[i] == "whatsapp";
        if (!language_missing && !whatsapp_missing)
            return std::nullopt;
        return added(file, passed.back(), way.back(), quoted, whatsapp_missing);
    }
    const auto& scalar = passed.back();
    if (!scalar.IsScalar())
        return std::nullopt;
    const auto begin = offset_of(file, scalar.Mark());
    const auto end = end_of(file, begin, scalar.Scalar());
    if (!end)
        return std::nullopt;
    auto made = file;
    return made.replace(begin, *end - begin, quoted);
}

}  // namespace

std::string yaml_quoted(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text)
        if (c == '"' || c == '\\')
            out += {'\\', c};
        else if (c == '\n')
            out += "\\n";
        else if (static_cast<unsigned char>(c) >= 0x20)
            out += c;
    return out + "\"";
}

result<std::string> set_scalar(const std::string& file, const std::vector<std::string>& way,
                               std::string_view text)
{
    const refusal cannot{
        .code = "invalid", .field = "text", .detail = "this text cannot be changed in place"};
    try {
        const auto top = YAML::Load(file);
        const auto made = changed(file, top, way, yaml_quoted(text));
        if (!made)
            return cannot;
        const auto now = YAML::Load(*made);
        auto at = now;
        for (const auto& name : way)
            at.reset(step_into(at, name));
        std::string kept;
        for (const char c : text)
            if (static_cast<unsigned char>(c) >= 0x20 || c == '\n')
                kept += c;
        if (!at.IsScalar() || at.Scalar() != kept || told(top, way, "") != told(now, way, ""))
            return cannot;
        return {boost::system::in_place_value, *made};
    } catch (const YAML::Exception&) {
        return cannot;
    }
}

}  // namespace sapa::console
