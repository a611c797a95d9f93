// The sentences that agents read, in Indonesian and English: one table, by key.
#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include "gateway/model/language.hpp"

namespace sapa::console {

// {0}, {1}, ... are replaced. A key without a row is said as it is.
std::string words(language spoken, std::string_view key, std::initializer_list<std::string_view> values = {});
bool has_words(std::string_view key);

}  // namespace sapa::console
