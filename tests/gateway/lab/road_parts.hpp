// What stands around the pipeline in tests: a channel and a core that do what the test says, a store in
// memory that keeps a record and fails or waits on demand.
#pragma once
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <list>
#include <string>
#include <vector>
#include "gateway/lab/memory_store.hpp"
#include "gateway/pipeline/channel.hpp"
#include "gateway/pipeline/core_client.hpp"
#include "gateway/pipeline/store_errors.hpp"

namespace sapa::tests {

// Coroutines wait here until the test lets them go.
class gate
{
public:
    async<void> wait()
    {
        auto& timer = waiting_.emplace_back(co_await asio::this_coro::executor,
                                            std::chrono::steady_clock::time_point::max());
        const auto opened_before = opened_;
        boost::system::error_code ended;
        co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ended));
        if (opened_ == opened_before)
            throw boost::system::system_error(ended);  // the process ends
    }
    void open()
    {
        ++opened_;
        for (auto& timer : waiting_)
            timer.cancel();
    }

private:
    std::list<asio::steady_timer> waiting_{};
    int opened_{};
};

// Accepts everything where the test says nothing.
class scripted_channel final : public channel
{
public:
    struct offered
    {
        row_id outbox{};
        std::string recipient{}, key{}, text{};
        std::size_t first_segment{};
        channel_type via{};
        std::string reference{};
    };
    std::vector<offered> sent{};
    std::function<send_outcome(const offered&)> answer{};
    std::function<bool(const offered&)> hold{};  // no outcome before release()
    std::size_t window{1000}, in_flight{};
    bool joins{};  // makes one message of two, their texts behind one another

    void release()
    {
        hold = nullptr;
        held_.open();
    }
    std::vector<std::string> keys() const
    {
        std::vector<std::string> all;
        for (const auto& one : sent)
            all.push_back(one.key);
        return all;
    }

    bool serves(channel_type, std::string_view account) const override { return account != "nobody"; }
    std::size_t room(std::string_view) const override { return window > in_flight ? window - in_flight : 0; }
    std::optional<mt_message> merged(const mt_message& first, const mt_message& next) const override
    {
        auto both = next;
        both.content.text = first.content.text + "+" + next.content.text;
        return joins ? std::optional(std::move(both)) : std::nullopt;
    }
    async<send_outcome> send(mt_message message, std::string reference, std::size_t first_segment) override
    {
        const offered one{std::stoll(reference),
                          message.recipient,
                          message.content.key,
                          message.content.text,
                          first_segment,
                          message.via,
                          reference};
        sent.push_back(one);
        ++in_flight;
        if (hold && hold(one))
            co_await held_.wait();
        --in_flight;
        if (answer)
            co_return answer(one);
        co_return accepted_all();
    }
    static send_outcome accepted_all()
    {
        accepted all;
        all.message_ids.push_back("id");
        return all;
    }

private:
    gate held_;
};

class scripted_core final : public core_client
{
public:
    std::vector<core_question> asked{};
    std::function<core_answer(const core_question&)> answer{};
    std::function<bool(const core_question&)> hold{};

    void release()
    {
        hold = nullptr;
        held_.open();
    }
    async<core_answer> ask(core_question question) override
    {
        asked.push_back(question);
        if (hold && hold(question))
            co_await held_.wait();
        if (answer)
            co_return answer(question);
        co_return unavailable();
    }
    static core_answer unavailable()
    {
        core_answer none;
        none.outcome = outcome_unavailable;
        return none;
    }
    static core_answer says(std::string outcome)
    {
        core_answer told;
        told.outcome = std::move(outcome);
        return told;
    }
    static core_answer balance(std::int64_t total)
    {
        auto told = says("ok");
        told.told.values.emplace_back("total", rupiah{total});
        told.told.values.emplace_back(
            "as_of", date(std::chrono::year(2026), std::chrono::month(11), std::chrono::day(20)));
        return told;
    }

private:
    gate held_;
};

// The store in memory with its calls on record, failing or waiting where the test wants.
class watched_store final : public conversation_store
{
public:
    lab::memory_store kept{};
    std::vector<turn> turns{};
    std::vector<attempt_result> ended{};
    std::vector<row_id> begun{};
    std::vector<core_question> writes{};
    std::size_t fail_turns{}, refuse_turns{}, fail_begins{}, fail_ends{};
    std::size_t lose_begins{}, lose_ends{};  // taken, then their commit fails
    std::function<void()> on_write{};
    std::function<bool(const turn&)> hold_turn{};

    void release()
    {
        hold_turn = nullptr;
        held_.open();
    }

    async<admission> admit(mo_message message, std::optional<smpp_origin> origin,
                           joined_parts joined) override
    {
        return kept.admit(std::move(message), std::move(origin), std::move(joined));
    }
    async<part_kept> keep_part(sms_part part) override { return kept.keep_part(std::move(part)); }
    async<ticket> note_report(delivery_report report) override { return kept.note_report(std::move(report)); }
    async<std::vector<unsent>> find_failed(delivery_report report) override
    {
        return kept.find_failed(std::move(report));
    }
    async<ticket> mute(channel_type via, std::string sender, instant until) override
    {
        return kept.mute(via, std::move(sender), until);
    }
    async<ticket> take_back(revocation what, instant now) override
    {
        return kept.take_back(std::move(what), now);
    }
    async<bool> durable(ticket committed) override { co_return committed != lost; }
    async<addressee> find_addressee(channel_type via, std::string sender) override
    {
        return kept.find_addressee(via, std::move(sender));
    }
    async<void> keep_write(row_id inbox, core_question question) override
    {
        writes.push_back(question);
        if (on_write)
            on_write();
        co_await kept.keep_write(inbox, std::move(question));
    }
    async<turn_receipt> commit_turn(turn done) override
    {
        fail(fail_turns);
        if (refuse_turns > 0 && refuse_turns-- > 0)
            throw store_refused("store: the lease of the conversation went to another node");
        if (hold_turn && hold_turn(done))
            co_await held_.wait();
        turns.push_back(done);
        co_return co_await kept.commit_turn(std::move(done));
    }
    async<ticket> begin_attempt(row_id outbox, std::int64_t lease_epoch, instant now) override
    {
        fail(fail_begins);
        if (lose_begins > 0) {
            --lose_begins;
            co_return lost;
        }
        begun.push_back(outbox);
        co_return co_await kept.begin_attempt(outbox, lease_epoch, now);
    }
    async<ticket> end_attempt(attempt_result result) override
    {
        fail(fail_ends);
        if (lose_ends > 0) {
            --lose_ends;
            co_return lost;
        }
        ended.push_back(result);
        co_return co_await kept.end_attempt(std::move(result));
    }
    async<row_id> begin_epoch(std::string account, instant now) override
    {
        return kept.begin_epoch(std::move(account), now);
    }
    async<void> end_epoch(row_id epoch, instant now) override { return kept.end_epoch(epoch, now); }
    async<ticket> acknowledged_late(row_id inbox) override { return kept.acknowledged_late(inbox); }
    async<backlog> claim(std::size_t most, instant now) override { return kept.claim(most, now); }
    async<std::vector<sms_part>> parts() override { return kept.parts(); }
    async<ledger> balance() override { return kept.balance(); }

private:
    static constexpr ticket lost{1};
    static void fail(std::size_t& times)
    {
        if (times == 0)
            return;
        --times;
        throw store_full("store: the disk is full");
    }
    gate held_;
};

}  // namespace sapa::tests
