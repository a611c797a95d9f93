// How far apart two spellings are for fingers: a Damerau-Levenshtein distance whose costs know both
// keyboards.
#pragma once
#include <string_view>

namespace sapa::text {

// Are the letters neighbours on a QWERTY keyboard, or on one key of a twelve-key phone?
bool close_keys(char a, char b);

// 1 for a plain edit; less for neighbouring keys (0.6), a doubled letter (0.3), a dropped vowel (0.6) and two
// letters swapped (0.7). Returns `limit` + 1 or more as soon as that is exceeded. Words over 32 letters:
// limit + 1.
double keypad_distance(std::string_view typed, std::string_view meant, double limit);

}  // namespace sapa::text
