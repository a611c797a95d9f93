// One fault of the configuration, for a person who edits it.
#pragma once
#include <string>

namespace sapa {

struct finding
{
    enum class level { error, warning };
    level weight{};
    std::string file{};
    int line{};
    std::string rule{};     // stable short name: "unknown-key", "unreachable-state", ...
    std::string what{};     // what is wrong
    std::string instead{};  // what to write instead
};

}  // namespace sapa
