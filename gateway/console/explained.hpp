// Why a text was understood as it was, in words that an agent understands.
#pragma once
#include "gateway/console/answers.hpp"
#include "intents/dialogue/bundle_parts.hpp"
#include "intents/recognise/nearest_examples.hpp"

namespace sapa::console {

struct heard
{
    std::string raw{};
    channel_type via{};
    understood meaning{};
};

json::object shown_text(const heard& what, language spoken);
json::object shown_understood(const heard& what, const bundle& conf, const nearest_examples& examples,
                              language spoken);
json::array shown_slots(const std::vector<std::pair<std::string, std::string>>& slots, language spoken);
// "Dipahami sebagai Saldo (0,99) karena perintah SALDO."
std::string summary_of(const heard& what, const bundle& conf, language spoken);

// What names a person by its last characters only; a date, a town, a language as they are.
std::string masked_slot(std::string_view name, const std::string& value);
// 0.99 -> "0,99" in Indonesian.
std::string said_number(double number, language spoken);

}  // namespace sapa::console
