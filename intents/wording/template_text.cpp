// Parses and renders texts with typed placeholders.
#include "intents/wording/template_text.hpp"

#include <algorithm>
#include <charconv>

#include "intents/wording/gsm_basic.hpp"

namespace sapa {
namespace {

struct kind_row
{
    std::string_view kind;
    std::size_t width;  // the widest, where the template sets none; 0: by the word table
};
constexpr kind_row kinds[] = {
    {"rupiah", 16}, {"date", 10}, {"month", 7}, {"masked", 7}, {"number", 3},
    {"text", 30},   {"word", 0},  {"list", 0},  {"time", 5},   {"places", 400},
};

std::string two(unsigned number) { return (number < 10 ? "0" : "") + std::to_string(number); }

// "programmes" -> the table "programme" or "programmes".
const std::map<std::string, spoken_text>* table_of(const word_tables& words, std::string_view name)
{
    const auto field = name.substr(name.find('.') == name.npos ? 0 : name.find('.') + 1);
    for (const auto key : {field, field.substr(0, field.size() - (field.ends_with('s') ? 1 : 0))})
        if (const auto at = words.find(key); at != words.end())
            return &at->second;
    return nullptr;
}

std::string say_word(const word_tables& words, std::string_view name, const std::string& word,
                     language spoken)
{
    if (const auto* table = table_of(words, name))
        if (const auto at = table->find(word); at != table->end())
            return at->second.nearest(spoken);
    return word;
}

std::string say_list(const word_tables& words, std::string_view name, const std::vector<facts>& list,
                     language spoken)
{
    std::string said;
    for (const auto& element : list)
        if (!element.values.empty())
            if (const auto* word = std::get_if<std::string>(&element.values.front().second))
                said += (said.empty() ? "" : ", ") + say_word(words, name, *word, spoken);
    return said;
}

std::string say_places(const std::vector<facts>& list)
{
    std::string said;
    for (std::size_t i = 0; i < std::min<std::size_t>(list.size(), 3); ++i) {
        said += said.empty() ? "" : "\n";
        for (const auto& [name, one] : list[i].values)
            if (const auto* text = std::get_if<std::string>(&one); text && !text->empty())
                said += (name == "name" ? std::to_string(i + 1) + ". " : ", ") + *text;
    }
    return said;
}

std::string say_value(const value& one, const placeholder& slot, const word_tables& words, language spoken)
{
    struct visitor
    {
        const placeholder& slot;
        const word_tables& words;
        language spoken;
        std::string operator()(const std::string& text) const
        {
            if (slot.kind == "masked")
                return masked_tail(text);
            if (slot.kind == "date")
                if (const auto b = text; b.size() == 10 && b[4] == '-')
                    return b.substr(8, 2) + "-" + b.substr(5, 2) + "-" + b.substr(0, 4);
            return slot.kind == "word" ? say_word(words, slot.name, text, spoken) : text;
        }
        std::string operator()(std::int64_t number) const { return std::to_string(number); }
        std::string operator()(rupiah money) const { return say_rupiah(money); }
        std::string operator()(date day) const { return say_date(day); }
        std::string operator()(month which) const { return say_month(which); }
        std::string operator()(const participant_no& number) const { return number.masked(); }
        std::string operator()(bool flag) const
        {
            return say_word(words, "flag", flag ? "yes" : "no", spoken);
        }
    };
    return std::visit(visitor{slot, words, spoken}, one);
}

std::string value_text(const placeholder& slot, const facts& values, const word_tables& words,
                       language spoken)
{
    std::string said;
    const auto dot = slot.name.find('.');
    if (dot != slot.name.npos) {
        const auto* list = values.find_list(slot.name.substr(0, dot));
        const auto* found = list && !list->empty() ? list->front().find(slot.name.substr(dot + 1)) : nullptr;
        if (found)
            said = say_value(*found, slot, words, spoken);
    } else if (slot.kind == "list" || slot.kind == "places") {
        if (const auto* list = values.find_list(slot.name))
            said = slot.kind == "list" ? say_list(words, slot.name, *list, spoken) : say_places(*list);
    } else if (const auto* found = values.find(slot.name)) {
        said = say_value(*found, slot, words, spoken);
    }
    if (said.empty())
        return "-";
    return slot.width > 0 && said.size() > slot.width ? first_characters(std::move(said), slot.width) : said;
}

std::string widest(const placeholder& slot, const word_tables& words, language spoken)
{
    const auto* table = table_of(words, slot.name);
    std::string longest_word, all;
    if (table)
        for (const auto& [word, said] : *table) {
            const auto& text = said.nearest(spoken);
            if (characters_of(text) > characters_of(longest_word))
                longest_word = text;
            all += (all.empty() ? "" : ", ") + text;
        }
    auto text = slot.kind == "word" ? longest_word : slot.kind == "list" ? all : std::string(slot.width, 'M');
    if (slot.kind != "word" && slot.kind != "list")
        return text;
    if (text.empty())
        text = std::string(20, 'M');
    return slot.width > 0 ? first_characters(std::move(text), slot.width) : text;
}

}  // namespace

std::string say_rupiah(rupiah money)
{
    auto digits = std::to_string(money.amount < 0 ? -money.amount : money.amount);
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
        digits.insert(static_cast<std::size_t>(at), ".");
    return (money.amount < 0 ? "-Rp" : "Rp") + digits;
}

std::string say_date(date day)
{
    return two(static_cast<unsigned>(day.day())) + "-" + two(static_cast<unsigned>(day.month())) + "-" +
           std::to_string(static_cast<int>(day.year()));
}

std::string say_month(month which)
{
    return two(static_cast<unsigned>(which.month())) + "-" + std::to_string(static_cast<int>(which.year()));
}

std::vector<text_piece> parse_template(std::string_view text, std::string& fault)
{
    std::vector<text_piece> pieces;
    pieces.reserve(12);
    fault.clear();
    while (!text.empty()) {
        const auto open = text.find('{');
        if (open > 0)
            pieces.push_back({.plain = text.substr(0, open)});
        if (open == text.npos)
            break;
        const auto close = text.find('}', open);
        if (close == text.npos) {
            fault = "'{' without '}'";
            break;
        }
        auto inside = text.substr(open + 1, close - open - 1);
        text.remove_prefix(close + 1);
        placeholder slot;
        if (const auto slash = inside.find('/'); slash != inside.npos) {
            const auto width = inside.substr(slash + 1);
            std::from_chars(width.data(), width.data() + width.size(), slot.width);
            inside = inside.substr(0, slash);
        }
        const auto colon = inside.find(':');
        slot.name = inside.substr(0, colon);
        slot.kind =
            colon == inside.npos ? (slot.name == "choices" ? "choices" : "") : inside.substr(colon + 1);
        const auto* row = std::ranges::find(kinds, slot.kind, &kind_row::kind);
        if (row == std::end(kinds) && slot.kind != "choices")
            fault = "'{" + std::string(inside) + "}' has no kind that exists";
        else if (slot.width == 0 && row != std::end(kinds))
            slot.width = row->width;
        pieces.push_back({.is_value = true, .value = slot});
    }
    return pieces;
}

std::string render(std::string_view text, const facts& values, const word_tables& words, language spoken,
                   std::string_view choices)
{
    std::string out, fault;
    out.reserve(2 * text.size());
    for (const auto& piece : parse_template(text, fault))
        if (!piece.is_value)
            out += piece.plain;
        else if (piece.value.kind == "choices")
            out += choices;
        else
            out += value_text(piece.value, values, words, spoken);
    return out;
}

std::string longest(std::string_view text, const word_tables& words, language spoken,
                    std::string_view choices)
{
    std::string out, fault;
    for (const auto& piece : parse_template(text, fault))
        if (!piece.is_value)
            out += piece.plain;
        else if (piece.value.kind == "choices")
            out += choices;
        else
            out += widest(piece.value, words, spoken);
    return out;
}

}  // namespace sapa
