// The first step of understanding: any bytes become plain lower-case text.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace sapa::text {

// What is longer is cut: the beginning and the end are kept, since the question stands in one of them.
inline constexpr std::size_t longest_text = 4096;

// NFKC, case fold, no marks above letters, ASCII digits, punctuation and blanks; zero-width and direction
// marks go, emoji become words or blanks, broken UTF-8 becomes a blank. The answer is UTF-8, at most
// longest_text bytes.
std::string clean(std::string_view raw);

// The same without folding case, for names and e-mail addresses that are kept as written.
std::string clean_keeping_case(std::string_view raw);

}  // namespace sapa::text
