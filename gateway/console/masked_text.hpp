// A person's words without what names the person: numbers, addresses, and what follows "nama".
#pragma once
#include <string>
#include <string_view>

namespace sapa::console {

// "saldo 3171234567890001" -> "saldo ...0001"; sari@x.id -> "s...@..."; "nama Sari Dewi" -> "nama ...".
std::string masked_text(std::string_view text);

}  // namespace sapa::console
