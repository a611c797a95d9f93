// The operators' HTTP API on the private listener: ledger, links, outbox, one message's timeline, purge,
// reload, back-up, log level, audit. Every change is recorded in the audit log.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>
#include "gateway/async/clock.hpp"
#include "gateway/async/work_thread.hpp"
#include "gateway/http/server.hpp"
#include "gateway/pipeline/conversation_store.hpp"
#include "gateway/pipeline/operator_store.hpp"

namespace sapa {

// Who bears the token that the server leaves for the commands on its machine.
inline constexpr std::string_view this_machine = "this machine";

// What the API reaches; everything outlives the router.
struct operated
{
    conversation_store& store;
    operator_store& kept;
    work_thread& work;
    clock_source now;
    retention kept_for{};
    // SMPP links by "account" or "account/link"; a verb of suspend, resume, drain. false: no such link.
    std::function<std::string()> links_json;
    std::function<bool(std::string_view link, std::string_view verb)> control_link;
    // Hands a released message to the dispatcher.
    std::function<void(unsent)> send_again;
    // Loads conf/ anew. Empty: done; else the findings as JSON.
    std::function<async<std::string>()> reload;
    // Told after a purge that ran to its end.
    std::function<void()> purged;
    // Who bears this bearer token, with a role of `roles` ("lead|admin"); empty: nobody.
    std::function<std::string(std::string_view token, std::string_view roles)> who;
};

void add_operator_routes(http_router& routes, operated what);

}  // namespace sapa
