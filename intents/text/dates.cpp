// Date patterns as a table, tried in order; the day always stands before the month.
#include "intents/text/dates.hpp"

#include <re2/re2.h>
#include <algorithm>
#include <array>
#include <charconv>
#include <memory>

namespace sapa::text {

namespace {

struct month_name
{
    std::string_view begins;
    unsigned month;
};
// By the letters that a name begins with; longer beginnings first where one contains another.
constexpr month_name month_names[]{
    {"jan", 1}, {"feb", 2},  {"peb", 2},  {"mar", 3},  {"apr", 4},  {"mei", 5},  {"may", 5},
    {"jun", 6}, {"jul", 7},  {"agu", 8},  {"agt", 8},  {"ags", 8},  {"aug", 8},  {"ago", 8},
    {"sep", 9}, {"okt", 10}, {"oct", 10}, {"nov", 11}, {"nop", 11}, {"des", 12}, {"dec", 12},
};

constexpr char month_words[] =
    "(januari|january|jan|februari|february|pebruari|febuari|feb|peb|maret|march|mrt|mar|april|apr|mei|may|"
    "juni|june|jun|juli|july|jul|"
    "agustus|august|agu|agt|ags|agst|aug|september|septembr|sept|sep|oktober|october|okt|oct|november|"
    "nopember|nov|nop|desember|december|des|dec)";

enum class order { day_first, year_first };
struct pattern
{
    std::unique_ptr<RE2> expression{};
    order parts{};
    bool packed{};
};

std::array<pattern, 6> make_patterns()
{
    const std::string word = month_words;
    const auto make = [](const std::string& text, order parts, bool packed) {
        return pattern{std::make_unique<RE2>("(?:^|[^0-9])(" + text + ")(?:[^0-9]|$)"), parts, packed};
    };
    return {
        make("((?:19|20)\\d\\d) ?[-/.] ?(\\d{1,2}) ?[-/.] ?(\\d{1,2})", order::year_first, false),
        make("(\\d{1,2}) ?[-/.,_ ] ?(\\d{1,2}) ?[-/.,_ ] ?((?:19|20)\\d\\d|\\d\\d)", order::day_first, false),
        make("(\\d{1,2})(?:st|nd|rd|th)?[-/., _]{0,3}" + word + "[-/., _']{0,3}(\\d{4}|\\d\\d)",
             order::day_first, false),
        make("(\\d{1,2}) ?(?:bulan|bln) ?(\\d{1,2}) ?(?:tahun|thn|th|taun) ?(\\d{4}|\\d\\d)",
             order::day_first, false),
        make("(\\d\\d)(\\d\\d)((?:19|20)\\d\\d)", order::day_first, true),
        make("(\\d\\d)(\\d\\d)(\\d\\d)", order::day_first, true),
    };
}

const std::array<pattern, 6>& patterns()
{
    static const auto made = make_patterns();
    return made;
}

std::optional<unsigned> number_of(std::string_view text)
{
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

std::optional<unsigned> month_of(std::string_view text)
{
    if (auto number = number_of(text))
        return number;
    if (text == "mrt")
        return 3;
    auto at =
        std::ranges::find_if(month_names, [&](const auto& name) { return text.starts_with(name.begins); });
    return at == std::end(month_names) ? std::nullopt : std::optional(at->month);
}

std::optional<date> make_date(std::string_view day, std::string_view month_text, std::string_view year_text)
{
    const auto d = number_of(day), m = month_of(month_text), y = number_of(year_text);
    if (!d || !m || !y)
        return std::nullopt;
    constexpr unsigned last_young = 15;  // '15 is 2015, '16 is 1916: nobody younger works
    const auto whole_year = year_text.size() == 4 ? *y : *y <= last_young ? 2000 + *y : 1900 + *y;
    const date made{std::chrono::year(static_cast<int>(whole_year)), std::chrono::month(*m),
                    std::chrono::day(*d)};
    return made.ok() ? std::optional(made) : std::nullopt;
}

}  // namespace

std::optional<date_span> find_date(std::string_view text, bool packed)
{
    for (const auto& [expression, parts, is_packed] : patterns()) {
        if (is_packed && !packed)
            continue;
        re2::StringPiece whole, first, second, third;
        if (!RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *expression, &whole, &first,
                               &second, &third))
            continue;
        const auto view = [](re2::StringPiece piece) { return std::string_view(piece.data(), piece.size()); };
        const auto day = parts == order::day_first ? make_date(view(first), view(second), view(third))
                                                   : make_date(view(third), view(second), view(first));
        if (!day)
            continue;
        const auto begin = static_cast<std::size_t>(whole.data() - text.data());
        return date_span{*day, begin, begin + whole.size()};
    }
    return std::nullopt;
}

std::optional<date> parse_date(std::string_view text)
{
    const auto blank = [](char c) { return c == ' ' || c == '.'; };
    while (!text.empty() && blank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && blank(text.back()))
        text.remove_suffix(1);
    const auto found = find_date(text, true);
    const bool whole = found && found->begin <= 6 && found->end == text.size() &&
                       text.substr(0, found->begin).find_first_of("0123456789") == text.npos;
    return whole ? std::optional(found->day) : std::nullopt;
}

std::string iso_date(date day)
{
    std::string out(10, '-');
    const auto put = [&](std::size_t at, unsigned value, int width) {
        for (int i = width - 1; i >= 0; --i, value /= 10)
            out[at + static_cast<std::size_t>(i)] = static_cast<char>('0' + value % 10);
    };
    put(0, static_cast<unsigned>(static_cast<int>(day.year())), 4);
    put(5, static_cast<unsigned>(day.month()), 2);
    put(8, static_cast<unsigned>(day.day()), 2);
    return out;
}

}  // namespace sapa::text
