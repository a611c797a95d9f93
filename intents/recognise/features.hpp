// A text as the classifier sees it: plain words, pairs of words, stems and pieces of words, as hashes in
// groups.
#pragma once
#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>
#include "intents/text/lexicon.hpp"
#include "intents/text/numbers.hpp"
#include "intents/text/speller.hpp"

namespace sapa {

enum class feature_group : std::uint8_t { word, pair, plain_piece, typed_piece };
inline constexpr std::size_t feature_groups = 4;

struct text_view
{
    std::string cleaned{};
    std::vector<text::number_span> numbers{};
    std::vector<std::string> typed{};  // words as typed
    std::vector<std::string> plain{};  // words in plain Indonesian
};

// Both members may be shared by all recognisers of a bundle; nothing here changes after loading.
struct language_knowledge
{
    text::lexicon words{};
    text::speller speller{};
    text::string_map<std::string> class_of{};  // conf/lexicon/classes.txt
};

// Reads class TAB words. Throws std::runtime_error with file:line on a line without a tab; no file, no
// classes.
text::string_map<std::string> read_classes(const std::filesystem::path& file);

// Cleaned text, numbers and words as typed: all that commands need.
text_view look_at_typed(std::string_view raw);
// The same with plain words.
text_view look_at(std::string_view raw, const language_knowledge& knowledge);

// Hashes of one text by group, with repetitions.
using hashed_features = std::array<std::vector<std::uint64_t>, feature_groups>;
void hash_features(const text_view& seen, const language_knowledge& knowledge, hashed_features& out);

}  // namespace sapa
