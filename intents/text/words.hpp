// From text to plain words: what the classifier reads.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>
#include "intents/text/lexicon.hpp"
#include "intents/text/numbers.hpp"
#include "intents/text/speller.hpp"

namespace sapa::text {

// Words of cleaned text as typed: letters and digits, "%" as "persen", numbers as "<16>", "<11>", "<hp>",
// "<nomor>", e-mail addresses as "<email>", web addresses as "<link>". Repeated letters are cut to two.
std::vector<std::string> split_text(std::string_view cleaned, std::span<const number_span> numbers);

// The same words in plain Indonesian: reduplication ("lagi2"), repeated letters, lexicon, spelling.
std::vector<std::string> plain_words(std::span<const std::string> words, const lexicon& known,
                                     const speller* correct);

// Words joined with single blanks.
std::string joined(std::span<const std::string> words);

}  // namespace sapa::text
