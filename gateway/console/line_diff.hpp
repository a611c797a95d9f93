// What differs between two files, by lines, with a little around it.
#pragma once
#include <string>
#include "gateway/console/overlay.hpp"

namespace sapa::console {

// {"file", "hunks": [{"before", "after", "lines": [{"op", "text"}]}]}; no hunks where they are equal.
json::object file_difference(const std::string& file, const std::string& before, const std::string& after);

// Of all files that either overlay has; equal ones are left out.
json::array differences(const overlay& before, const overlay& after, const std::filesystem::path& conf);

}  // namespace sapa::console
