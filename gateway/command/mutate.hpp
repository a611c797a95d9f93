// sapa test --mutate: single edits to the flows and replies; those that no test notices are named.
#pragma once
#include <iosfwd>
#include <memory>
#include <string>
#include <vector>
#include "gateway/lab/sandbox_play.hpp"

namespace sapa {

// Prints the survivors. False where more than the excused ones survive.
bool mutate(const std::string& conf_folder, const std::shared_ptr<const bundle>& conf,
            const std::vector<lab::chat>& chats, const std::vector<lab::chat_result>& baseline,
            const lab::core_function& lab, std::ostream& out);

}  // namespace sapa
