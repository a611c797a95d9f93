// Lengths and cuts of UTF-8 text in UTF-16 units, in which WhatsApp's limits are counted here. Pure.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sapa::whatsapp {

// Every octet that is no UTF-8 becomes U+FFFD, NUL goes. What JSON and Meta accept.
std::string clean_utf8(std::string_view raw);

// Of valid UTF-8.
std::size_t utf16_units(std::string_view text);

// At most `most` units; a cut text ends in an ellipsis, between code points and without a blank before it.
std::string shortened(std::string_view text, std::size_t most);

// In pieces of at most `most` units, cut at a paragraph, a line, a word, or where it must be. Nothing but the
// blanks at the cuts is lost. An empty text has no pieces.
std::vector<std::string> in_pieces(std::string_view text, std::size_t most);

}  // namespace sapa::whatsapp
