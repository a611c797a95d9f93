// Words to feature hashes.
#include "intents/recognise/features.hpp"

#include <algorithm>
#include <fstream>
#include <stdexcept>
#include "intents/text/clean.hpp"
#include "intents/text/stem.hpp"
#include "intents/text/words.hpp"

namespace sapa {

namespace {

constexpr std::uint64_t seed_of(feature_group group, unsigned kind)
{
    return 0x9E3779B97F4A7C15ull * (static_cast<unsigned>(group) * 8u + kind + 1u);
}

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

void add_pairs(const std::vector<std::string>& stems, unsigned kind, std::vector<std::uint64_t>& out)
{
    std::string pair;
    for (std::size_t at = 0; at <= stems.size(); ++at) {
        pair.assign(at ? stems[at - 1] : "<").append(" ").append(at < stems.size() ? stems[at] : ">");
        out.push_back(hash_of(pair, seed_of(feature_group::pair, kind)));
        if (at + 1 < stems.size() && at > 0) {
            pair.assign(stems[at - 1]).append(" ").append(stems[at + 1]);
            out.push_back(hash_of(pair, seed_of(feature_group::pair, kind + 1)));
        }
    }
}

}  // namespace

text_view look_at_typed(std::string_view raw)
{
    text_view seen{.cleaned = text::clean(raw)};
    seen.numbers = text::find_numbers(seen.cleaned);
    seen.typed = text::split_text(seen.cleaned, seen.numbers);
    return seen;
}

text_view look_at(std::string_view raw, const language_knowledge& knowledge)
{
    auto seen = look_at_typed(raw);
    seen.plain = text::plain_words(seen.typed, knowledge.words, &knowledge.speller);
    return seen;
}

text::string_map<std::string> read_classes(const std::filesystem::path& file)
{
    text::string_map<std::string> classes;
    std::ifstream in(file);
    std::string line;
    for (int number = 1; std::getline(in, line); ++number) {
        if (line.empty() || line.front() == '#')
            continue;
        const auto tab = line.find('\t');
        if (tab == line.npos)
            throw std::runtime_error(file.string() + ":" + std::to_string(number) +
                                     ": write the class, a tab, its words");
        for (auto& word : text::split_words(std::string_view(line).substr(tab + 1)))
            classes.emplace(std::move(word), "<" + line.substr(0, tab) + ">");
    }
    return classes;
}

void hash_features(const text_view& seen, const language_knowledge& knowledge, hashed_features& out)
{
    for (auto& group : out)
        group.clear();
    auto& words = out[static_cast<std::size_t>(feature_group::word)];
    auto& pairs = out[static_cast<std::size_t>(feature_group::pair)];
    std::vector<std::string> stems, kinds;  // kinds: stems, with the class in the place of its words
    for (const auto& word : seen.plain) {
        const auto kind = knowledge.class_of.find(word);
        if (kind != knowledge.class_of.end() && kind->second == "<sapaan>" && seen.plain.size() > 2)
            continue;
        stems.push_back(text::stem(word));
        kinds.push_back(kind == knowledge.class_of.end() ? stems.back() : kind->second);
        words.push_back(hash_of(word, seed_of(feature_group::word, 0)));
        words.push_back(hash_of(stems.back(), seed_of(feature_group::word, 1)));
        if (kind != knowledge.class_of.end())
            words.push_back(hash_of(kind->second, seed_of(feature_group::word, 2)));
    }
    add_pairs(stems, 0, pairs);
    if (kinds != stems)
        add_pairs(kinds, 0, pairs);
    add_pieces(seen.plain, feature_group::plain_piece,
               out[static_cast<std::size_t>(feature_group::plain_piece)]);
    add_pieces(seen.typed, feature_group::typed_piece,
               out[static_cast<std::size_t>(feature_group::typed_piece)]);
}

}  // namespace sapa
