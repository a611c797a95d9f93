// The handler of webhooks over a store that keeps a record in memory.
#pragma once
#include "adapters/whatsapp/webhook_handler.hpp"

#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <set>
#include "adapters/whatsapp/signature.hpp"
#include "gateway/model/carried.hpp"
#include "gateway/pipeline/notices.hpp"
#include "tests/adapters/whatsapp/shared_files.hpp"

namespace sapa::whatsapp {

using namespace std::chrono_literals;
inline const instant now{1'763'600'100'000ms};

// Keeps what is admitted in memory; can refuse, and counts how many calls were under way at once.
class memory_store final : public conversation_store
{
public:
    async<admission> admit(mo_message message, std::optional<smpp_origin>, joined_parts) override
    {
        ++under_way;
        most_under_way = std::max(most_under_way, under_way);
        co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
        --under_way;
        if (message.text == refuse)
            throw std::runtime_error("full");
        admission given;
        given.duplicate = !seen.insert(message.provider_id).second;
        given.committed = ticket(admitted.size() / 100 + 1);
        if (!given.duplicate)
            admitted.push_back(std::move(message));
        co_return given;
    }
    async<ticket> note_report(delivery_report report) override
    {
        reports.push_back(std::move(report));
        co_return ticket(1);
    }
    async<std::vector<unsent>> find_failed(delivery_report) override { co_return std::vector<unsent>(); }
    async<ticket> mute(channel_type, std::string sender, instant until) override
    {
        mutes.emplace_back(std::move(sender), until);
        co_return ticket(1);
    }
    async<ticket> take_back(revocation what, instant) override
    {
        taken_back.push_back(std::move(what));
        co_return ticket(1);
    }
    async<bool> durable(ticket) override { co_return commits; }

    async<part_kept> keep_part(sms_part) override { co_return part_kept(); }
    async<void> keep_write(row_id, core_question) override { co_return; }
    async<addressee> find_addressee(channel_type, std::string sender) override
    {
        addressee whose;
        whose.conversation = sender == known ? 1 : 0;
        co_return whose;
    }
    async<turn_receipt> commit_turn(turn done) override
    {
        for (auto& change : done.preferences)
            wishes.push_back(std::move(change));
        co_return turn_receipt();
    }
    async<ticket> begin_attempt(row_id, std::int64_t, instant) override { co_return ticket(0); }
    async<ticket> end_attempt(attempt_result) override { co_return ticket(0); }
    async<row_id> begin_epoch(std::string, instant) override { co_return 0; }
    async<void> end_epoch(row_id, instant) override { co_return; }
    async<ticket> acknowledged_late(row_id) override { co_return ticket(0); }
    async<backlog> claim(std::size_t, instant) override { co_return backlog(); }
    async<std::vector<sms_part>> parts() override { co_return std::vector<sms_part>(); }
    async<ledger> balance() override { co_return ledger(); }

    std::set<std::string> seen{};
    std::vector<mo_message> admitted{};
    std::vector<delivery_report> reports{};
    std::vector<std::pair<std::string, instant>> mutes{};
    std::vector<revocation> taken_back{};
    std::string known{};  // the only person who ever wrote
    std::vector<preference_change> wishes{};
    bool commits{true};
    std::string refuse{"refuse me"};
    int under_way{}, most_under_way{};
};

class WebhookHandler : public testing::Test
{
protected:
    static std::vector<account> accounts()
    {
        account first, second;
        first.phone_number_id = "77";
        first.app_secrets = {"old secret", "secret"};
        first.verify_token = "let me in";
        second.phone_number_id = "78";
        second.app_secrets = {"other app"};
        return {first, second};
    }

    http_response post(const std::string& body, const std::string& signature)
    {
        http_request request;
        request.method = "POST";
        request.body = body;
        request.fields.emplace_back("x-hub-signature-256", signature);
        http_response response;
        asio::co_spawn(io, handler.receive(std::move(request)),
                       [&](std::exception_ptr failure, http_response given) {
                           EXPECT_FALSE(failure);
                           response = std::move(given);
                       });
        io.restart();
        io.run();
        return response;
    }
    http_response post(const std::string& body) { return post(body, sign(body, "secret")); }

    static std::string body_of(const std::string& items, const std::string& number = "77",
                               const std::string& field = "messages", const std::string& contacts = "[]")
    {
        return R"({"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":")" + field +
               R"(","value":{"metadata":{"phone_number_id":")" + number + R"("},"contacts":)" + contacts +
               "," + items + "}}]}]}";
    }
    static std::string text(const std::string& id, const std::string& words)
    {
        return R"({"from":"6281200000001","id":")" + id +
               R"(","timestamp":"1763600000","type":"text","text":{"body":")" + words + R"("}})";
    }
    static std::string messages(const std::string& all) { return R"("messages":[)" + all + "]"; }

    asio::io_context io{};
    memory_store store{};
    std::vector<std::string> begun{};
    bool has_room{true};
    customer_windows windows{};
    metrics seen{};
    webhook_handler handler{accounts(),
                            store,
                            [this](admission, mo_message message) { begun.push_back(message.text); },
                            [this] { return has_room; },
                            [] { return now; },
                            windows,
                            seen};
};

}  // namespace sapa::whatsapp
