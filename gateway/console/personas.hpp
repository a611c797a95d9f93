// Who can hold a handset: people of the lab's core, by what an agent wants to see.
#pragma once
#include <string>
#include <vector>
#include "gateway/lab/people.hpp"
#include "gateway/model/language.hpp"

namespace sapa::console {

struct persona
{
    std::string id{};
    std::string phone{};                      // of the handset
    std::vector<const lab::person*> cards{};  // registered for the phone, or what its holder would type
    std::vector<std::string> tries{};         // what is worth sending
};

// They point into `known`.
std::vector<persona> personas_of(const lab::people& known);

}  // namespace sapa::console
