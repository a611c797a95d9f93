// Costs of typing errors on QWERTY and twelve-key keyboards.
#include "intents/text/keypad.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace sapa::text {

namespace {

constexpr std::array<std::string_view, 3> rows{"qwertyuiop", "asdfghjkl", "zxcvbnm"};
constexpr std::string_view key_of_letter = "22233344455566677778889999";  // a to z on a twelve-key phone

constexpr bool is_letter(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_vowel(char c) { return std::string_view("aeiou").find(c) != std::string_view::npos; }

struct place
{
    double x, y;
};
constexpr place place_of(char c)
{
    for (std::size_t row = 0; row < rows.size(); ++row)
        if (auto at = rows[row].find(c); at != std::string_view::npos)
            return {static_cast<double>(at) + 0.35 * static_cast<double>(row), static_cast<double>(row)};
    return {100, 100};
}

using key_table = std::array<std::array<bool, 26>, 26>;
key_table make_table()
{
    key_table close{};
    for (int a = 0; a < 26; ++a)
        for (int b = 0; b < 26; ++b) {
            const auto p = place_of(static_cast<char>('a' + a)), q = place_of(static_cast<char>('a' + b));
            const bool beside = std::abs(p.x - q.x) <= 1.1 && std::abs(p.y - q.y) <= 1.0;
            close[a][b] = a != b && (beside || key_of_letter[a] == key_of_letter[b]);
        }
    return close;
}

double cost_of_swap(char typed, char meant)
{
    if (typed == meant)
        return 0;
    return close_keys(typed, meant) || (is_vowel(typed) && is_vowel(meant)) ? 0.6 : 1.0;
}

// A letter of `word` at `at` that the other spelling lacks.
double cost_of_extra(std::string_view word, std::size_t at)
{
    if (at > 0 && word[at] == word[at - 1])
        return 0.3;
    return is_vowel(word[at]) || word[at] == 'h' ? 0.6 : 1.0;
}

}  // namespace

bool close_keys(char a, char b)
{
    static const key_table table = make_table();
    return is_letter(a) && is_letter(b) &&
           table[static_cast<std::size_t>(a - 'a')][static_cast<std::size_t>(b - 'a')];
}

double keypad_distance(std::string_view typed, std::string_view meant, double limit)
{
    constexpr std::size_t longest = 32;
    if (typed.size() > longest || meant.size() > longest)
        return limit + 1;
    using line = std::array<double, longest + 1>;
    std::array<line, 3> lines{};
    for (std::size_t j = 1; j <= meant.size(); ++j)
        lines[0][j] = lines[0][j - 1] + cost_of_extra(meant, j - 1);
    for (std::size_t i = 1; i <= typed.size(); ++i) {
        auto& now = lines[i % 3];
        const auto& last = lines[(i + 2) % 3];
        const auto& before = lines[(i + 1) % 3];
        now[0] = last[0] + cost_of_extra(typed, i - 1);
        double best = now[0];
        for (std::size_t j = 1; j <= meant.size(); ++j) {
            double cost =
                std::min({last[j - 1] + cost_of_swap(typed[i - 1], meant[j - 1]),
                          last[j] + cost_of_extra(typed, i - 1), now[j - 1] + cost_of_extra(meant, j - 1)});
            if (i > 1 && j > 1 && typed[i - 1] == meant[j - 2] && typed[i - 2] == meant[j - 1])
                cost = std::min(cost, before[j - 2] + 0.7);
            now[j] = cost;
            best = std::min(best, cost);
        }
        if (best > limit + 0.7)
            return limit + 1;
    }
    return lines[typed.size() % 3][meant.size()];
}

}  // namespace sapa::text
