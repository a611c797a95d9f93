// The program's version, as CMakeLists.txt has it.
#pragma once
#include <string_view>

namespace sapa {

std::string_view version();

}  // namespace sapa
