// Which texts of the queue were labelled or laid aside: kept in a file, so that they do not come back.
#pragma once
#include <filesystem>
#include <set>
#include "gateway/async/async.hpp"
#include "gateway/async/work_thread.hpp"
#include "gateway/pipeline/conversation_store.hpp"

namespace sapa::console {

class settled_texts
{
public:
    explicit settled_texts(std::filesystem::path file);

    bool has(row_id inbox) const { return all_.contains(inbox); }
    async<void> settle(work_thread& work, row_id inbox);

private:
    std::filesystem::path file_;
    std::set<row_id> all_{};  // the newest; older ones have left the store
};

}  // namespace sapa::console
