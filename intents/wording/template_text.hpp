// Texts with typed placeholders: "Saldo no. {participant_no:masked}: {total:rupiah}".
//
// kinds: rupiah "Rp1.234.567", date 20-11-2026, month 10-2026, masked "...0001", number, text, word (an
// enumerated word, said through conf/replies/words.yaml), list (the words of a list of core), places (a list
// of places, one a line), time 08.00. `{list.field:kind}` is of the list's first element. `{choices}` is
// where the numbered choices stand on SMS. `/N` after the kind: at most N characters.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>
#include "gateway/model/facts.hpp"
#include "intents/knowledge/knowledge.hpp"

namespace sapa {

struct placeholder
{
    std::string_view name{}, kind{};
    std::size_t width{};  // the longest it may become
};

// A view of the template.
struct text_piece
{
    std::string_view plain{};
    bool is_value{};
    placeholder value{};
};

// Tables of enumerated words: table -> word -> how it is said.
using word_tables = std::map<std::string, std::map<std::string, spoken_text>, std::less<>>;

// `fault` says what is wrong, empty where nothing is.
std::vector<text_piece> parse_template(std::string_view text, std::string& fault);

// Values that are missing are said as "-".
std::string render(std::string_view text, const facts& values, const word_tables& words, language spoken,
                   std::string_view choices = {});

// The longest text that the template can become: every value at its widest.
std::string longest(std::string_view text, const word_tables& words, language spoken,
                    std::string_view choices = {});

std::string say_rupiah(rupiah money);  // "Rp1.234.567"
std::string say_date(date day);        // "20-11-2026"
std::string say_month(month which);    // "10-2026"

}  // namespace sapa
