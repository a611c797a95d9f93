// Masks texts.
#include "gateway/console/masked_text.hpp"

#include <re2/re2.h>
#include "gateway/model/personal_number.hpp"

namespace sapa::console {
namespace {

std::string digits_of(std::string_view span)
{
    std::string digits;
    for (const char c : span)
        if (c >= '0' && c <= '9')
            digits += c;
    return digits;
}

// Runs of at least five digits, with blanks, dots or hyphens between them; dates too.
std::string without_numbers(std::string_view text)
{
    static const RE2 number(R"(([0-9](?:[ .\-/]?[0-9]){4,}))");
    std::string out;
    re2::StringPiece rest(text.data(), text.size()), found;
    while (number.Match(rest, 0, rest.size(), RE2::UNANCHORED, &found, 1)) {
        out.append(rest.data(), static_cast<std::size_t>(found.data() - rest.data()));
        const auto digits = digits_of({found.data(), found.size()});
        out += digits.size() >= 9 ? masked_tail(digits) : "...";
        rest.remove_prefix(static_cast<std::size_t>(found.data() - rest.data()) + found.size());
    }
    return out.append(rest.data(), rest.size());
}

}  // namespace

std::string masked_text(std::string_view text)
{
    static const RE2 address(R"(([A-Za-z0-9])[A-Za-z0-9._%+\-]*@[A-Za-z0-9.\-]+)");
    static const RE2 name(
        R"((?i)\b(nama(?:\s+(?:saya|lengkap|ibu|peserta))*|atas nama|a\.?n\.?|my name is)\b[\s:]+(?:\pL+['.]?\s*){1,4})");
    auto masked = without_numbers(text);
    RE2::GlobalReplace(&masked, address, R"(\1...@...)");
    RE2::GlobalReplace(&masked, name, R"(\1 ...)");
    return masked;
}

}  // namespace sapa::console
