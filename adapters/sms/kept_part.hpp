// The form in which a part of a long SMS waits in the store, and its names there. Pure.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
#include "adapters/sms/reassembly.hpp"

namespace sapa::sms {

using carried_values = std::vector<std::pair<std::string, std::string>>;

// Names sender, destination, reference and total: conversation_store's sms_part::set.
std::string set_name(const part_in& part);
// Names one part of a set.
std::string part_name(const part_in& part);

// Names a part by what it says, too: the same in a copy that comes again, whatever it carries.
std::string part_print(const part_in& part);

std::string write_part(const part_in& part, const carried_values& carried);

struct kept_part
{
    part_in part{};
    carried_values carried{};
};
// nullopt for octets that write_part did not make.
std::optional<kept_part> read_part(std::string_view octets);

}  // namespace sapa::sms
