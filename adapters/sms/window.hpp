// Requests of ours that the SMSC has not answered yet: at most `most` submit_sm at once. Pure.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_map>
#include <vector>
#include "adapters/sms/timers.hpp"

namespace sapa::smpp {

// Our own counter of one session: 1 to 0x7FFFFFFF, then 1 again. Never reused for a repetition.
class sequence_counter
{
public:
    static constexpr std::uint32_t last = 0x7FFFFFFF;
    explicit sequence_counter(std::uint32_t first = 1) : next_(first) {}

    std::uint32_t take()
    {
        const auto taken = next_;
        next_ = next_ == last ? 1 : next_ + 1;
        return taken;
    }

private:
    std::uint32_t next_;
};

class window
{
public:
    struct request
    {
        std::uint64_t token{};  // the caller's name of it
        time_point sent_at{};
    };
    struct expired_request
    {
        std::uint32_t sequence{};
        request what{};
    };

    explicit window(std::size_t most) : most_(most) { pending_.reserve(most); }

    std::size_t room() const { return most_ > pending_.size() ? most_ - pending_.size() : 0; }
    std::size_t size() const { return pending_.size(); }
    bool empty() const { return pending_.empty(); }
    bool holds(std::uint32_t sequence) const { return pending_.contains(sequence); }

    void add(std::uint32_t sequence, request what) { pending_.emplace(sequence, what); }

    // The request that this response answers, which is over now; responses may come in any order.
    std::optional<request> take(std::uint32_t sequence)
    {
        const auto at = pending_.find(sequence);
        if (at == pending_.end())
            return std::nullopt;
        const auto found = at->second;
        pending_.erase(at);
        return found;
    }

    // Takes out what was sent at `before` or earlier, oldest first, and remembers it for late responses.
    std::vector<expired_request> expire(time_point before)
    {
        std::vector<expired_request> gone;
        for (const auto& [sequence, what] : pending_)
            if (what.sent_at <= before)
                gone.push_back({sequence, what});
        std::ranges::sort(gone, {}, [](const auto& one) { return one.what.token; });
        for (const auto& one : gone) {
            pending_.erase(one.sequence);
            late_.push_back(one);
            if (late_.size() > late_max)
                late_.pop_front();
        }
        return gone;
    }

    // The request that a response answers after we gave it up.
    std::optional<request> take_late(std::uint32_t sequence)
    {
        const auto at = std::ranges::find(late_, sequence, &expired_request::sequence);
        if (at == late_.end())
            return std::nullopt;
        const auto found = at->what;
        late_.erase(at);
        return found;
    }

    // All that is open, oldest first: the link is gone.
    std::vector<request> take_all()
    {
        std::vector<request> all;
        for (const auto& [sequence, what] : pending_)
            all.push_back(what);
        std::ranges::sort(all, {}, &request::token);
        pending_.clear();
        return all;
    }

private:
    static constexpr std::size_t late_max = 1000;

    std::size_t most_;
    std::unordered_map<std::uint32_t, request> pending_;
    std::deque<expired_request> late_;
};

}  // namespace sapa::smpp
