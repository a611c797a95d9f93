// Reads that share a connection, against peers that misbehave.
#include "tests/gateway/http/scripted_peer.hpp"

namespace sapa {
namespace {

std::string says(const std::string& word)
{
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(word.size()) + "\r\n\r\n" + word;
}

struct shared_reads_test : client_test
{
    static constexpr int until_known = 80;  // answers after which the peer is known to be fast

    http_client_options sharing(std::size_t most = 8)
    {
        auto made = options();
        made.pipelined = most;
        made.timeout = milliseconds(200);
        return made;
    }
    // A script that begins with the answers by which the pace is learnt.
    static script after_learning(const script& lines)
    {
        script all(until_known, ok);
        all.insert(all.end(), lines.begin(), lines.end());
        return all;
    }
    void learn(http_client& client)
    {
        for (int i = 0; i < until_known; ++i)
            ASSERT_TRUE(ask(client).has_value());
        ASSERT_EQ(most_at_once, 1u);
    }
    // What so many questions get that are asked in one turn of the loop: the body, or the error's words.
    std::vector<std::string> ask_at_once(http_client& client, std::size_t count)
    {
        std::vector<std::string> told(count);
        std::size_t ended = 0;
        for (std::size_t i = 0; i < count; ++i)
            asio::co_spawn(io, client.send({}), [&, i](std::exception_ptr, auto got) {
                told[i] = got ? got->body : got.error().message();
                ++ended;
            });
        while (ended < count)
            io.run_one();
        return told;
    }
};

TEST_F(shared_reads_test, AreWrittenTogetherAndAnsweredInOrder)
{
    scripts = {after_learning({says("a"), says("b"), says("c"), says("d"), says("e")})};
    listen();
    http_client client(io.get_executor(), sharing(3));
    learn(client);
    EXPECT_EQ(ask_at_once(client, 5), (std::vector<std::string>{"a", "b", "c", "d", "e"}));
    EXPECT_EQ(most_at_once, 3u);
    EXPECT_EQ(connections, 1u);
}

TEST_F(shared_reads_test, StandAloneWhileThePeerIsNotKnownToBeFast)
{
    scripts = {script(5, ok)};
    listen();
    http_client client(io.get_executor(), sharing());
    EXPECT_EQ(ask_at_once(client, 5), std::vector<std::string>(5, "ok"));
    EXPECT_EQ(most_at_once, 1u);
}

TEST_F(shared_reads_test, AreAskedAgainAloneWhereThePeerClosesBetweenThem)
{
    scripts = {after_learning({says("a") + "!"}), script(10, ok)};
    listen();
    http_client client(io.get_executor(), sharing());
    learn(client);
    EXPECT_EQ(ask_at_once(client, 4), (std::vector<std::string>{"a", "ok", "ok", "ok"}));
    EXPECT_EQ(connections, 2u);
    most_at_once = 0;
    EXPECT_EQ(ask_at_once(client, 4), std::vector<std::string>(4, "ok"));
    EXPECT_EQ(most_at_once, 1u);
}

TEST_F(shared_reads_test, ABrokenAnswerIsOnlyItsOwnTrouble)
{
    scripts = {after_learning({says("a"), "garbage\r\n\r\n!"}), script(10, ok)};
    listen();
    http_client client(io.get_executor(), sharing());
    learn(client);
    const auto told = ask_at_once(client, 3);
    EXPECT_EQ(told[0], "a");
    EXPECT_NE(told[1], "ok");
    EXPECT_EQ(told[2], "ok");
}

TEST_F(shared_reads_test, TimeOutTogether)
{
    scripts = {after_learning({says("a"), "hang"}), script(10, ok)};
    listen();
    http_client client(io.get_executor(), sharing());
    learn(client);
    const auto late = error_code(asio::error::timed_out).message();
    EXPECT_EQ(ask_at_once(client, 3), (std::vector<std::string>{"a", late, late}));
    EXPECT_TRUE(ask(client).has_value());
}

TEST_F(shared_reads_test, ACancelledOneLeavesTheOthersTheirAnswers)
{
    scripts = {after_learning({says("a"), says("b"), says("c")})};
    listen();
    http_client client(io.get_executor(), sharing());
    learn(client);
    asio::cancellation_signal cancel;
    std::vector<std::string> told(3);
    std::size_t ended = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        const auto note = [&, i](std::exception_ptr failed, auto got) {
            told[i] = !failed && got ? got->body : "none";
            ++ended;
        };
        if (i == 1)
            asio::co_spawn(io, client.send({}), asio::bind_cancellation_slot(cancel.slot(), note));
        else
            asio::co_spawn(io, client.send({}), note);
    }
    while (requests.size() < until_known + 1u)
        io.run_one();
    cancel.emit(asio::cancellation_type::terminal);
    while (ended < 3)
        io.run_one();
    EXPECT_EQ(told, (std::vector<std::string>{"a", "none", "c"}));
}

TEST_F(shared_reads_test, EndWhenTheClientGoes)
{
    scripts = {{"hang"}};
    listen();
    int ended = 0;
    {
        http_client client(io.get_executor(), sharing());
        for (int i = 0; i < 3; ++i)
            asio::co_spawn(io, client.send({}), [&](std::exception_ptr, auto got) {
                EXPECT_FALSE(got.has_value());
                ++ended;
            });
        io.poll();
    }
    while (ended < 3)
        io.run_one();
}

}  // namespace
}  // namespace sapa
