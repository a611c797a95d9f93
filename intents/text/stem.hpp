// Indonesian word stems (Snowball).
#pragma once
#include <string>
#include <string_view>

namespace sapa::text {

// "pencairannya" -> "cair". A word that is no Latin lower-case word comes back as it is. Safe from any
// thread.
std::string stem(std::string_view word);

}  // namespace sapa::text
