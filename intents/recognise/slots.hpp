// The values that a text carries besides its question.
#pragma once
#include <string>
#include <string_view>
#include "intents/recognise/features.hpp"
#include "intents/recognise/recogniser.hpp"
#include "intents/recognise/registration.hpp"
#include "intents/text/towns.hpp"

namespace sapa {

// Slots that this intent can use, in a fixed order. `raw` keeps the case of names and addresses.
slot_list find_slots(std::string_view raw, const text_view& seen, std::string_view intent,
                     const text::towns& places, const language_knowledge& knowledge);

// What is wrong with the number in the text, where there is one that is no slot.
number_diagnosis diagnose(const text_view& seen);

// An OTP, PIN or password is told in the text.
bool tells_secret(std::string_view cleaned);

}  // namespace sapa
