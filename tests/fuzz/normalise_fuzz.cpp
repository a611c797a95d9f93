// Any bytes through cleaning, numbers, words, dates, towns and spelling.
#include <cstdint>
#include <string_view>
#include "intents/text/clean.hpp"
#include "intents/text/dates.hpp"
#include "intents/text/keypad.hpp"
#include "intents/text/words.hpp"
#include "tests/fuzz/require.hpp"

using namespace sapa;

namespace {

text::lexicon make_lexicon()
{
    text::lexicon known;
    known.add("gmn", "bagaimana");
    known.add("keluar kerja", "resign");
    known.add("no hp", "nomor hp");
    return known;
}

text::speller make_speller()
{
    text::speller correct;
    for (const char* word : {"saldo", "daftar", "password"})
        correct.add(word, 9);
    correct.finish();
    return correct;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size)
{
    static const auto known = make_lexicon();
    static const auto correct = make_speller();
    const std::string_view raw{reinterpret_cast<const char*>(octets), size};
    const auto cleaned = text::clean(raw);
    require(cleaned.size() <= text::longest_text + 32, "cleaned text is bounded");
    const auto numbers = text::find_numbers(cleaned);
    std::size_t last = 0;
    for (const auto& number : numbers) {
        require(number.begin >= last && number.begin < number.end && number.end <= cleaned.size(),
                "numbers stand in order");
        require(number.digits.find_first_not_of("0123456789") == std::string::npos, "digits are digits");
        last = number.end;
    }
    const auto words = text::split_text(cleaned, numbers);
    for (const auto& word : words)
        require(!word.empty() && word.find(' ') == std::string::npos, "a word is a word");
    (void)text::plain_words(words, known, &correct);
    if (const auto found = text::find_date(cleaned, true)) {
        require(found->day.ok(), "a date exists");
        require(text::iso_date(found->day).size() == 10, "a date has ten characters");
    }
    (void)text::parse_date(cleaned);
    require(text::keypad_distance(cleaned.substr(0, 40), "saldo", 2) >= 0, "a distance is not negative");
    (void)text::clean_keeping_case(raw);
    return 0;
}
