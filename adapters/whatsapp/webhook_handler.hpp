// GET and POST /webhooks/whatsapp: verification, signature, admission; 200 only when all of a body is on
// disk.
#pragma once
#include <functional>
#include <string>
#include <variant>
#include <vector>
#include "adapters/whatsapp/account.hpp"
#include "adapters/whatsapp/customer_window.hpp"
#include "adapters/whatsapp/recent_map.hpp"
#include "adapters/whatsapp/webhook_types.hpp"
#include "gateway/async/clock.hpp"
#include "gateway/http/server.hpp"
#include "gateway/observe/metrics.hpp"
#include "gateway/pipeline/conversation_store.hpp"

namespace sapa::whatsapp {

class webhook_handler
{
public:
    // Called as soon as a message is admitted, before its commit; not for duplicates.
    using beginning = std::function<void(admission, mo_message)>;
    // false: answer 503 before anything is admitted.
    using room_check = std::function<bool()>;

    webhook_handler(std::vector<account> accounts, conversation_store& store, beginning begin,
                    room_check has_room, clock_source now, customer_windows& windows, metrics& seen);

    // The handler outlives the router.
    void add_routes(http_router& router, const std::string& path = "/webhooks/whatsapp");

    http_response verify(const http_request& request) const;
    async<http_response> receive(http_request request);

private:
    struct mute_order
    {
        std::string sender{};
        instant until{};
    };
    using job = std::variant<mo_message, delivery_report, mute_order>;
    struct batch;

    const account* find_account(const own_number& number) const;
    std::vector<job> jobs_of(const webhook& told, instant now);
    void add_message(std::vector<job>& jobs, const inbound_message& message, instant now);
    void add_status(std::vector<job>& jobs, const message_status& status, instant now) const;
    void add_echo(std::vector<job>& jobs, const message_echo& echo, instant now) const;
    void count_ignored(const webhook& told) const;
    void count_item(std::string_view kind, std::size_t items = 1) const;
    http_response answer(int status, std::string_view outcome) const;
    async<bool> keep(std::vector<job> jobs);
    async<void> keep_one(job item, batch& all);
    async<void> take(job item, batch& all);

    std::vector<account> accounts_;
    std::vector<std::string> secrets_;
    conversation_store& store_;
    beginning begin_;
    room_check has_room_;
    clock_source now_;
    customer_windows& windows_;
    metrics& metrics_;
    recent_map<std::string> identities_{};  // account/sender -> the last identity_key_hash
};

}  // namespace sapa::whatsapp
