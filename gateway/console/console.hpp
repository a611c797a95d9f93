// The call-centre console: its API and its page, on the private listener. What agents play on is made of the
// lab's parts and memory alone: no store, no socket of an adapter.
#pragma once
#include <memory>
#include <span>
#include "gateway/console/pages.hpp"
#include "gateway/console/settings.hpp"
#include "gateway/http/server.hpp"

namespace sapa::console {

struct rooms;

class desk
{
public:
    desk(console_settings with, console_links links);
    ~desk();

    void add_routes(http_router& routes, std::span<const page_file> pages);
    // Nobody can sign in yet.
    bool has_no_account() const;

private:
    std::unique_ptr<rooms> rooms_;
};

}  // namespace sapa::console
