// A map of bounded size that forgets what was set longest ago.
#pragma once
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <utility>

namespace sapa::whatsapp {

// Two generations: when the young one is full it becomes the old one, and the old one goes.
template <class Key, class Value>
class recent_map
{
public:
    explicit recent_map(std::size_t generation_max = 100'000) : generation_max_(generation_max) {}

    // nullptr: unknown or forgotten. Valid until the next call of make().
    Value* find(const Key& key)
    {
        if (const auto at = young_.find(key); at != young_.end())
            return &at->second;
        const auto at = old_.find(key);
        return at == old_.end() ? nullptr : &at->second;
    }

    // Finds, or makes with `first`; counts as use.
    Value& make(const Key& key, Value first)
    {
        if (const auto at = young_.find(key); at != young_.end())
            return at->second;
        if (const auto known = old_.find(key); known != old_.end()) {
            first = std::move(known->second);
            old_.erase(known);
        }
        if (young_.size() >= generation_max_) {
            old_ = std::move(young_);
            young_.clear();
        }
        return young_.emplace(key, std::move(first)).first->second;
    }

    std::size_t size() const { return young_.size() + old_.size(); }

private:
    std::size_t generation_max_;
    boost::unordered_flat_map<Key, Value> young_{}, old_{};
};

}  // namespace sapa::whatsapp
