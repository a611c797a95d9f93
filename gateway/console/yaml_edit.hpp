// Changes one scalar of a YAML file in its place: comments, order and the form of everything else stay.
#pragma once
#include <string>
#include <string_view>
#include <vector>
#include "gateway/console/answers.hpp"

namespace sapa::console {

// `way`: keys from the top, numbers for the elements of lists. A language that is missing is added beside the
// others, a missing `whatsapp` below them. Refused where the text stands in a form that cannot be changed in
// place, or where anything but this scalar would become another.
result<std::string> set_scalar(const std::string& file, const std::vector<std::string>& way,
                               std::string_view text);

// "say \"hi\"\n" in double quotes.
std::string yaml_quoted(std::string_view text);

}  // namespace sapa::console
