// Compares what is said with what a conversation test expects.
#include <regex>
#include "gateway/lab/sandbox_play.hpp"

namespace sapa::lab {

std::string folded(std::string_view text)
{
    std::string out;
    for (const char c : text)
        if (c != ' ' || (!out.empty() && out.back() != ' '))
            out += c;
    return out;
}

std::string with_captures(std::string text, const captured& captures)
{
    for (const auto& [name, said] : captures)
        for (auto at = text.find("{" + name + "}"); at != text.npos;
             at = text.find("{" + name + "}", at + said.size()))
            text.replace(at, name.size() + 2, said);
    return text;
}

bool matches(std::string_view pattern, std::string_view text, captured& captures)
{
    const auto ready = folded(with_captures(std::string(pattern), captures));
    std::string expression;
    std::vector<std::string> names;
    for (std::size_t at = 0; at < ready.size();) {
        if (ready.compare(at, 3, "…") == 0) {
            while (expression.ends_with(' '))
                expression.pop_back();
            expression += "[\\s\\S]*";
            for (at += 3; at < ready.size() && ready[at] == ' ';)
                ++at;
        } else if (const auto close = ready.find('}', at); ready[at] == '{' && close != ready.npos) {
            names.push_back(ready.substr(at + 1, close - at - 1));
            expression += "(\\S+?)";
            at = close + 1;
        } else {
            if (std::string_view(".^$|()[]*+?\\{}").find(ready[at]) != std::string_view::npos)
                expression += '\\';
            expression += ready[at++];
        }
    }
    const auto said = folded(text);
    std::smatch found;
    if (!std::regex_match(said, found, std::regex(expression)))
        return false;
    for (std::size_t i = 0; i < names.size(); ++i)
        captures.emplace_back(names[i], found[i + 1]);
    return true;
}

}  // namespace sapa::lab
