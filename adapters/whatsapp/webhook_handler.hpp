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
    // A status, after it was noted; with the reason where it says that its message failed. Ends when what
    // follows from it is committed.
    using status_hook = std::function<async<void>(delivery_report, std::optional<failure>)>;
    // false: answer 503 before anything is admitted.
    using room_check = std::function<bool()>;

    webhook_handler(std::vector<account> accounts, conversation_store& store, beginning begin,
                    room_check has_room, clock_source now, customer_windows& windows, metrics& seen);

    // The same numbers with new secrets.
    void renew(std::vector<account> accounts);

    void when_status(status_hook hook) { on_status_ = std::move(hook); }

    // An answer of the Graph API that tells of a person (arrival.hpp): kept as if a webhook had told it.
    async<void> learn(std::string account, std::string person, std::int64_t code);

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
    struct status_news
    {
        delivery_report report{};
        std::optional<failure> why{};
    };
    struct wish  // about messages that we start
    {
        std::string sender{}, category{}, value{};
    };
    using job = std::variant<mo_message, status_news, mute_order, wish, revocation>;
    struct batch;

    const account* find_account(const own_number& number) const;
    std::vector<job> jobs_of(const webhook& told, instant now);
    void add_messages(std::vector<job>& jobs, const std::vector<inbound_message>& messages, instant now);
    std::optional<mo_message> arrived(const inbound_message& message, instant now);
    void add_status(std::vector<job>& jobs, const message_status& status, instant now);
    void add_person_news(std::vector<job>& jobs, const std::string& account, const std::string& person,
                         std::int64_t code, std::string provider_id, instant now) const;
    void add_preference(std::vector<job>& jobs, const user_preference& preference) const;
    void add_echo(std::vector<job>& jobs, const message_echo& echo, instant now) const;
    void count_ignored(const webhook& told) const;
    void count_item(std::string_view kind, std::size_t items = 1) const;
    http_response answer(int status, std::string_view outcome) const;
    async<bool> keep(std::vector<job> jobs);
    async<void> keep_one(job item, batch& all);
    async<void> take(job item, batch& all);
    async<std::optional<ticket>> keep_wish(wish wanted);

    std::vector<account> accounts_;
    std::vector<std::string> secrets_;
    conversation_store& store_;
    beginning begin_;
    room_check has_room_;
    clock_source now_;
    customer_windows& windows_;
    labelled_counter requests_seen_, items_seen_;
    metrics::histogram& receive_seconds_;
    status_hook on_status_{};
};

}  // namespace sapa::whatsapp
