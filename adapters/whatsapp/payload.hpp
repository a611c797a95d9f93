// A reply -> the JSON bodies of POST /{phone_number_id}/messages. Pure; what comes out is within Meta's
// limits whatever went in.
#pragma once
#include <string>
#include <string_view>
#include <vector>
#include "gateway/model/mt_message.hpp"

namespace sapa::whatsapp {

// Nearly always one body: buttons, else a list, else text with numbers. A text that is too long for one
// message goes before it in bodies of its own. `reference` comes back in statuses of the last body: it leaves
// when the others have. A template is used where
// the content names one and `free_form` is false. Empty where the content is.
std::vector<std::string> render(const mt_message& message, std::string_view reference, bool free_form = true);

// Marks this message and all before it as read; with `typing` the person sees that an answer is under way (it
// ends with the answer or after 25 s).
std::string render_read_mark(std::string_view wamid, bool typing);

// A user id (BSUID) rather than digits?
bool is_user_id(std::string_view recipient);

}  // namespace sapa::whatsapp
