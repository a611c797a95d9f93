// Replaces what GSM 03.38 lacks where nothing is lost that matters, so that a text costs one segment, not
// three.
#include <algorithm>
#include "adapters/sms/gsm_tables.hpp"
#include "adapters/sms/text.hpp"
#include "adapters/sms/utf.hpp"

namespace sapa::sms {
namespace {

struct replacement_row
{
    char32_t point;
    const char* text;
};

// clang-format off
constexpr replacement_row replacements[]{
    {U'\t', " "},    {U'`', "'"},
    {0x00A0, " "},   {0x00A6, "|"},   {0x00A9, "(c)"}, {0x00AB, "\""},  {0x00AD, ""},    {0x00AE, "(R)"},
    {0x00B1, "+/-"}, {0x00B2, "2"},   {0x00B3, "3"},   {0x00B4, "'"},   {0x00B7, "."},   {0x00B8, ","},
    {0x00B9, "1"},   {0x00BB, "\""},  {0x00BC, "1/4"}, {0x00BD, "1/2"}, {0x00BE, "3/4"}, {0x00D7, "x"},
    {0x00F7, "/"},   {0x02B9, "'"},   {0x02BB, "'"},   {0x02BC, "'"},   {0x02BD, "'"},   {0x02C6, "^"},
    {0x02C8, "'"},   {0x02DC, "~"},   {0x1E9E, "SS"},
    {0x2000, " "},   {0x2001, " "},   {0x2002, " "},   {0x2003, " "},   {0x2004, " "},   {0x2005, " "},
    {0x2006, " "},   {0x2007, " "},   {0x2008, " "},   {0x2009, " "},   {0x200A, " "},   {0x200B, ""},
    {0x200C, ""},    {0x200E, ""},    {0x200F, ""},    {0x2010, "-"},   {0x2011, "-"},   {0x2012, "-"},
    {0x2013, "-"},   {0x2014, "-"},   {0x2015, "-"},   {0x2018, "'"},   {0x2019, "'"},   {0x201A, "'"},
    {0x201B, "'"},   {0x201C, "\""},  {0x201D, "\""},  {0x201E, "\""},  {0x201F, "\""},  {0x2020, "+"},
    {0x2022, "-"},   {0x2023, "-"},   {0x2024, "."},   {0x2025, ".."},  {0x2026, "..."}, {0x2027, "-"},
    {0x2028, "\n"},  {0x2029, "\n"},  {0x202F, " "},   {0x2030, "0/00"}, {0x2032, "'"},  {0x2033, "\""},
    {0x2039, "'"},   {0x203A, "'"},   {0x2043, "-"},   {0x2044, "/"},   {0x205F, " "},   {0x2060, ""},
    {0x2116, "No."}, {0x2122, "(TM)"}, {0x2126, "\u03A9"}, {0x2190, "<-"}, {0x2192, "->"}, {0x21D2, "=>"},
    {0x2212, "-"},   {0x2215, "/"},   {0x2217, "*"},   {0x2219, "."},   {0x2248, "~"},   {0x2260, "<>"},
    {0x2264, "<="},  {0x2265, ">="},  {0x22C5, "."},   {0x25AA, "-"},   {0x25CF, "-"},   {0x3000, " "},
    {0xFB00, "ff"},  {0xFB01, "fi"},  {0xFB02, "fl"},  {0xFEFF, ""},
};

// Letters with their marks taken off, from U+00C0 and U+0100 on; a dot where that is no way to write them.
constexpr std::string_view latin1_letters =
    "AAAAAA.CEEEEIIII.NOOOOO.OUUUUY..aaaaaa.ceeeeiiii.nooooo.ouuuuy.y";
constexpr std::string_view latin_extended_a =
    "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIi..JjKkkLlLlLlLlLlNnNnNnnNnOoOoOo..RrRrRrSsSsSsSsTtTtTtUuUuUuUu"
    "UuUuWwYyYZzZzZzs";
// clang-format on

static_assert(latin1_letters.size() == 0x40 && latin_extended_a.size() == 0x80);
static_assert(std::ranges::is_sorted(replacements, {}, &replacement_row::point));

// Vietnamese and others (U+1EA0 to U+1EF9), in runs of one letter: capital, small, capital...
char latin_additional(char32_t point)
{
    struct run
    {
        char32_t end;
        char letter;
    };
    constexpr run runs[]{{0x1EB8, 'A'}, {0x1EC8, 'E'}, {0x1ECC, 'I'},
                         {0x1EE4, 'O'}, {0x1EF2, 'U'}, {0x1EFA, 'Y'}};
    const auto* found = std::ranges::find_if(runs, [&](const run& one) { return point < one.end; });
    return static_cast<char>(point & 1 ? found->letter + 32 : found->letter);
}

bool without_mark(char32_t point, std::string& out)
{
    char letter = '.';
    if (point >= 0xC0 && point < 0x100)
        letter = latin1_letters[point - 0xC0];
    else if (point >= 0x100 && point < 0x180)
        letter = latin_extended_a[point - 0x100];
    else if (point >= 0x1EA0 && point < 0x1EFA)
        letter = latin_additional(point);
    if (letter != '.')
        out.push_back(letter);
    return letter != '.';
}

void append_replaced(std::string& out, char32_t point)
{
    const bool combining = point >= 0x300 && point < 0x370;
    const bool variation = point >= 0xFE00 && point < 0xFE10;
    if (combining || variation)
        return;
    if (point > 0xFF00 && point < 0xFF5F) {
        out.push_back(static_cast<char>(point - 0xFEE0));  // full-width forms of ASCII
        return;
    }
    if (without_mark(point, out))
        return;
    const auto* row = std::ranges::lower_bound(replacements, point, {}, &replacement_row::point);
    if (row != std::end(replacements) && row->point == point)
        out += row->text;
    else
        append_utf8(out, point);
}

std::string_view in_basic_table(char32_t point)
{
    switch (point) {
        case U'[':
        case U'{':
            return "(";
        case U']':
        case U'}':
            return ")";
        case U'|':
        case U'\\':
            return "/";
        case U'~':
            return "-";
        case U'^':
            return "'";
        case U'\f':
            return "\n";
        default:
            return "EUR";
    }
}

}  // namespace

std::string transliterate(std::string_view utf8, bool basic_only)
{
    std::string out;
    out.reserve(utf8.size());
    each_code_point(utf8, [&](char32_t point) {
        if (find_septet(point) != 0xFF)
            append_utf8(out, point);
        else
            append_replaced(out, point);
    });
    if (!basic_only)
        return out;
    std::string basic;
    basic.reserve(out.size());
    each_code_point(out, [&](char32_t point) {
        const auto septet = find_septet(point);
        if (septet >= 0x80 && septet != 0xFF)
            basic += in_basic_table(point);
        else
            append_utf8(basic, point);
    });
    return basic;
}

}  // namespace sapa::sms
