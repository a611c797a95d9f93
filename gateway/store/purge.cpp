// Retention.
#include "gateway/store/database.hpp"

namespace sapa::store {

purge_report database::purge(instant, const retention&, std::size_t) { return {}; }

}  // namespace sapa::store
