// The store in memory: epochs, and what is handed out after a restart.
#include <algorithm>
#include "gateway/lab/memory_store.hpp"
#include "gateway/pipeline/redelivery.hpp"

namespace sapa::lab {

async<row_id> memory_store::begin_epoch(std::string, instant now)
{
    const auto id = next_++;
    epochs_[id] = {now, true};
    co_return id;
}

async<void> memory_store::end_epoch(row_id epoch, instant now)
{
    const auto at = epochs_.find(epoch);
    if (at != epochs_.end() && at->second.second)
        close_epoch(epoch, now);
    co_return;
}

void memory_store::close_epoch(row_id epoch, instant ended)
{
    epochs_[epoch] = {ended, false};
    for (auto& copy : copies_)
        if (copy.epoch == epoch)
            copy.epoch_ended = ended;
    std::erase_if(copies_, [&](const copy& one) {
        return one.epoch_ended && *one.epoch_ended + redelivery_window < ended;
    });
}

async<ticket> memory_store::acknowledged_late(row_id inbox)
{
    for (auto& copy : copies_)
        if (copy.inbox == inbox)
            copy.late = true;
    co_return ticket{};
}

void memory_store::reopen()
{
    claimed_questions_ = claimed_outbox_ = claimed_promises_ = 0;
    claim_end_ = next_;
    for (auto& [epoch, life] : epochs_)
        if (life.second)
            close_epoch(epoch, life.first);
}

async<backlog> memory_store::claim(std::size_t most, instant)
{
    backlog out;
    for (auto at = questions_.upper_bound(claimed_questions_);
         at != questions_.end() && at->first < claim_end_ && out.questions.size() < most; ++at) {
        unanswered one;
        one.admitted = admitted(at->first, at->second);
        one.message = at->second.message;
        one.write = at->second.write;
        out.questions.push_back(std::move(one));
        claimed_questions_ = at->first;
    }
    for (auto at = outbox_.upper_bound(claimed_outbox_);
         at != outbox_.end() && at->first < claim_end_ && out.outbox.size() < most; ++at) {
        out.outbox.push_back(at->second.what);
        claimed_outbox_ = at->first;
    }
    for (auto at = promises_.upper_bound(claimed_promises_);
         at != promises_.end() && at->first < claim_end_ && out.promises.size() < most; ++at) {
        out.promises.push_back(at->second);
        claimed_promises_ = at->first;
    }
    out.more = out.questions.size() == most || out.outbox.size() == most || out.promises.size() == most;
    co_return out;
}

async<std::vector<sms_part>> memory_store::parts()
{
    std::vector<sms_part> kept;
    for (const auto& [key, part] : parts_)
        kept.push_back(part);
    co_return kept;
}

async<ledger> memory_store::balance() { co_return ledger_; }

}  // namespace sapa::lab
