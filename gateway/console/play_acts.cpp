// What each act does to the handsets.
#include <algorithm>
#include "gateway/console/play.hpp"

namespace sapa::console {
namespace {

// Several turns of one handset as one: what was heard and why, in their order.
lab::sandbox_turn joined(std::vector<lab::sandbox_turn> turns)
{
    auto all = std::move(turns.front());
    for (std::size_t i = 1; i < turns.size(); ++i) {
        auto& next = turns[i];
        const auto append = [](auto& to, auto& from) { to.insert(to.end(), from.begin(), from.end()); };
        append(all.replies, next.replies);
        append(all.slots, next.slots);
        append(all.trace, next.trace);
        append(all.core, next.core);
        append(all.preferences, next.preferences);
        all.after = next.after;
        if (!next.intent.empty())
            all.intent = next.intent;
    }
    return all;
}

}  // namespace

std::vector<entry> play::perform(const action& what, std::size_t number)
{
    std::vector<entry> entries;
    switch (what.what) {
        case act::start:
            break;
        case act::say:
        case act::duplicate:
        case act::person_changed:
            say(what, number, entries);
            break;
        case act::pass:
            pass(what.span, entries);
            break;
        case act::next_timer:
            if (const auto next = timers(); !next.empty())
                pass(next.front().second.at - now(), entries);
            break;
        case act::core:
        case act::core_operation:
            set_core(what);
            break;
        case act::receipt_failed:
            mark_failed(what);
            break;
        case act::restart:
            for (auto& one : sides_)
                one.box->restart();
            break;
        case act::lose_flow:
            for (std::size_t i = 0; i < sides_.size(); ++i)
                if (concerns(what, i))
                    sides_[i].box->lose_flow(handsets_[i].via, handsets_[i].phone);
            break;
    }
    return entries;
}

void play::say(const action& what, std::size_t number, std::vector<entry>& into)
{
    for (std::size_t i = 0; i < sides_.size(); ++i) {
        auto& to = sides_[i];
        if (!concerns(what, i) || (what.what == act::duplicate && !to.last))
            continue;
        lab::sandbox_message message{
            .id = "n" + std::to_string(number),
            .via = handsets_[i].via,
            .sender = handsets_[i].phone,
            .kind = what.what == act::person_changed ? mo_kind::person_changed : what.kind,
            .text = what.text,
            .reply_id = what.reply_id,
            .place = what.place};
        if (what.what == act::duplicate)
            message = *to.last;
        to.last = message;
        entry made{.handset = i, .message = message, .at = to.box->now(), .turn = to.box->say(message)};
        made.failed.resize(made.turn.replies.size());
        into.push_back(std::move(made));
    }
}

void play::pass(milliseconds span, std::vector<entry>& into)
{
    for (std::size_t i = 0; i < sides_.size(); ++i) {
        auto turns = sides_[i].box->pass_turns(span);
        if (turns.empty())
            continue;
        entry made{.handset = i, .at = sides_[i].box->now(), .turn = joined(std::move(turns))};
        made.failed.resize(made.turn.replies.size());
        into.push_back(std::move(made));
    }
}

void play::set_core(const action& what)
{
    for (auto& one : sides_) {
        auto& faults = one.box->faults();
        if (what.what == act::core) {
            if (what.core == "normal")
                faults = {};
            faults.core_down = what.core == "down";
            faults.core_slow = what.core == "slow" ? what.span : milliseconds(0);
            continue;
        }
        faults.failing.erase(what.operation);
        faults.slow.erase(what.operation);
        if (what.outcome == "slow")
            faults.slow[what.operation] = what.span;
        else if (what.outcome != "normal")
            faults.failing[what.operation] = what.outcome;
    }
}

// Of the last reply on the path, handset by handset.
void play::mark_failed(const action& what)
{
    for (std::size_t i = 0; i < handsets_.size(); ++i) {
        if (!concerns(what, i))
            continue;
        for (auto at = head_; at != 0; at = nodes_[at].parent) {
            const auto found = std::ranges::find_if(nodes_[at].entries, [&](const entry& one) {
                return one.handset == i && !one.turn.replies.empty();
            });
            if (found == nodes_[at].entries.end())
                continue;
            found->failed.back() = true;
            marked_ = at;
            break;
        }
    }
}

}  // namespace sapa::console
