// The private listener's routes about persons: look-up, unmasking, whom a breach touched, the audit log.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include "gateway/async/clock.hpp"
#include "gateway/async/work_thread.hpp"
#include "gateway/http/server.hpp"
#include "gateway/pipeline/operator_store.hpp"

namespace sapa {

// What the routes reach; everything outlives the router.
struct person_desk
{
    operator_store& kept;
    work_thread& work;
    clock_source now;
    // Who bears this bearer token, with a role of `roles` ("lead|admin"); empty: nobody.
    std::function<std::string(std::string_view token, std::string_view roles)> who;
};

// Each answers only after its audit entry is on disk (who, what, about whom by the last four digits, why):
//   POST /api/search             {number}             agent|lead|admin  masked; a whole number or the last
//   four digits POST /api/search/unmask      {number, reason}     lead|admin        texts and senders whole
//   POST /api/messages/{id}/unmask {reason}           lead|admin        the timeline with its texts
//   POST /api/breach             {day, reason}        admin             whom a leak of that day (WIB)
//   touched, whole numbers GET  /api/audit                                   lead|admin        the newest
//   1000 entries
// Numbers travel in bodies, so that no log of a proxy has them.
void add_person_routes(http_router& routes, person_desk desk);

}  // namespace sapa
