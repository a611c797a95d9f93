// Comparing what must not be guessed: tokens, signatures.
#pragma once
#include <string_view>

namespace sapa {

// Takes the same time wherever the first difference is.
bool equal_in_constant_time(std::string_view left, std::string_view right);

}  // namespace sapa
