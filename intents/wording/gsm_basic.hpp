// What an SMS of ours may hold: the basic table of GSM 03.38 without @ _ $, and how many segments it takes.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace sapa {

// UTF-8 in, only characters of the basic table out: accents are dropped, quotes and dashes made plain, @ _ $
// and characters of the extension table replaced, what has no counterpart is "?".
std::string to_basic(std::string text);

// Is every character one septet of the basic table, and none of @ _ $?
bool is_basic(std::string_view text);

// Of a basic text: 160 characters in one, else 153 in each.
std::size_t basic_segments(std::size_t characters);

// Code points of UTF-8.
std::size_t characters_of(std::string_view text);
// At most `most` code points.
std::string first_characters(std::string text, std::size_t most);

}  // namespace sapa
