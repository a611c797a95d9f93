// A play as a conversation test: DESIGN.md section 8.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>
#include "gateway/console/play.hpp"

namespace sapa::console {

struct replaced
{
    std::string what{}, from{}, to{};  // "number", "name", "email"; from is masked
};

struct written_chat
{
    std::string text{};
    std::vector<replaced> changes{};
};

// The path to the head on one handset. `exact`: whole texts of replies instead of @key. Every long number
// that is none of the lab's, every name and address that was typed becomes an invented one; equal ones stay
// equal.
written_chat write_chat(const play& of, std::size_t handset, std::string_view title, bool exact);

// "Saldo dengan nomor!" -> "saldo_dengan_nomor".
std::string file_name_of(std::string_view title);

}  // namespace sapa::console
