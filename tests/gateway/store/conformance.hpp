// What every back end of the store must do. A back end instantiates it with a factory (see sqlite_test.cpp).
#pragma once
#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include "gateway/model/carried.hpp"
#include "gateway/pipeline/conversation_store.hpp"
#include "gateway/pipeline/store_errors.hpp"

namespace sapa::store_conformance {

inline const instant noon{
    std::chrono::sys_days(date(std::chrono::year(2026), std::chrono::month(11), std::chrono::day(20))) +
    std::chrono::hours(5)};

// A store over one database; a second `open` after `close` is a restart.
class back_end
{
public:
    virtual ~back_end() = default;
    virtual conversation_store& open(asio::io_context& io) = 0;
    virtual void close() = 0;
};
using back_end_factory = std::function<std::unique_ptr<back_end>()>;

class conformance : public testing::TestWithParam<back_end_factory>
{
protected:
    void SetUp() override
    {
        back_end_ = GetParam()();
        store_ = &back_end_->open(io_);
    }
    void TearDown() override { close(); }
    void restart()
    {
        close();
        store_ = &back_end_->open(io_);
    }
    void close()
    {
        back_end_->close();
        io_.restart();
        io_.run();
    }
    conversation_store& store() { return *store_; }

    // Runs one coroutine to its end and gives its result.
    template <class T>
    T run(async<T> work)
    {
        std::exception_ptr failure;
        std::optional<T> result;
        auto take = [&](std::exception_ptr why, T value) {
            failure = why;
            result.emplace(std::move(value));
        };
        asio::co_spawn(io_, std::move(work), take);
        io_.restart();
        io_.run();
        if (failure)
            std::rethrow_exception(failure);
        return std::move(*result);
    }
    void run(async<void> work)
    {
        std::exception_ptr failure;
        auto take = [&](std::exception_ptr why) { failure = why; };
        asio::co_spawn(io_, std::move(work), take);
        io_.restart();
        io_.run();
        if (failure)
            std::rethrow_exception(failure);
    }

    static mo_message sms(std::string sender, std::string text, instant at = noon)
    {
        mo_message m;
        m.account = "north";
        m.sender = sender;
        m.phone = msisdn(sender);
        m.destination = "2757";
        m.text = std::move(text);
        m.sent_at = m.received_at = at;
        return m;
    }
    static mo_message whatsapp(std::string sender, std::string text, std::string id, instant at = noon)
    {
        auto m = sms(std::move(sender), std::move(text), at);
        m.via = channel_type::whatsapp;
        m.provider_id = std::move(id);
        return m;
    }
    static mt_message reply_to(const mo_message& question, std::string text)
    {
        mt_message reply;
        reply.via = question.via;
        reply.account = question.account;
        reply.recipient = question.sender;
        reply.content.key = "test";
        reply.content.text = std::move(text);
        reply.expires_at = question.received_at + std::chrono::hours(1);
        return reply;
    }
    static turn answer(const admission& asked, const mo_message& question, std::string text,
                       std::string state = "s1")
    {
        turn done;
        done.inbox = asked.inbox;
        done.conversation = asked.conversation;
        done.lease_epoch = asked.lease_epoch;
        done.next_state = std::move(state);
        done.replies.push_back(reply_to(question, std::move(text)));
        done.intent = "balance";
        done.now = question.received_at + seconds(1);
        return done;
    }
    admission admit(const mo_message& message, std::optional<smpp_origin> origin = {},
                    joined_parts joined = {})
    {
        auto asked = run(store().admit(message, origin, std::move(joined)));
        EXPECT_TRUE(run(store().durable(asked.committed)));
        return asked;
    }
    ledger balance()
    {
        auto told = run(store().balance());
        EXPECT_TRUE(told.balanced());
        return told;
    }
    backlog claim_all()
    {
        backlog all;
        for (bool more = true; more;) {
            auto chunk = run(store().claim(100, noon));
            more = chunk.more;
            std::ranges::move(chunk.questions, std::back_inserter(all.questions));
            std::ranges::move(chunk.outbox, std::back_inserter(all.outbox));
            std::ranges::move(chunk.promises, std::back_inserter(all.promises));
        }
        return all;
    }

    using report_state = delivery_report::state;

    // -- what became of what we sent --

    // Answered with one message, whose attempt ended like this.
    row_id sent(const std::string& id, outbox_end how = outbox_end::accepted, bool dead = false)
    {
        question_ = whatsapp("6281200000001", "saldo", "q" + id);
        asked_ = admit(question_);
        auto done = answer(asked_, question_, "Rp1.000");
        carry_fallback(done.replies.front(), {"6281200000001", "Saldo Rp1.000"});
        done.attempt_first = true;
        const auto outbox = run(store().commit_turn(std::move(done))).outbox.at(0);
        attempt_result result;
        result.outbox = outbox;
        result.ended = how;
        result.dead_letter = dead;
        result.message_ids.push_back("wamid." + id);
        result.now = noon + seconds(2);
        run(store().end_attempt(std::move(result)));
        return outbox;
    }
    void told(report_state what, const std::string& reference, const std::string& id = {})
    {
        run(store().durable(run(store().note_report(report(what, reference, id)))));
    }
    static delivery_report report(report_state what, const std::string& reference, const std::string& id = {})
    {
        delivery_report of;
        of.via = channel_type::whatsapp;
        of.account = "north";
        of.message_id = id;
        of.reference = reference;
        of.what = what;
        of.at = noon + seconds(3);
        return of;
    }
    std::vector<unsent> failed(const std::string& reference, const std::string& id = {})
    {
        return run(store().find_failed(report(report_state::failed, reference, id)));
    }
    turn instead_of(row_id outbox)
    {
        turn again;
        again.replaces = replacement{outbox, "131026"};
        again.conversation = asked_.conversation;
        again.replies.push_back(reply_to(question_, "Saldo Rp1.000"));
        again.now = noon + seconds(4);
        return again;
    }

    mo_message question_{};  // of the message sent last
    admission asked_{};
    asio::io_context io_{1};
    std::unique_ptr<back_end> back_end_{};
    conversation_store* store_{};
};

}  // namespace sapa::store_conformance
