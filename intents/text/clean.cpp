// Unicode to plain text through ICU; pure ASCII takes a short way.
#include "intents/text/clean.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <algorithm>

namespace sapa::text {

namespace {

bool is_ascii(std::string_view raw)
{
    return std::ranges::none_of(raw, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

// Cuts at longest_text: three quarters from the beginning, the rest from the end.
std::string shortened(std::string_view raw)
{
    if (raw.size() <= longest_text)
        return std::string(raw);
    constexpr auto head = longest_text / 4 * 3;
    constexpr auto tail = longest_text - head - 1;
    return std::string(raw.substr(0, head)) + ' ' + std::string(raw.substr(raw.size() - tail));
}

std::string clean_ascii(std::string_view raw, bool fold)
{
    std::string out = shortened(raw);
    for (char& c : out) {
        if (c < 0x20 || c == 0x7f)
            c = ' ';
        else if (fold && c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

// Emoji that say something by themselves.
struct emoji_word
{
    UChar32 sign;
    const char* word;
};
constexpr emoji_word emoji_words[]{
    {0x1F44D, " jempol "}, {0x1F44C, " jempol "}, {0x1F64F, " emojidoa "}, {0x1F44E, " tidak "},
    {0x2705, " ya "},      {0x274C, " tidak "},   {0x274E, " tidak "},     {0x1F620, " marah "},
    {0x1F621, " marah "},  {0x1F92C, " marah "},  {0x1F595, " bangsat "},  {0x2764, " emojicinta "},
    {0x1F44B, " halo "},
};

const char* word_of(UChar32 sign)
{
    auto at = std::ranges::find(emoji_words, sign, &emoji_word::sign);
    return at == std::end(emoji_words) ? nullptr : at->word;
}

char ascii_punctuation(UChar32 c)
{
    switch (c) {
        case 0x2018:
        case 0x2019:
        case 0x201B:
        case 0x00B4:
        case 0x02BC:
            return '\'';
        case 0x201C:
        case 0x201D:
        case 0x00AB:
        case 0x00BB:
            return '"';
        case 0x2010:
        case 0x2011:
        case 0x2012:
        case 0x2013:
        case 0x2014:
        case 0x2212:
            return '-';
        case 0x2022:
        case 0x00B7:
            return '.';
        case 0x2044:
            return '/';
        default:
            return ' ';
    }
}

void append_plain(std::string& out, UChar32 c)
{
    if (c < 0x80) {
        out += c < 0x20 || c == 0x7f ? ' ' : static_cast<char>(c);
        return;
    }
    if (const int digit = u_charDigitValue(c); digit >= 0) {
        out += static_cast<char>('0' + digit);
        return;
    }
    const auto type = u_charType(c);
    if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK ||
        u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT))
        return;
    if (const char* word = word_of(c)) {
        out += word;
        return;
    }
    if (u_isalpha(c)) {
        icu::UnicodeString one(c);
        one.toUTF8String(out);
        return;
    }
    out += ascii_punctuation(c);
}

}  // namespace

std::string clean_unicode(std::string_view raw, bool fold)
{
    const auto cut = shortened(raw);
    auto wide = icu::UnicodeString::fromUTF8(icu::StringPiece(cut.data(), static_cast<int32_t>(cut.size())));
    UErrorCode status = U_ZERO_ERROR;
    const auto* fold_form =
        fold ? icu::Normalizer2::getNFKCCasefoldInstance(status) : icu::Normalizer2::getNFKCInstance(status);
    if (U_SUCCESS(status))
        wide = fold_form->normalize(wide, status);
    if (const auto* taken_apart = icu::Normalizer2::getNFDInstance(status); U_SUCCESS(status))
        wide = taken_apart->normalize(wide, status);
    std::string out;
    out.reserve(cut.size());
    for (int32_t at = 0; at < wide.length() && out.size() < longest_text; at = wide.moveIndex32(at, 1))
        append_plain(out, wide.char32At(at));
    return out;
}

std::string clean(std::string_view raw)
{
    return is_ascii(raw) ? clean_ascii(raw, true) : clean_unicode(raw, true);
}

std::string clean_keeping_case(std::string_view raw)
{
    return is_ascii(raw) ? clean_ascii(raw, false) : clean_unicode(raw, false);
}

}  // namespace sapa::text
