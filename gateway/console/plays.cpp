// Keeps plays.
#include "gateway/console/plays.hpp"

#include <algorithm>
#include "gateway/console/accounts.hpp"

namespace sapa::console {
namespace {

constexpr std::chrono::hours idle_max{12};
constexpr std::size_t entries_max = 60'000;  // of all plays: what memory allows

}  // namespace

plays::plays(const std::filesystem::path& conf)
    : core_(lab::people::invent(), conf), personas_(personas_of(core_.known()))
{
}

void plays::make_room(instant now)
{
    std::erase_if(all_, [&](const auto& one) { return one.second->used_at + idle_max < now; });
    const auto entries = [&] {
        std::size_t sum = 0;
        for (const auto& [id, one] : all_)
            sum += one->game.entries();
        return sum;
    };
    while (all_.size() >= plays_max || (!all_.empty() && entries() > entries_max))
        all_.erase(std::ranges::min_element(all_, {}, [](const auto& one) { return one.second->used_at; }));
}

std::shared_ptr<open_play> plays::begin(const std::string& owner, std::vector<handset> handsets, bundles with,
                                        instant start, instant now)
{
    make_room(now);
    auto id = "p" + random_token(9);
    return all_[id] = std::make_shared<open_play>(
               open_play{id, owner, now, now, play(std::move(handsets), std::move(with), core_, start)});
}

std::shared_ptr<open_play> plays::find(std::string_view id, std::string_view owner, instant now)
{
    const auto at = all_.find(id);
    if (at == all_.end() || at->second->owner != owner)
        return nullptr;
    at->second->used_at = now;
    return at->second;
}

std::vector<const open_play*> plays::of(std::string_view owner) const
{
    std::vector<const open_play*> list;
    for (const auto& [id, one] : all_)
        if (one->owner == owner)
            list.push_back(one.get());
    std::ranges::sort(list, {}, [](const open_play* one) { return one->created_at; });
    return list;
}

const persona* plays::find_persona(std::string_view id) const
{
    const auto at = std::ranges::find(personas_, id, &persona::id);
    return at == personas_.end() ? nullptr : &*at;
}

}  // namespace sapa::console
