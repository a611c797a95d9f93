// What every back end of the store must do. A back end instantiates it with a factory (see sqlite_test.cpp).
#pragma once
#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
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
                    std::vector<std::string> joined = {})
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

    asio::io_context io_{1};
    std::unique_ptr<back_end> back_end_{};
    conversation_store* store_{};
};

}  // namespace sapa::store_conformance
