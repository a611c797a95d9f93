// What labels, states and values of conf/ are called on the page.
#pragma once
#include <string>
#include <string_view>
#include "gateway/model/language.hpp"
#include "intents/dialogue/bundle_parts.hpp"

namespace sapa::console {

// Also of the labels that participants never see as a choice, and so have no title in conf/.
std::string label_title(const bundle::parts& conf, std::string_view label, language spoken);
// "Minta Nomor peserta", "Tanya core: Saldo"; `name` where the flow has no such state.
std::string state_title(const flow& of, const std::string& name, language spoken);
// A slot, a circumstance, a fact of core.
std::string slot_title(std::string_view name, language spoken);
// A word that a slot or a fact can have: "yes" -> "ya". Other texts as they are.
std::string value_title(const std::string& word, language spoken);
// gsm7 -> GSM-7
std::string encoding_title(std::string_view encoding);

}  // namespace sapa::console
