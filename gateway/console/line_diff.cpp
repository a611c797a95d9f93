// Compares files.
#include "gateway/console/line_diff.hpp"

#include <algorithm>
#include <set>
#include <sstream>
#include <vector>

namespace sapa::console {
namespace {

constexpr std::size_t around = 3, compared_max = 2000;

struct line
{
    char op{};
    std::string text{};
};

std::vector<std::string> lines_of(const std::string& text)
{
    std::vector<std::string> all;
    std::istringstream in(text);
    for (std::string one; std::getline(in, one);)
        all.push_back(std::move(one));
    return all;
}

// The middle, where heads and tails are equal, by the longest common part; as a whole where it is too long.
void compare_middle(const std::vector<std::string>& left, const std::vector<std::string>& right,
                    std::size_t head, std::size_t tail, std::vector<line>& out)
{
    const auto rows = left.size() - head - tail, columns = right.size() - head - tail;
    const bool whole = rows > compared_max || columns > compared_max;
    std::vector<std::vector<std::uint32_t>> same(whole ? 0 : rows + 1,
                                                 std::vector<std::uint32_t>(columns + 1));
    const auto equal = [&](std::size_t i, std::size_t k) { return left[head + i] == right[head + k]; };
    for (auto i = rows; !whole && i-- > 0;)
        for (auto k = columns; k-- > 0;)
            same[i][k] = equal(i, k) ? same[i + 1][k + 1] + 1 : std::max(same[i + 1][k], same[i][k + 1]);
    for (std::size_t i = 0, k = 0; i < rows || k < columns;)
        if (!whole && i < rows && k < columns && equal(i, k)) {
            out.push_back({' ', left[head + i++]});
            ++k;
        } else if (i < rows && (whole || k == columns || same[i + 1][k] >= same[i][k + 1])) {
            out.push_back({'-', left[head + i++]});
        } else {
            out.push_back({'+', right[head + k++]});
        }
}

std::vector<line> compare(const std::vector<std::string>& left, const std::vector<std::string>& right)
{
    std::size_t head = 0, tail = 0;
    const auto least = std::min(left.size(), right.size());
    while (head < least && left[head] == right[head])
        ++head;
    while (tail < least - head && left[left.size() - 1 - tail] == right[right.size() - 1 - tail])
        ++tail;
    std::vector<line> out;
    for (std::size_t i = 0; i < head; ++i)
        out.push_back({' ', left[i]});
    compare_middle(left, right, head, tail, out);
    for (std::size_t i = left.size() - tail; i < left.size(); ++i)
        out.push_back({' ', left[i]});
    return out;
}

// Is a change so near?
bool near_change(const std::vector<line>& all, std::size_t at)
{
    const auto from = at < around ? 0 : at - around, to = std::min(all.size(), at + around + 1);
    return std::any_of(all.begin() + static_cast<std::ptrdiff_t>(from),
                       all.begin() + static_cast<std::ptrdiff_t>(to),
                       [](const line& one) { return one.op != ' '; });
}

}  // namespace

json::object file_difference(const std::string& file, const std::string& before, const std::string& after)
{
    const auto all = compare(lines_of(before), lines_of(after));
    json::array hunks;
    bool open = false;
    for (std::size_t i = 0, left = 1, right = 1; i < all.size(); ++i) {
        const bool shown = near_change(all, i);
        if (shown && !open)
            hunks.push_back({{"before", left}, {"after", right}, {"lines", json::array{}}});
        open = shown;
        if (shown)
            hunks.back().at("lines").as_array().push_back(
                {{"op", std::string(1, all[i].op)}, {"text", all[i].text}});
        left += all[i].op != '+';
        right += all[i].op != '-';
    }
    return {{"file", file}, {"hunks", std::move(hunks)}};
}

json::array differences(const overlay& before, const overlay& after, const std::filesystem::path& conf)
{
    std::set<std::string> paths;
    for (const auto* files : {&before, &after})
        for (const auto& [path, content] : *files)
            paths.insert(path);
    json::array all;
    for (const auto& path : paths) {
        const auto old = content_of(before, conf, path), fresh = content_of(after, conf, path);
        if (old != fresh)
            all.push_back(file_difference(path, old, fresh));
    }
    return all;
}

}  // namespace sapa::console
