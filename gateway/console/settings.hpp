// What the console is told at its start, and what it reaches of the gateway around it.
#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>
#include "gateway/async/clock.hpp"
#include "gateway/async/task_group.hpp"
#include "gateway/async/work_thread.hpp"
#include "gateway/console/accounts.hpp"
#include "gateway/pipeline/operator_store.hpp"
#include "intents/dialogue/bundle.hpp"

namespace sapa::console {

struct console_settings
{
    std::filesystem::path folder{"var/console"};         // accounts, draft, versions, saved tests
    std::filesystem::path conf{"conf"};                  // as shipped: never written
    std::filesystem::path tests{"tests/conversations"};  // as shipped: never written
    std::filesystem::path cache{"var/cache"};            // of learnt models
    seconds idle{1800}, absolute{12 * 3600};             // then a session ends
    bool secure_cookie{};                                // the listener is reached by TLS
    hash_cost cost{hash_cost::interactive()};
};

// Everything outlives the console.
struct console_links
{
    work_thread& work;
    task_group& tasks;
    clock_source now;
    operator_store& kept;  // real conversations and the audit
    // The bundle that participants are served by, and another one in its place.
    std::function<std::shared_ptr<const bundle>()> served;
    std::function<void(std::shared_ptr<const bundle>)> serve;
};

}  // namespace sapa::console
