// What Meta allows in a message that we send: reference/whatsapp.md section 2.1. Lengths in UTF-16 units.
#pragma once
#include <cstddef>

namespace sapa::whatsapp {

struct sending_limits
{
    std::size_t text_body, interactive_body, list_body;
    std::size_t buttons, button_title, button_id;
    std::size_t list_label, list_rows, row_title, row_description, row_id;
    std::size_t template_value, reference;
};

// clang-format off
inline constexpr sending_limits limits{
    .text_body        = 4096,
    .interactive_body = 1024,
    .list_body        = 4096,
    .buttons          = 3,
    .button_title     = 20,
    .button_id        = 256,
    .list_label       = 20,
    .list_rows        = 10,   // in all sections together
    .row_title        = 24,
    .row_description  = 72,
    .row_id           = 200,
    .template_value   = 1024,
    .reference        = 512,
};
// clang-format on

}  // namespace sapa::whatsapp
