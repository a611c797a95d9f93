// GSM 03.38 (TS 23.038 6.2.1): the basic table, its extension, and the national tables 1 to 3 of annex A.
#pragma once
#include <array>
#include <cstdint>
#include <span>

namespace sapa::sms {

constexpr std::uint8_t escape = 0x1B;

using gsm_table = std::array<char16_t, 128>;

// clang-format off
constexpr gsm_table gsm_basic{
    u'@', u'£', u'$', u'¥', u'è', u'é', u'ù', u'ì', u'ò', u'Ç', u'\n', u'Ø', u'ø', u'\r', u'Å', u'å',
    u'Δ', u'_', u'Φ', u'Γ', u'Λ', u'Ω', u'Π', u'Ψ', u'Σ', u'Θ', u'Ξ', 0x1B, u'Æ', u'æ', u'ß', u'É',
    u' ', u'!', u'"', u'#', u'¤', u'%', u'&', u'\'', u'(', u')', u'*', u'+', u',', u'-', u'.', u'/',
    u'0', u'1', u'2', u'3', u'4', u'5', u'6', u'7', u'8', u'9', u':', u';', u'<', u'=', u'>', u'?',
    u'¡', u'A', u'B', u'C', u'D', u'E', u'F', u'G', u'H', u'I', u'J', u'K', u'L', u'M', u'N', u'O',
    u'P', u'Q', u'R', u'S', u'T', u'U', u'V', u'W', u'X', u'Y', u'Z', u'Ä', u'Ö', u'Ñ', u'Ü', u'§',
    u'¿', u'a', u'b', u'c', u'd', u'e', u'f', u'g', u'h', u'i', u'j', u'k', u'l', u'm', u'n', u'o',
    u'p', u'q', u'r', u's', u't', u'u', u'v', u'w', u'x', u'y', u'z', u'ä', u'ö', u'ñ', u'ü', u'à'};

struct gsm_row { std::uint8_t septet; char16_t character; };

constexpr gsm_row extension[]{
    {0x0A, u'\f'}, {0x14, u'^'}, {0x28, u'{'}, {0x29, u'}'}, {0x2F, u'\\'},
    {0x3C, u'['},  {0x3D, u'~'}, {0x3E, u']'}, {0x40, u'|'}, {0x65, u'€'}};

// What the national single shift tables have beyond the extension table.
constexpr gsm_row turkish_single[]{
    {0x47, u'Ğ'}, {0x49, u'İ'}, {0x53, u'Ş'}, {0x63, u'ç'}, {0x67, u'ğ'}, {0x69, u'ı'}, {0x73, u'ş'}};
constexpr gsm_row spanish_single[]{
    {0x09, u'ç'}, {0x41, u'Á'}, {0x49, u'Í'}, {0x4F, u'Ó'}, {0x55, u'Ú'},
    {0x61, u'á'}, {0x69, u'í'}, {0x6F, u'ó'}, {0x75, u'ú'}};
constexpr gsm_row portuguese_single[]{
    {0x05, u'ê'}, {0x09, u'ç'}, {0x0B, u'Ô'}, {0x0C, u'ô'}, {0x0E, u'Á'}, {0x0F, u'á'}, {0x12, u'Φ'}, {0x13, u'Γ'},
    {0x15, u'Ω'}, {0x16, u'Π'}, {0x17, u'Ψ'}, {0x18, u'Σ'}, {0x19, u'Θ'}, {0x1F, u'Ê'}, {0x41, u'À'}, {0x49, u'Í'},
    {0x4F, u'Ó'}, {0x55, u'Ú'}, {0x5B, u'Ã'}, {0x5C, u'Õ'}, {0x61, u'Â'}, {0x69, u'í'}, {0x6F, u'ó'}, {0x75, u'ú'},
    {0x7B, u'ã'}, {0x7C, u'õ'}, {0x7F, u'â'}};

// What the national locking shift tables put in place of the basic table's. Spanish has none.
constexpr gsm_row turkish_locking[]{
    {0x04, u'€'}, {0x07, u'ı'}, {0x0B, u'Ğ'}, {0x0C, u'ğ'}, {0x1C, u'Ş'}, {0x1D, u'ş'}, {0x40, u'İ'}, {0x60, u'ç'}};
constexpr gsm_row portuguese_locking[]{
    {0x04, u'ê'}, {0x06, u'ú'}, {0x07, u'í'}, {0x08, u'ó'}, {0x09, u'ç'}, {0x0B, u'Ô'}, {0x0C, u'ô'}, {0x0E, u'Á'},
    {0x0F, u'á'}, {0x12, u'ª'}, {0x13, u'Ç'}, {0x14, u'À'}, {0x15, u'∞'}, {0x16, u'^'}, {0x17, u'\\'}, {0x18, u'€'},
    {0x19, u'Ó'}, {0x1A, u'|'}, {0x1C, u'Â'}, {0x1D, u'â'}, {0x1E, u'Ê'}, {0x24, u'º'}, {0x40, u'Í'}, {0x5B, u'Ã'},
    {0x5C, u'Õ'}, {0x5D, u'Ú'}, {0x60, u'~'}, {0x7B, u'ã'}, {0x7C, u'õ'}, {0x7D, u'`'}};

// HP Roman-8 from 0xA1 on.
constexpr char16_t roman8[]{
    u'À', u'Â', u'È', u'Ê', u'Ë', u'Î', u'Ï', u'´', u'ˋ', u'ˆ', u'¨', u'˜', u'Ù', u'Û', u'₤',
    u'¯', u'Ý', u'ý', u'°', u'Ç', u'ç', u'Ñ', u'ñ', u'¡', u'¿', u'¤', u'£', u'¥', u'§', u'ƒ', u'¢',
    u'â', u'ê', u'ô', u'û', u'á', u'é', u'ó', u'ú', u'à', u'è', u'ò', u'ù', u'ä', u'ë', u'ö', u'ü',
    u'Å', u'î', u'Ø', u'Æ', u'å', u'í', u'ø', u'æ', u'Ä', u'ì', u'Ö', u'Ü', u'É', u'ï', u'ß', u'Ô',
    u'Á', u'Ã', u'ã', u'Ð', u'ð', u'Í', u'Ì', u'Ó', u'Ò', u'Õ', u'õ', u'Š', u'š', u'Ú', u'Ÿ', u'ÿ',
    u'Þ', u'þ', u'·', u'µ', u'¶', u'¾', u'—', u'¼', u'½', u'ª', u'º', u'«', u'■', u'»', u'±'};
// clang-format on

constexpr gsm_table with(gsm_table base, std::span<const gsm_row> rows)
{
    for (const auto& row : rows)
        base[row.septet] = row.character;
    return base;
}

// By national language: locking tables are whole, single shift tables have 0 where an escape pair is unknown.
constexpr std::array<gsm_table, 4> locking_tables{gsm_basic, with(gsm_basic, turkish_locking), gsm_basic,
                                                  with(gsm_basic, portuguese_locking)};
constexpr gsm_table basic_single = with({}, extension);
constexpr std::array<gsm_table, 4> single_tables{basic_single, with(basic_single, turkish_single),
                                                 with(basic_single, spanish_single),
                                                 with(basic_single, portuguese_single)};

// The other way for the default alphabet: septet by character, 0x80 added for the extension, 0xFF for none.
constexpr auto gsm_septet_of = [] {
    std::array<std::uint8_t, 0x400> out{};
    out.fill(0xFF);
    for (unsigned i = 0; i < 128; ++i)
        if (i != escape)
            out[gsm_basic[i]] = static_cast<std::uint8_t>(i);
    for (const auto& row : extension)
        if (row.character < out.size())
            out[row.character] = row.septet | 0x80;
    return out;
}();

// The septet of a character: below 0x80 basic, with 0x80 added in the extension table, 0xFF in neither.
constexpr std::uint8_t find_septet(char32_t point)
{
    if (point < gsm_septet_of.size())
        return gsm_septet_of[point];
    return point == U'€' ? 0xE5 : 0xFF;
}

}  // namespace sapa::sms
