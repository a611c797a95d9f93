// Acts, rewinds and replays.
#include "gateway/console/play.hpp"

#include <algorithm>
#include <array>

namespace sapa::console {
namespace {

constexpr std::array<std::string_view, 11> act_words{
    "start",          "say",     "pass",      "next_timer",    "core", "core_operation", "duplicate",
    "receipt_failed", "restart", "lose_flow", "person_changed"};
constexpr milliseconds longest_pass = std::chrono::days(400);

}  // namespace

std::string_view to_string(act what) { return act_words[static_cast<std::size_t>(what)]; }

std::optional<act> parse_act(std::string_view word)
{
    const auto at = std::ranges::find(act_words, word);
    if (at == act_words.end() || at == act_words.begin())
        return std::nullopt;
    return static_cast<act>(at - act_words.begin());
}

bool heard_differently(const std::vector<entry>& entries, const std::vector<handset>& handsets)
{
    const auto keys = [](const entry& one) {
        std::string all;
        for (const auto& reply : one.turn.replies)
            all += reply.content.key + "\n";
        return all;
    };
    for (std::size_t i = 1; i < entries.size(); ++i) {
        const auto &one = entries[0], &other = entries[i];
        if (keys(one) != keys(other))
            return true;
        const auto &left = handsets[one.handset], &right = handsets[other.handset];
        if (left.via != right.via || left.spoken != right.spoken)
            continue;
        for (std::size_t n = 0; n < one.turn.replies.size(); ++n)
            if (!(one.turn.replies[n].content == other.turn.replies[n].content))
                return true;
    }
    return false;
}

play::play(std::vector<handset> handsets, bundles with, const lab::lab_core& core, instant start)
    : handsets_(std::move(handsets)), with_(std::move(with)), core_(core), start_(start)
{
    fresh_sides();
    nodes_.push_back({.at = start});
}

void play::fresh_sides()
{
    sides_.clear();
    for (const auto& one : handsets_) {
        side made{.core = std::make_unique<lab::lab_core>(core_)};
        auto ask = [core = made.core.get()](const core_question& question, instant now) {
            return core->answer(question, now);
        };
        made.box = std::make_unique<lab::sandbox>(with_.of(one), std::move(ask), start_,
                                                  std::string(lab::demo_phone));
        made.box->prepare(one.via, one.phone, one.spoken, one.spoken != language::id, {});
        sides_.push_back(std::move(made));
    }
}

bool play::concerns(const action& what, std::size_t handset) const
{
    return what.handsets.empty() || std::ranges::count(what.handsets, handset) > 0;
}

std::string play::fault_of(const action& what) const
{
    if (nodes_.size() >= nodes_max)
        return "play_full";
    if (std::ranges::any_of(what.handsets, [&](auto i) { return i >= handsets_.size(); }))
        return "no_such_handset";
    if (what.what == act::next_timer && timers().empty())
        return "no_timer";
    if (what.what == act::pass && (what.span <= milliseconds(0) || what.span > longest_pass))
        return "span";
    if (what.what != act::duplicate && what.what != act::receipt_failed)
        return {};
    const bool any = std::ranges::any_of(sides_, [&](const side& one) {
        return concerns(what, static_cast<std::size_t>(&one - sides_.data())) && one.last;
    });
    return any ? "" : "nothing_said";
}

std::string play::act_on(const action& what)
{
    if (auto fault = fault_of(what); !fault.empty())
        return fault;
    marked_.reset();
    const auto number = nodes_.size();
    node made{.parent = head_, .done = what};
    made.entries = perform(what, number);
    made.at = now();
    made.differ = heard_differently(made.entries, handsets_);
    entries_ += made.entries.size();
    nodes_.push_back(std::move(made));
    head_ = number;
    return {};
}

std::vector<std::size_t> play::path() const
{
    std::vector<std::size_t> way;
    for (auto at = head_; at != 0; at = nodes_[at].parent)
        way.push_back(at);
    way.push_back(0);
    std::ranges::reverse(way);
    return way;
}

void play::begin_replay(std::size_t head)
{
    head_ = head;
    marked_.reset();
    fresh_sides();
    replay_ = replay{.path = path()};
}

void play::rebuild(std::vector<handset> handsets, bundles with)
{
    const auto way = path();
    std::vector<node> kept;
    for (std::size_t i = 0; i < way.size(); ++i) {
        node one{.parent = i == 0 ? 0 : i - 1, .done = nodes_[way[i]].done, .at = nodes_[way[i]].at};
        std::erase_if(one.done.handsets, [&](auto index) { return index >= handsets.size(); });
        const bool for_nobody = one.done.handsets.empty() && !nodes_[way[i]].done.handsets.empty();
        if (for_nobody)
            one.done.handsets.push_back(handsets_max);  // a handset that is not there
        kept.push_back(std::move(one));
    }
    nodes_ = std::move(kept);
    handsets_ = std::move(handsets);
    with_ = std::move(with);
    head_ = nodes_.size() - 1;
    entries_ = 0;
    fresh_sides();
    replay_ = replay{.path = path(), .records = true};
}

bool play::go_on_replaying(std::size_t steps)
{
    for (; replay_ && replay_->next < replay_->path.size() && steps > 0; --steps) {
        const auto number = replay_->path[replay_->next++];
        auto& one = nodes_[number];
        const auto heads = std::exchange(head_, one.parent);  // as it was when this was done
        auto entries = perform(one.done, number);
        head_ = heads;
        if (!replay_->records)
            continue;
        one.at = now();
        one.differ = heard_differently(entries, handsets_);
        entries_ += entries.size();
        one.entries = std::move(entries);
    }
    if (replay_ && replay_->next >= replay_->path.size())
        replay_.reset();
    return !replay_;
}

dialogue_state play::state_of(std::size_t handset) const
{
    return sides_[handset].box->state_of(handsets_[handset].via, handsets_[handset].phone);
}

bool play::waits_for_core(std::size_t handset) const
{
    return sides_[handset].box->waits_for_core(handsets_[handset].via, handsets_[handset].phone);
}

std::vector<std::pair<std::size_t, lab::sandbox_timer>> play::timers() const
{
    std::vector<std::pair<std::size_t, lab::sandbox_timer>> all;
    for (std::size_t i = 0; i < sides_.size(); ++i)
        for (auto& one : sides_[i].box->timers())
            all.emplace_back(i, std::move(one));
    std::ranges::stable_sort(all, {}, [](const auto& one) { return one.second.at; });
    return all;
}

}  // namespace sapa::console
