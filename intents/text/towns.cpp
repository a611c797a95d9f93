// Exact names first, then near ones by the keyboards' distance.
#include "intents/text/towns.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <stdexcept>
#include "intents/text/keypad.hpp"

namespace sapa::text {

namespace {

constexpr std::array<std::string_view, 24> words_of_place{
    "di",     "d",       "ke",      "kota",  "kab",   "kabupaten", "kantor", "cabang",
    "daerah", "wilayah", "dari",    "dr",    "plkk",  "in",        "near",   "ing",
    "neng",   "nang",    "sekitar", "deket", "dekat", "lokasi",    "area",   "around"};

std::string lower(std::string_view text)
{
    std::string out(text);
    std::ranges::transform(
        out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

std::string join(std::span<const std::string> words)
{
    std::string out;
    for (const auto& word : words)
        out += (out.empty() ? "" : " ") + word;
    return out;
}

}  // namespace

towns::towns(const std::filesystem::path& file)
{
    std::ifstream in(file);
    std::string line;
    for (int number = 1; std::getline(in, line); ++number) {
        if (line.empty() || line.front() == '#')
            continue;
        const auto tab = std::min(line.find('\t'), line.size());
        const auto name = line.substr(0, tab);
        if (name.empty())
            throw std::runtime_error(file.string() + ":" + std::to_string(number) +
                                     ": write the town's name, a tab, its other spellings");
        auto rest = tab < line.size() ? line.substr(tab + 1) : std::string{};
        rest = name + "," + rest;
        for (std::size_t at = 0; at < rest.size();) {
            const auto end = std::min(rest.find(',', at), rest.size());
            const auto words = split_words(lower(std::string_view(rest).substr(at, end - at)));
            if (!words.empty())
                names_.emplace(join(words), name);
            longest_ = std::max(longest_, words.size());
            at = end + 1;
        }
    }
}

const std::string* towns::near(std::string_view word) const
{
    if (word.size() < 5)
        return nullptr;
    const double limit = word.size() < 7 ? 0.8 : 1.3;
    const std::string* best = nullptr;
    double least = limit;
    for (const auto& [key, name] : names_) {
        if (key.size() + 2 < word.size() || word.size() + 2 < key.size() || key.size() < 5)
            continue;
        const auto apart = keypad_distance(word, key, limit);
        if (apart < least || (apart == least && best && name < *best)) {
            least = apart;
            best = &name;
        }
    }
    return best;
}

std::optional<towns::match> towns::find(std::span<const std::string> words, bool any_place) const
{
    for (auto count = std::min(longest_, words.size()); count > 0; --count)
        for (std::size_t at = 0; at + count <= words.size(); ++at)
            if (auto known = names_.find(join(words.subspan(at, count))); known != names_.end())
                return match{known->second, at, count};
    for (std::size_t at = 0; at < words.size(); ++at) {
        const bool placed =
            any_place || (at > 0 && std::ranges::find(words_of_place, words[at - 1]) != words_of_place.end());
        if (!placed)
            continue;
        if (const auto* name = near(words[at]))
            return match{*name, at, 1};
    }
    return std::nullopt;
}

}  // namespace sapa::text
