// Which features are kept, and their tf-idf values.
#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <unordered_map>
#include "intents/recognise/linear_model.hpp"

namespace sapa {

const vocabulary::entry* vocabulary::find(std::uint64_t hash) const
{
    if (table_.empty())
        return nullptr;
    const auto mask = table_.size() - 1;
    for (auto at = hash & mask; table_[at].hash != 0; at = (at + 1) & mask)
        if (table_[at].hash == hash)
            return &table_[at];
    return nullptr;
}

void vocabulary::learn(std::span<const hashed_features> texts, const settings& chosen)
{
    settings_ = chosen;
    size_ = 0;
    std::vector<entry> kept;
    for (std::size_t group = 0; group < feature_groups; ++group) {
        if (chosen.weight[group] == 0)
            continue;
        std::unordered_map<std::uint64_t, std::uint32_t> texts_with;
        for (const auto& text : texts) {
            auto once = text[group];
            std::ranges::sort(once);
            once.erase(std::unique(once.begin(), once.end()), once.end());
            for (auto hash : once)
                ++texts_with[hash];
        }
        for (const auto& [hash, count] : texts_with)
            if (count >= chosen.least_texts[group] && hash != 0)
                kept.push_back({hash, 0,
                                std::log((1.0F + static_cast<float>(texts.size())) /
                                         (1.0F + static_cast<float>(count))) +
                                    1.0F});
    }
    std::ranges::sort(kept, {}, &entry::hash);  // the same order on every run
    std::size_t room = 1024;
    while (room < kept.size() * 2)
        room *= 2;
    std::vector<entry> placed(room);
    for (auto& one : kept) {
        one.index = size_++;
        auto at = one.hash & (room - 1);
        while (placed[at].hash != 0)
            at = (at + 1) & (room - 1);
        placed[at] = one;
    }
    table_ = table(std::move(placed));
}

std::vector<feature_value> vocabulary::vector_of(const hashed_features& text) const
{
    std::vector<feature_value> all;
    std::vector<std::uint64_t> sorted;
    for (std::size_t group = 0; group < feature_groups; ++group) {
        if (settings_.weight[group] == 0)
            continue;
        sorted.assign(text[group].begin(), text[group].end());
        std::ranges::sort(sorted);
        const auto first = all.size();
        float squares = 0;
        for (std::size_t at = 0; at < sorted.size();) {
            auto end = at + 1;
            while (end < sorted.size() && sorted[end] == sorted[at])
                ++end;
            if (const auto* known = find(sorted[at])) {
                const float value = (1.0F + std::log(static_cast<float>(end - at))) * known->idf;
                squares += value * value;
                all.push_back({known->index, value});
            }
            at = end;
        }
        const float factor = squares > 0 ? settings_.weight[group] / std::sqrt(squares) : 0;
        for (auto i = first; i < all.size(); ++i)
            all[i].value *= factor;
    }
    std::ranges::sort(all, {}, &feature_value::index);
    return all;
}

void vocabulary::write(model_writer& out) const
{
    out.value(settings_);
    out.value(size_);
    out.values(table_);
}

void vocabulary::read(model_reader& in)
{
    constexpr std::size_t most = 1u << 24;
    settings_ = in.value<settings>();
    size_ = in.value<std::uint32_t>();
    table_ = in.values<entry>(most);
    if ((table_.size() & (table_.size() - 1)) != 0 || size_ >= std::max<std::size_t>(table_.size(), 1))
        throw std::runtime_error("model file: broken vocabulary");
}

}  // namespace sapa
