// The least store that the adapters' tests need: in memory, its commits ended by the test where it wants to.
#pragma once
#include <algorithm>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>
#include "gateway/pipeline/conversation_store.hpp"
#include "gateway/pipeline/store_errors.hpp"

namespace sapa::tests {

class plain_store final : public conversation_store
{
public:
    explicit plain_store(asio::any_io_executor executor) : executor_(executor) {}

    std::vector<mo_message> admitted{};
    std::vector<joined_parts> joined{};
    std::map<std::pair<std::string, int>, sms_part> kept{};
    std::vector<delivery_report> reports{};
    std::vector<row_id> late{};
    std::set<row_id> open_epochs{};
    bool hold_commits{}, fail_commits{}, fail_epochs{};
    std::size_t durable_calls{};

    // Commits that were held go through now.
    void release()
    {
        hold_commits = false;
        for (auto& resume : std::exchange(held_, {}))
            resume();
    }
    std::size_t held() const { return held_.size(); }

    async<admission> admit(mo_message message, std::optional<smpp_origin> origin, joined_parts parts) override
    {
        co_await turn();
        admission got;
        got.committed = ticket(++tickets_);
        got.duplicate = !parts.empty() && std::ranges::all_of(parts.prints, [this](const auto& print) {
            return joined_prints_.contains(print);
        });
        if (got.duplicate)
            co_return got;
        const auto print = origin ? origin->fingerprint : std::string();
        const auto first = earlier_.contains(print) ? earlier_[print] : 0;
        if (origin && first != 0 && first < origin->bind_epoch && !open_epochs.contains(first)) {
            earlier_[print] = origin->bind_epoch;
            got.duplicate = true;
            co_return got;
        }
        if (origin && !print.empty())
            earlier_[print] = origin->bind_epoch;
        std::erase_if(kept, [&](const auto& one) { return one.first.first == parts.set; });
        joined_prints_.insert(parts.prints.begin(), parts.prints.end());
        joined.push_back(std::move(parts));
        admitted.push_back(std::move(message));
        got.inbox = static_cast<row_id>(admitted.size());
        got.conversation = 1;
        co_return got;
    }
    async<part_kept> keep_part(sms_part part) override
    {
        co_await turn();
        part_kept now_kept;
        now_kept.committed = ticket(++tickets_);
        now_kept.joined = joined_prints_.contains(part.print);
        if (!now_kept.joined)
            kept[std::pair(part.set, part.number)] = std::move(part);
        co_return now_kept;
    }
    async<ticket> note_report(delivery_report report) override
    {
        co_await turn();
        reports.push_back(std::move(report));
        co_return ticket(++tickets_);
    }
    async<std::vector<unsent>> find_failed(delivery_report) override { co_return std::vector<unsent>(); }
    async<bool> durable(ticket) override
    {
        ++durable_calls;
        if (hold_commits)
            co_await wait_for_release();
        else
            co_await turn();
        co_return !fail_commits;
    }
    async<row_id> begin_epoch(std::string, instant) override
    {
        co_await turn();
        refuse_epochs();
        open_epochs.insert(++epochs_);
        co_return epochs_;
    }
    async<void> end_epoch(row_id epoch, instant) override
    {
        co_await turn();
        refuse_epochs();
        open_epochs.erase(epoch);
    }
    async<ticket> acknowledged_late(row_id inbox) override
    {
        co_await turn();
        late.push_back(inbox);
        co_return ticket(++tickets_);
    }
    async<std::vector<sms_part>> parts() override
    {
        co_await turn();
        std::vector<sms_part> all;
        for (const auto& [key, part] : kept)
            all.push_back(part);
        co_return all;
    }

    // Not the adapters' business.
    async<ticket> mute(channel_type, std::string, instant) override { co_return ticket{}; }
    async<ticket> take_back(revocation, instant) override { co_return ticket{}; }
    async<addressee> find_addressee(channel_type, std::string) override { co_return addressee(); }
    async<void> keep_write(row_id, core_question) override { co_return; }
    async<turn_receipt> commit_turn(turn) override { co_return turn_receipt(); }
    async<ticket> begin_attempt(row_id, std::int64_t, instant) override { co_return ticket{}; }
    async<ticket> end_attempt(attempt_result) override { co_return ticket{}; }
    async<backlog> claim(std::size_t, instant) override { co_return backlog(); }
    async<ledger> balance() override { co_return ledger(); }

private:
    void refuse_epochs() const
    {
        if (fail_epochs)
            throw store_full("store: the disk is full");
    }
    async<void> turn() { co_await asio::post(executor_, asio::use_awaitable); }
    async<void> wait_for_release()
    {
        auto keep = [this](auto handler) {
            auto kept = std::make_shared<decltype(handler)>(std::move(handler));
            held_.push_back([kept] { std::move (*kept)(); });
        };
        co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(keep, asio::use_awaitable);
    }

    asio::any_io_executor executor_;
    std::vector<std::function<void()>> held_;
    std::map<std::string, row_id> earlier_;
    std::set<std::string> joined_prints_;
    std::uint64_t tickets_{};
    row_id epochs_{};
};

}  // namespace sapa::tests
