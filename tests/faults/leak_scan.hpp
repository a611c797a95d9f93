// Finds personal numbers and words in any octets, however they are written: plain, with blanks, hyphens, dots
// or slashes between the digits, URL-encoded.
#pragma once
#include <algorithm>
#include <cctype>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>
#include "gateway/http/message.hpp"

namespace sapa::faults {

class leak_scan
{
public:
    // Of 8 to 18 digits.
    void add_number(std::string_view digits)
    {
        std::uint64_t value = 0;
        for (const char c : digits)
            value = 10 * value + static_cast<std::uint64_t>(c - '0');
        numbers_[digits.size()].insert(value);
    }
    // A name, a token: found whatever its case.
    void add_word(std::string_view word) { words_.push_back(lower(word)); }

    // What was found, each once.
    std::vector<std::string> find(std::string_view octets) const
    {
        std::vector<std::string> found;
        const auto plain = lower(percent_decode(octets, true));
        for (const auto& word : words_)
            if (plain.find(word) != plain.npos || lower(octets).find(word) != std::string::npos)
                found.push_back(word);
        find_numbers(plain, found);
        return found;
    }

private:
    static std::string lower(std::string_view text)
    {
        std::string out(text);
        std::ranges::transform(out, out.begin(), [](unsigned char c) { return std::tolower(c); });
        return out;
    }

    void find_numbers(std::string_view text, std::vector<std::string>& found) const
    {
        std::string run;
        bool between = false;
        for (const char c : text) {
            if (c >= '0' && c <= '9') {
                run += c;
                between = false;
            } else if (!run.empty() && !between &&
                       std::string_view(" -./_").find(c) != std::string_view::npos) {
                between = true;
            } else {
                look_up(run, found);
                run.clear();
                between = false;
            }
        }
        look_up(run, found);
    }

    void look_up(std::string_view run, std::vector<std::string>& found) const
    {
        for (const auto& [length, known] : numbers_) {
            if (run.size() < length)
                continue;
            std::uint64_t value = 0, top = 1;
            for (std::size_t i = 1; i < length; ++i)
                top *= 10;
            for (std::size_t i = 0; i < run.size(); ++i) {
                value = value % top * 10 + static_cast<std::uint64_t>(run[i] - '0');
                if (i + 1 >= length && known.contains(value))
                    found.emplace_back(run.substr(i + 1 - length, length));
            }
        }
    }

    std::map<std::size_t, std::unordered_set<std::uint64_t>> numbers_{};
    std::vector<std::string> words_{};
};

}  // namespace sapa::faults
