// The plays that agents have open, and what they are made of.
#pragma once
#include <map>
#include <memory>
#include <string>
#include "gateway/console/answers.hpp"
#include "gateway/console/draft.hpp"
#include "gateway/console/personas.hpp"
#include "gateway/console/play.hpp"

namespace sapa::console {

struct open_play
{
    std::string id{}, owner{};
    instant created_at{}, used_at{};
    play game;
};

class plays
{
public:
    // `conf`: where the branches of the lab's core stand.
    explicit plays(const std::filesystem::path& conf);

    // Makes room first: what was idle for 12 hours, then what was idle longest.
    std::shared_ptr<open_play> begin(const std::string& owner, std::vector<handset> handsets, bundles with,
                                     instant start, instant now);
    // nullptr: no such play of this owner.
    std::shared_ptr<open_play> find(std::string_view id, std::string_view owner, instant now);
    void end(std::string_view id) { all_.erase(std::string(id)); }
    std::vector<const open_play*> of(std::string_view owner) const;

    const std::vector<persona>& personas() const { return personas_; }
    const persona* find_persona(std::string_view id) const;
    const lab::lab_core& core() const { return core_; }

private:
    void make_room(instant now);

    lab::lab_core core_;
    std::vector<persona> personas_;
    std::map<std::string, std::shared_ptr<open_play>, std::less<>> all_{};
};

inline constexpr std::size_t plays_max = 40;

}  // namespace sapa::console
