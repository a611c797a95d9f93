// Answers of core that a scene writes down.
#include "gateway/lab/sandbox_core.hpp"

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include "intents/knowledge/yaml_tree.hpp"

namespace sapa::lab {
namespace {

std::vector<std::string> cut(std::string_view text, char at)
{
    std::vector<std::string> parts;
    std::istringstream in{std::string(text)};
    for (std::string part; std::getline(in, part, at);)
        parts.push_back(part);
    return parts;
}

// Blanks part the words, but not inside "...".
std::vector<std::string> words_of_line(std::string_view text)
{
    std::vector<std::string> words;
    std::string word;
    bool quoted = false;
    for (const char c : text) {
        if (c == '"')
            quoted = !quoted;
        else if (c != ' ' || quoted)
            word += c;
        else if (!word.empty())
            words.push_back(std::exchange(word, {}));
    }
    if (!word.empty())
        words.push_back(word);
    return words;
}

value typed(value_kind kind, const std::string& text)
{
    switch (kind) {
        case value_kind::number:
            return std::int64_t{std::atoll(text.c_str())};
        case value_kind::rupiah:
            return rupiah{std::atoll(text.c_str())};
        case value_kind::date:
            return parse_iso_date(text).value_or(date{});
        case value_kind::month:
            if (const auto day = parse_iso_date(text + "-01"))
                return month{day->year(), day->month()};
            return month{};
        case value_kind::participant_no:
            return participant_no(text);
        case value_kind::flag:
            return text == "yes" || text == "true";
        case value_kind::word:
        case value_kind::text:
            break;
    }
    return text;
}

bool fits(const core_line& line, const core_question& question)
{
    if (line.operation != question.operation)
        return false;
    return line.argument.empty() || line.argument == "*" ||
           std::ranges::any_of(question.arguments, [&](const auto& a) { return a.second == line.argument; });
}

void add_list(facts& told, const core_list& list, const std::string& text)
{
    std::vector<facts> elements;
    if (text != "none")
        for (const auto& row :
             cut(text, text.find(';') == text.npos && text.find('/') == text.npos ? ',' : ';')) {
            facts element;
            const auto fields = cut(row, '/');
            for (std::size_t i = 0; i < std::min(fields.size(), list.fields.size()); ++i)
                if (!fields[i].empty())
                    element.values.emplace_back(list.fields[i].name, typed(list.fields[i].kind, fields[i]));
            elements.push_back(std::move(element));
        }
    told.lists.emplace_back(list.name, std::move(elements));
}

void add_defaults(const core_line& line, const core_operation& operation, const core_question& question,
                  instant now, facts& told)
{
    for (const auto& field : operation.fields)
        if (field.name == "participant_no" || field.name == "claim_no")
            for (const auto& [name, text] : question.arguments)
                if (name == field.name && !told.find(field.name))
                    told.values.emplace_back(field.name, typed(field.kind, text));
    for (const auto& list : operation.lists)
        if (!told.find_list(list.name))
            told.lists.emplace_back(list.name, std::vector<facts>{});
    if (operation.name != "balance" || line.total.empty())
        return;
    const auto total = std::atoll(line.total.c_str());
    told.values.emplace_back("total", rupiah{total});
    told.values.emplace_back("contributions", rupiah{total / 5 * 4});
    told.values.emplace_back("yield", rupiah{total - total / 5 * 4});
    told.values.emplace_back("as_of", wib_date(now));
    if (!told.find("last_period"))
        told.values.emplace_back("last_period", month{std::chrono::year(2026), std::chrono::month(10)});
}

}  // namespace

std::optional<core_line> parse_core_line(std::string_view text, std::string& fault)
{
    const auto arrow = text.find("->");
    if (arrow == text.npos) {
        fault = "'->' is missing";
        return std::nullopt;
    }
    const auto asked = words_of_line(text.substr(0, arrow));
    const auto told = words_of_line(text.substr(arrow + 2));
    core_line line;
    line.operation = asked.empty() ? "" : asked[0];
    const auto* operation = find_operation(line.operation);
    if (!operation) {
        fault = "'" + line.operation + "' is no operation of the contract";
        return std::nullopt;
    }
    line.argument = asked.size() > 1 ? asked[1] : "";
    line.outcome = operation->outcomes.front().name;
    for (std::size_t i = 0; i < told.size(); ++i) {
        const auto& word = told[i];
        const auto is = word.find('=');
        if (is != word.npos)
            line.values.emplace_back(word.substr(0, is), word.substr(is + 1));
        else if (word == outcome_unavailable ||
                 std::ranges::any_of(operation->outcomes, [&](const auto& o) { return o.name == word; }))
            line.outcome = word;
        else if (operation->name == "registered_numbers")
            line.values.emplace_back("numbers", word);
        else if (operation->name == "balance" && word.find_first_not_of("0123456789") == word.npos)
            line.total = word;
        else {
            fault = "'" + word + "' is no outcome of " + line.operation;
            return std::nullopt;
        }
    }
    return line;
}

std::optional<core_answer> answer_from(const std::vector<core_line>& lines, const core_question& question,
                                       instant now)
{
    const auto line = std::ranges::find_if(lines, [&](const core_line& one) { return fits(one, question); });
    const auto* operation = find_operation(question.operation);
    core_answer answer{.outcome = "ok", .status = 200};
    if (line == lines.end()) {
        if (question.operation != "registered_numbers" || !operation)
            return std::nullopt;
        answer.told.lists.emplace_back("numbers", std::vector<facts>{});
        return answer;
    }
    answer.outcome = line->outcome;
    for (const auto& [name, text] : line->values) {
        for (const auto& field : operation->fields)
            if (field.name == name)
                answer.told.values.emplace_back(name, typed(field.kind, text));
        for (const auto& list : operation->lists)
            if (list.name == name)
                add_list(answer.told, list, text);
    }
    if (answer.outcome != outcome_unavailable)
        add_defaults(*line, *operation, question, now, answer.told);
    return answer;
}

}  // namespace sapa::lab
