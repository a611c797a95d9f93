// Words to feature hashes.
#include "intents/recognise/features.hpp"

#include <algorithm>
#include "intents/text/clean.hpp"
#include "intents/text/stem.hpp"
#include "intents/text/words.hpp"

namespace sapa {

namespace {

constexpr std::uint64_t seed_of(feature_group group, unsigned kind) { return 0x9E3779B97F4A7C15ull * (static_cast<unsigned>(group) * 8u + kind + 1u); }

// FNV-1a with a last mix.
std::uint64_t hash_of(std::string_view bytes, std::uint64_t seed)
{
    std::uint64_t h = 0xcbf29ce484222325ull ^ seed;
    for (unsigned char c : bytes)
        h = (h ^ c) * 0x100000001b3ull;
    h ^= h >> 32;
    h *= 0xd6e8feb86659fd93ull;
    return h ^ (h >> 29);
}

void add_pieces(const std::vector<std::string>& words, feature_group group, std::vector<std::uint64_t>& out)
{
    constexpr std::size_t shortest = 3, longest = 5;
    std::string padded;
    for (const auto& word : words) {
        padded.assign(" ").append(word.substr(0, 24)).append(" ");
        for (auto length = shortest; length <= longest && length <= padded.size(); ++length)
            for (std::size_t at = 0; at + length <= padded.size(); ++at)
                out.push_back(hash_of(std::string_view(padded).substr(at, length), seed_of(group, 0)));
    }
}

}  // namespace

text_view look_at(std::string_view raw, const language_knowledge& knowledge)
{
    text_view seen{.cleaned = text::clean(raw)};
    seen.numbers = text::find_numbers(seen.cleaned);
    seen.typed = text::split_text(seen.cleaned, seen.numbers);
    seen.plain = text::plain_words(seen.typed, knowledge.words, &knowledge.speller);
    return seen;
}

void hash_features(const std::vector<std::string>& typed, const std::vector<std::string>& plain, hashed_features& out)
{
    for (auto& group : out)
        group.clear();
    auto& words = out[static_cast<std::size_t>(feature_group::word)];
    auto& pairs = out[static_cast<std::size_t>(feature_group::pair)];
    std::vector<std::string> stems;
    stems.reserve(plain.size());
    for (const auto& word : plain) {
        stems.push_back(text::stem(word));
        words.push_back(hash_of(word, seed_of(feature_group::word, 0)));
        words.push_back(hash_of(stems.back(), seed_of(feature_group::word, 1)));
    }
    std::string pair;
    for (std::size_t at = 0; at <= stems.size(); ++at) {
        pair.assign(at ? stems[at - 1] : "<").append(" ").append(at < stems.size() ? stems[at] : ">");
        pairs.push_back(hash_of(pair, seed_of(feature_group::pair, 0)));
        if (at + 1 < stems.size() && at > 0) {
            pair.assign(stems[at - 1]).append(" ").append(stems[at + 1]);
            pairs.push_back(hash_of(pair, seed_of(feature_group::pair, 1)));
        }
    }
    add_pieces(plain, feature_group::plain_piece, out[static_cast<std::size_t>(feature_group::plain_piece)]);
    add_pieces(typed, feature_group::typed_piece, out[static_cast<std::size_t>(feature_group::typed_piece)]);
}

}  // namespace sapa
