// DAFTAR SALDO#...: the fields of every published variant by their shape. reference: domain, 1.1.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sapa {

using slot_list = std::vector<std::pair<std::string, std::string>>;

// Reads the fields behind DAFTAR SALDO from the text as written (case is kept for the name): nik, birth_date,
// participant_no, name, email. nullopt where the text does not begin with that command (misspelt ones count).
std::optional<slot_list> read_registration(std::string_view raw);

}  // namespace sapa
