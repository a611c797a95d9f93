// What is written in batches is known before its batch, after it, and after a restart at any time.
#include <gtest/gtest.h>
#include "tests/gateway/store/runner.hpp"
#include "tests/gateway/store/scratch.hpp"

namespace sapa {
namespace {

constexpr int more_than_a_batch = 33'000, of_them_unanswered = 50;

class batches : public testing::Test
{
protected:
    batches() { open(); }

    void open()
    {
        store_.reset();
        store_.emplace(io_.get_executor(), folder_.settings());
    }
    static mo_message question(int person, int id)
    {
        auto asked = invented::question(person, a_noon + seconds(id));
        asked.via = channel_type::whatsapp;
        asked.provider_id = "wamid." + std::to_string(id);
        return asked;
    }
    async<void> ask(int person, bool answered)
    {
        const auto message = question(person, person);
        const auto admitted = co_await store_->admit(message, std::nullopt, joined_parts());
        EXPECT_FALSE(admitted.duplicate);
        EXPECT_EQ(admitted.number, 1);
        asked_.emplace(person, admitted);
        if (answered)
            co_await store_->commit_turn(invented::answer(admitted, message, a_noon));
    }
    // Many at once, so that they share commits.
    void ask_all(int people)
    {
        constexpr int at_once = 2000;
        for (int person = 0; person < people;) {
            for (const int end = std::min(people, person + at_once); person < end; ++person)
                asio::co_spawn(io_, ask(person, person >= of_them_unanswered),
                               [](std::exception_ptr failure) {
                                   if (failure)
                                       std::rethrow_exception(failure);
                               });
            io_.restart();
            io_.run();
        }
    }
    void expect_known(int person)
    {
        const auto again =
            run_to_end(io_, store_->admit(question(person, person), std::nullopt, joined_parts()));
        EXPECT_TRUE(again.duplicate) << person;
        const auto next =
            run_to_end(io_, store_->admit(question(person, 100'000 + person), std::nullopt, joined_parts()));
        EXPECT_FALSE(next.duplicate) << person;
        EXPECT_EQ(next.conversation, asked_.at(person).conversation) << person;
        EXPECT_EQ(next.number, 2) << person;
        const auto found = store_->search(question(person, 0).sender, 10, false);
        EXPECT_EQ(found.empty(), person < of_them_unanswered)
            << "a conversation has a row from its first turn on";
    }

    admission ask_again(int person, int id, bool answered = true)
    {
        const auto message = question(person, id);
        const auto admitted = run_to_end(io_, store_->admit(message, std::nullopt, joined_parts()));
        if (answered)
            run_to_end(io_, store_->commit_turn(invented::answer(admitted, message, a_noon + seconds(id))));
        return admitted;
    }

    scratch folder_{};
    asio::io_context io_{1};
    std::optional<sqlite_store> store_{};
    std::map<int, admission> asked_{};
};

TEST_F(batches, AreKnownWhereTheFirstHasNotBeenWritten)
{
    ask_all(100);
    expect_known(60);
    open();
    expect_known(0);
    expect_known(99);
}

TEST_F(batches, AreKnownWhereOneHasBeenWrittenAndMoreCame)
{
    ask_all(more_than_a_batch);
    expect_known(3'000);
    open();
    for (const int person : {0, of_them_unanswered - 1, of_them_unanswered, 4'000, more_than_a_batch - 1})
        expect_known(person);
}

TEST_F(batches, AreKnownAfterAGroupThatFailed)
{
    ask_all(100);
    const auto sunk = [this]() -> async<void> {
        // A turn that is refused takes its group back; memory is read again.
        turn unknown;
        unknown.inbox = 4711;
        co_await store_->commit_turn(unknown);
    };
    EXPECT_THROW(run_to_end(io_, sunk()), store_refused);
    expect_known(0);
    expect_known(99);
}

TEST_F(batches, TellTheStateOfTheLatestQuestionOfADay)
{
    ask_all(of_them_unanswered + 3);
    const int person = of_them_unanswered + 1, other = person + 1;
    EXPECT_EQ(ask_again(person, 1001).state, "state after 1");
    EXPECT_EQ(ask_again(person, 1002).state, "state after 2");
    EXPECT_EQ(store_->search(question(person, 0).sender, 10, false).size(), 3u);
    open();
    EXPECT_EQ(ask_again(other, 1003).state, "state after 1");
    EXPECT_EQ(ask_again(person, 1004, false).state, "state after 3");
    open();
    bool handed_out = false;
    for (const auto& left : run_to_end(io_, store_->claim(1000, a_noon)).questions)
        if (left.admitted.conversation == asked_.at(person).conversation) {
            EXPECT_EQ(left.admitted.state, "state after 3");
            EXPECT_EQ(left.admitted.number, 4);
            handed_out = true;
        }
    EXPECT_TRUE(handed_out);
    EXPECT_EQ(store_->search(question(other, 0).sender, 10, false).size(), 2u);
}

TEST_F(batches, TellTheStateThatCameLast)
{
    ask_all(of_them_unanswered + 2);
    const int person = of_them_unanswered + 1;
    ask_again(person, 1001);
    turn notice;
    notice.conversation = asked_.at(person).conversation;
    notice.next_state = "state after a notice";
    notice.now = a_noon;
    run_to_end(io_, store_->commit_turn(notice));
    open();
    const auto next = ask_again(person, 1002);
    EXPECT_EQ(next.state, "state after a notice");
    EXPECT_EQ(next.number, 3);
    open();
    EXPECT_EQ(ask_again(person, 1003).state, "state after 3");
}

TEST_F(batches, KeepTheStateWhereItsMessageIsForgotten)
{
    ask_all(of_them_unanswered + 2);
    const int person = of_them_unanswered + 1;
    ask_again(person, 1001);
    retention kept;
    const auto later = a_noon + std::chrono::days(kept.messages_days + 2);
    while (run_to_end(io_, store_->purge(later, kept, 1000)).more) {
    }
    EXPECT_TRUE(store_->search(question(person, 0).sender, 10, false).empty());
    open();
    const auto next = ask_again(person, 2'000'000);
    EXPECT_EQ(next.conversation, asked_.at(person).conversation);
    EXPECT_EQ(next.state, "state after 2");
    EXPECT_EQ(next.number, 3);
}

TEST_F(batches, ForgetAPersonWithTheirConversation)
{
    ask_all(of_them_unanswered + 2);
    const auto long_after = a_noon + std::chrono::days(4000);
    while (run_to_end(io_, store_->purge(long_after, retention(), 1000)).more) {
    }
    const int person = of_them_unanswered + 1;
    const auto next = run_to_end(io_, store_->admit(question(person, 200'000), std::nullopt, joined_parts()));
    EXPECT_EQ(next.number, 1);
    EXPECT_NE(next.conversation, asked_.at(person).conversation);
}

}  // namespace
}  // namespace sapa
