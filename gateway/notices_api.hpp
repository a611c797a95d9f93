// POST /api/notices on the private listener: messages that we start.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include "gateway/config.hpp"
#include "gateway/http/server.hpp"
#include "gateway/pipeline/notice_sender.hpp"

namespace sapa {

// The section and the accounts that notices leave by.
notice_settings notice_settings_of(const settings& with);

// `sender` outlives the routes. `who`: the bearer of a token with a role of `roles`; empty: nobody.
void add_notice_routes(http_router& routes, notice_sender& sender,
                       std::function<std::string(std::string_view token, std::string_view roles)> who);

}  // namespace sapa
