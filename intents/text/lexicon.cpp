// Reads conf/lexicon and finds the longest entry at a place.
#include "intents/text/lexicon.hpp"

#include <algorithm>
#include <fstream>
#include <stdexcept>

namespace sapa::text {

std::vector<std::string> split_words(std::string_view line)
{
    std::vector<std::string> words;
    for (std::size_t at = 0; at < line.size();) {
        const auto end = std::min(line.find(' ', at), line.size());
        if (end > at)
            words.emplace_back(line.substr(at, end - at));
        at = end + 1;
    }
    return words;
}

lexicon::lexicon(const std::filesystem::path& folder)
{
    if (!std::filesystem::is_directory(folder))
        return;
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().extension() == ".tsv")
            files.push_back(entry.path());
    std::ranges::sort(files);
    for (const auto& file : files) {
        std::ifstream in(file);
        std::string line;
        for (int number = 1; std::getline(in, line); ++number) {
            if (line.empty() || line.front() == '#')
                continue;
            const auto tab = line.find('\t');
            if (tab == line.npos || tab == 0)
                throw std::runtime_error(file.string() + ":" + std::to_string(number) +
                                         ": write what people type, a tab, then the plain words");
            add(std::string_view(line).substr(0, tab), std::string_view(line).substr(tab + 1));
        }
    }
}

void lexicon::add(std::string_view colloquial, std::string_view plain)
{
    const auto words = split_words(colloquial);
    if (words.empty())
        return;
    std::string key;
    for (const auto& word : words)
        key += (key.empty() ? "" : " ") + word;
    auto& longest = longest_from_[words.front()];
    longest = std::max(longest, words.size());
    plain_[key] = split_words(plain);
}

lexicon::match lexicon::longest(std::span<const std::string> words) const
{
    const auto from = longest_from_.find(words.front());
    if (from == longest_from_.end())
        return {};
    std::string key;
    match found;
    for (std::size_t n = 0; n < std::min(from->second, words.size()); ++n) {
        if (n)
            key += ' ';
        key += words[n];
        if (auto at = plain_.find(key); at != plain_.end())
            found = {&at->second, n + 1};
    }
    return found;
}

}  // namespace sapa::text
