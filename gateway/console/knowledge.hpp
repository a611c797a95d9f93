// What the answers and replies of a configuration are shown from.
#pragma once
#include "gateway/console/routes.hpp"

namespace sapa::console {

bool on_draft(const call& one);
async<read_conf> conf_of(rooms& all, bool draft);
json::value day_or_null(const std::optional<date>& day);

struct labelled_example
{
    std::string sentence{}, file{};
    int line{};
};
std::vector<labelled_example> examples_of_label(const rooms& all, const overlay& files,
                                                const std::string& label);

}  // namespace sapa::console
