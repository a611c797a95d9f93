// Real conversations and the queue of what was not understood.
#include "gateway/console/masked_text.hpp"
#include "tests/gateway/console/desk_stand.hpp"

namespace sapa::console {
namespace {

class conversations_test : public desk_stand
{
protected:
    conversations_test() { sign_in(); }

    // A question that was answered; its inbox id.
    row_id ask(const std::string& sender, const std::string& text, const std::string& intent)
    {
        row_id made{};
        auto play = [&]() -> async<void> {
            mo_message message{.via = channel_type::sms,
                               .account = "north",
                               .sender = sender,
                               .text = text,
                               .provider_id = "id" + std::to_string(++asked_),
                               .sent_at = now,
                               .received_at = now};
            const auto admitted = co_await store->admit(std::move(message), std::nullopt, joined_parts());
            made = admitted.inbox;
            turn done{.inbox = admitted.inbox,
                      .conversation = admitted.conversation,
                      .lease_epoch = admitted.lease_epoch,
                      .how = turn_end::answered,
                      .intent = intent,
                      .now = now};
            co_await store->commit_turn(std::move(done));
        };
        bool ended = false;
        asio::co_spawn(io, play(), [&](std::exception_ptr failure) {
            ended = true;
            if (failure)
                std::rethrow_exception(failure);
        });
        io.restart();
        while (!ended)
            io.run_one();
        return made;
    }

    int asked_{};
};

TEST(masked_text, HidesNumbersNamesAndAddressesButNotTheQuestion)
{
    EXPECT_EQ(masked_text("saldo 3171234567890001 dong"), "saldo ...0001 dong");
    EXPECT_EQ(masked_text("hp 0812 3456 7890"), "hp ...7890");
    EXPECT_EQ(masked_text("lahir 12-03-1990"), "lahir ...");
    EXPECT_EQ(masked_text("email sari.dewi@contoh.example ya"), "email s...@... ya");
    EXPECT_EQ(masked_text("nama saya Sari Contohwati"), "nama saya ...");
    EXPECT_EQ(masked_text("bisa cair 30 persen?"), "bisa cair 30 persen?");
}

TEST_F(conversations_test, FindsByNumberTimeIntentAndStateWithoutShowingWho)
{
    ask("6281299990001", "saldo 3171234567890001", "balance");
    now += std::chrono::hours(1);
    sign_in();
    const auto later = ask("6281299990002", "menu", "menu");
    const auto found = [&](json::object by) {
        const auto came = post("/api/console/conversations/search", std::move(by));
        EXPECT_EQ(came.status, 200) << came.text;
        return came.body.at("found").as_array();
    };
    EXPECT_EQ(found({{"number", "0812-9999-0001"}}).size(), 1U);
    EXPECT_EQ(found({{"number", "0002"}}).size(), 1U);
    EXPECT_EQ(found({{"intent", "menu"}}).at(0).at("id").to_number<row_id>(), later);
    EXPECT_EQ(found({{"from", "2026-11-20T02:30:00.000Z"}}).size(), 1U);
    EXPECT_EQ(found({{"intent", "menu"}, {"status", "promised"}}).size(), 0U);
    const auto shown = found({{"intent", "balance"}}).at(0);
    EXPECT_EQ(shown.at("text").as_string(), "saldo ...0001");
    EXPECT_EQ(shown.at("sender").as_string(), "...0001");
    EXPECT_EQ(code_of(post("/api/console/conversations/search")), "invalid");
    const auto audit = get("/api/console/audit");
    EXPECT_NE(audit.text.find("searched_number"), audit.text.npos);
    EXPECT_EQ(audit.text.find("99990001"), audit.text.npos);
}

TEST_F(conversations_test, UnmasksOnlyWithAReasonThatIsRecorded)
{
    const auto id = std::to_string(ask("6281299990001", "saldo 3171234567890001", "balance"));
    const auto masked = get("/api/console/conversations/messages/" + id);
    EXPECT_EQ(masked.text.find("3171234567890001"), masked.text.npos);
    EXPECT_EQ(code_of(post("/api/console/conversations/messages/" + id + "/unmask", {{"reason", "ya"}})),
              "invalid");
    const auto open =
        post("/api/console/conversations/messages/" + id + "/unmask", {{"reason", "Keluhan tiket 123"}});
    EXPECT_NE(open.text.find("3171234567890001"), open.text.npos);
    const auto audit = get("/api/console/audit");
    EXPECT_NE(audit.text.find("Keluhan tiket 123"), audit.text.npos);
    EXPECT_EQ(get("/api/console/conversations/messages/99999").status, 404);
}

TEST_F(conversations_test, QueuesWhatNobodyUnderstoodUntilItIsSettled)
{
    ask("6281299990001", "saldo", "balance");
    ask("6281299990002", "zzz blarg foo sari@contoh.example", "out_of_scope");
    const auto id = ask("6281299990003", "zzz blarg foo sari@contoh.example", "out_of_scope");
    const auto queue = get("/api/console/queue").body;
    ASSERT_EQ(queue.at("items").as_array().size(), 1U) << json::serialize(queue);
    EXPECT_EQ(queue.at("items").at(0).at("text").as_string(), "zzz blarg foo s...@...");
    EXPECT_EQ(queue.at("items").at(0).at("times").to_number<int>(), 2);
    EXPECT_EQ(queue.at("items").at(0).at("id").to_number<row_id>(), id);
    EXPECT_EQ(post("/api/console/queue/" + std::to_string(id) + "/dismiss").status, 200);
    EXPECT_TRUE(get("/api/console/queue").body.at("items").as_array().empty());
}

}  // namespace
}  // namespace sapa::console
