// Lint of conf/commands.yaml: its form, its patterns, and which of them can never be reached.
#include <re2/re2.h>

#include <algorithm>

#include "intents/dialogue/lint.hpp"
#include "intents/knowledge/yaml_tree.hpp"

namespace sapa {
namespace {

constexpr std::string_view talk_labels[] = {"menu", "help",   "greeting", "thanks", "yes",
                                            "no",   "cancel", "back",     "abuse",  "out_of_scope"};

std::string replaced(std::string text, std::string_view what, std::string_view by)
{
    for (auto at = text.find(what); at != text.npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
    return text;
}

// Writes a text that a pattern matches: the shortest (first alternatives, options left out) or the longest.
class example_writer
{
public:
    example_writer(std::string_view pattern, bool longest) : rest_(pattern), longest_(longest) {}
    std::string write() { return alternatives(); }

private:
    std::string alternatives()
    {
        auto chosen = sequence();
        while (!rest_.empty() && rest_[0] == '|') {
            rest_.remove_prefix(1);
            auto other = sequence();
            if (longest_)
                chosen = std::move(other);
        }
        return chosen;
    }

    std::string sequence()
    {
        std::string text;
        while (!rest_.empty() && rest_[0] != '|' && rest_[0] != ')')
            text += repeated(atom());
        return text;
    }

    std::string atom()
    {
        const char c = rest_[0];
        if (c == '(') {
            rest_.remove_prefix(1);
            if (rest_.starts_with("?:"))
                rest_.remove_prefix(2);
            else if (rest_.starts_with("?P<"))
                rest_.remove_prefix(rest_.find('>') + 1);
            auto inside = alternatives();
            if (!rest_.empty())
                rest_.remove_prefix(1);
            return inside;
        }
        if (c == '[') {
            const char first = rest_.size() > 1 ? rest_[1] : 'x';
            rest_.remove_prefix(std::min(rest_.find(']') + 1, rest_.size()));
            return std::string(1, first);
        }
        if (c == '\\' && rest_.size() > 1) {
            const char kind = rest_[1];
            rest_.remove_prefix(2);
            return kind == 'd' ? "1" : kind == 's' ? " " : kind == 'b' ? "" : std::string(1, kind);
        }
        rest_.remove_prefix(1);
        return c == '.' ? "x" : std::string(1, c);
    }

    std::string repeated(std::string one)
    {
        if (rest_.empty())
            return one;
        if (rest_[0] == '?' || rest_[0] == '*') {
            rest_.remove_prefix(1);
            return longest_ ? one : "";
        }
        if (rest_[0] == '+') {
            rest_.remove_prefix(1);
            return one;
        }
        if (rest_[0] != '{')
            return one;
        const int least = std::atoi(std::string(rest_.substr(1, 4)).c_str());
        rest_.remove_prefix(std::min(rest_.find('}') + 1, rest_.size()));
        std::string many;
        for (int i = 0; i < std::max(least, longest_ ? 1 : 0); ++i)
            many += one;
        return many;
    }

    std::string_view rest_;
    bool longest_;
};

struct command_pattern
{
    std::string intent{}, shortest{}, longest{}, written{};
    std::unique_ptr<RE2> expression{};
    int line{};
};

bool is_known(const bundle::parts& conf, const std::string& label)
{
    return conf.find_flow(label) || conf.knowledge.find(label) ||
           std::ranges::find(talk_labels, label) != std::end(talk_labels);
}

void read_pattern(const yaml_tree& item, const std::string& intent, std::vector<command_pattern>& all,
                  const fault_log& faults)
{
    auto with = [&](std::string_view no, std::string_view digits, std::string_view town) {
        return replaced(replaced(replaced(item.text, "{no}", no), "{digits}", digits), "{town}", town);
    };
    const auto expression = with("(?:\\d{16}|\\d{11})", "\\d[0-9a-z]{2,}", "[a-z]+(?: [a-z]+){0,2}");
    command_pattern made{.intent = intent, .written = item.text, .line = item.line};
    made.expression = std::make_unique<RE2>(expression, RE2::Quiet);
    if (!made.expression->ok())
        return faults.error(item.line, "broken-pattern", "'" + item.text + "': " + made.expression->error(),
                            "balance the brackets, or write the words plainly");
    const auto sample = with("3171234567890001", "12345", "bandung");
    made.shortest = example_writer(sample, false).write();
    made.longest = example_writer(sample, true).write();
    for (const auto& earlier : all)
        if (RE2::FullMatch(made.shortest, *earlier.expression) &&
            RE2::FullMatch(made.longest, *earlier.expression)) {
            faults.error(item.line, "shadowed-pattern",
                         "never reached: '" + made.shortest + "' is caught by the pattern of '" +
                             earlier.intent + "' in line " + std::to_string(earlier.line),
                         "put it above that pattern, or narrow that one");
            break;
        }
    all.push_back(std::move(made));
}

}  // namespace

void lint_commands(const bundle::parts& conf, const std::filesystem::path& folder,
                   std::vector<finding>& findings)
{
    const fault_log faults{(folder / "commands.yaml").string(), &findings};
    const auto tree = read_yaml(folder / "commands.yaml", faults);
    if (!expect_keys(tree, {"filler", "keywords", "glued", "commands"}, faults))
        return;
    std::vector<command_pattern> all;
    for (const auto& item : tree["commands"].items) {
        expect_keys(item, {"intent", "name", "patterns", "ask"}, faults);
        const auto intent = scalar_of(item, "intent", faults, true);
        scalar_of(item, "name", faults, true);
        if (!intent.empty() && !is_known(conf, intent))
            faults.error(item["intent"].line, "unknown-intent",
                         "'" + intent + "' is no label with a flow or an answer", "write one of the labels");
        for (const auto& label : item["ask"].items)
            if (!is_known(conf, label.text))
                faults.error(label.line, "unknown-intent",
                             "'" + label.text + "' is no label with a flow or an answer",
                             "write one of the labels");
        if (item["patterns"].items.empty())
            faults.error(item.line, "missing-key", "the command has no patterns", "add `patterns: ['...']`");
        for (const auto& pattern : item["patterns"].items)
            read_pattern(pattern, intent, all, faults);
    }
}

}  // namespace sapa
