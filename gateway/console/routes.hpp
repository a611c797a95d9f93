// The routes of the console's API, one file a concern.
#pragma once
#include "gateway/console/rooms.hpp"
#include "gateway/console/words.hpp"

namespace sapa::console {

void add_sign_in_routes(http_router& routes, gate& door);
void add_account_routes(http_router& routes, gate& door);
void add_play_routes(http_router& routes, rooms& all);
void add_why_routes(http_router& routes, rooms& all);
void add_test_routes(http_router& routes, rooms& all);
void add_draft_routes(http_router& routes, rooms& all);
void add_publish_routes(http_router& routes, rooms& all);
void add_knowledge_routes(http_router& routes, rooms& all);
void add_text_routes(http_router& routes, rooms& all);
void add_search_routes(http_router& routes, rooms& all);
void add_flow_routes(http_router& routes, rooms& all);
void add_conversation_routes(http_router& routes, rooms& all);

}  // namespace sapa::console
