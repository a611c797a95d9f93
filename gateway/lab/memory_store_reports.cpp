// The store in memory: what became of what was sent, and what is sent in its place.
#include <algorithm>
#include "gateway/lab/memory_store.hpp"
#include "gateway/pipeline/reference.hpp"

namespace sapa::lab {
namespace {

constexpr ticket at_once{};

}  // namespace

std::vector<row_id> memory_store::told_of(const delivery_report& report) const
{
    auto rows = rows_of(report.reference);
    if (rows.empty() && !report.message_id.empty())
        for (const auto& [row, sent] : ended_)
            if (std::ranges::find(sent.message_ids, report.message_id) != sent.message_ids.end())
                rows.push_back(row);
    return rows;
}

// A report that comes before its message has ended is not kept: nobody here asks a provider.
async<ticket> memory_store::note_report(delivery_report report)
{
    for (const auto row : told_of(report))
        if (const auto at = ended_.find(row); at != ended_.end())
            at->second.report = std::max(at->second.report.value_or(report.what), report.what);
    co_return at_once;
}

async<std::vector<unsent>> memory_store::find_failed(delivery_report report)
{
    std::vector<unsent> found;
    for (const auto row : told_of(report)) {
        const auto at = ended_.find(row);
        if (at != ended_.end() && at->second.sent && at->second.report == delivery_report::state::failed)
            found.push_back(at->second.what);
    }
    co_return found;
}

// Takes the message out; its question.
row_id memory_store::replace(row_id outbox)
{
    auto& where = outbox_.contains(outbox) ? outbox_ : ended_;
    const auto old = where.extract(outbox).mapped();
    if (old.dead && old.inbox != 0 && --dead_[old.inbox] == 0) {
        dead_.erase(old.inbox);
        if (!is_open(old.inbox)) {
            --ledger_.dead_lettered;
            ++ledger_.answered;
        }
    }
    return old.inbox;
}

// A question counts as a dead letter once, and only when it is neither in work nor promised.
void memory_store::tell_dead(row_id inbox)
{
    const bool first = dead_[inbox]++ == 0;
    if (!first || is_open(inbox))
        return;
    --ledger_.answered;
    ++ledger_.dead_lettered;
}

bool memory_store::is_open(row_id inbox) const
{
    return questions_.contains(inbox) ||
           std::ranges::any_of(promises_, [&](const auto& one) { return one.second.inbox == inbox; });
}

}  // namespace sapa::lab
