// The store of the simulation: what the road calls, each a job of a group.
#include "disk_store.hpp"
#include "gateway/pipeline/store_errors.hpp"

namespace sapa::simulation {

template <class Result>
async<Result> disk_store::early(std::function<Result(ticket)> run)
{
    Result result{};
    std::function<void(ticket)> keep = [&](ticket group) { result = run(group); };
    co_await submit(std::move(keep), true);
    co_return result;
}

template <class Result>
async<Result> disk_store::committed(std::function<Result(ticket)> run)
{
    Result result{};
    std::function<void(ticket)> keep = [&](ticket group) { result = run(group); };
    co_await submit(std::move(keep), false);
    co_return result;
}

async<admission> disk_store::admit(mo_message message, std::optional<smpp_origin> origin, joined_parts joined)
{
    if (disk_.broken == breakage::forgets_bind_epochs)
        origin.reset();
    std::function<admission(ticket)> job = [&](ticket group) {
        auto got = database_->admit(message, origin, joined, group);
        when_committed([this, got, message] { seen_.admitted(got, message); });
        return got;
    };
    co_return co_await early(std::move(job));
}

async<part_kept> disk_store::keep_part(sms_part part)
{
    std::function<part_kept(ticket)> job = [&](ticket group) { return database_->keep_part(part, group); };
    co_return co_await early(std::move(job));
}

async<ticket> disk_store::note_report(delivery_report report)
{
    std::function<ticket(ticket)> job = [&](ticket group) { return database_->note_report(report), group; };
    co_return co_await early(std::move(job));
}

async<std::vector<unsent>> disk_store::find_failed(delivery_report report)
{
    std::function<std::vector<unsent>(ticket)> job = [&](ticket) { return database_->find_failed(report); };
    co_return co_await early(std::move(job));
}

async<ticket> disk_store::mute(channel_type via, std::string sender, instant until)
{
    std::function<ticket(ticket)> job = [&](ticket group) {
        return database_->mute(via, sender, until), group;
    };
    co_return co_await early(std::move(job));
}

async<ticket> disk_store::take_back(revocation what, instant now)
{
    std::function<ticket(ticket)> job = [&](ticket group) { return database_->take_back(what, now), group; };
    co_return co_await early(std::move(job));
}

async<addressee> disk_store::find_addressee(channel_type via, std::string sender)
{
    std::function<addressee(ticket)> job = [&](ticket) {
        auto whose = database_->find_addressee(via, sender);
        whose.stopped = whose.stopped && disk_.broken != breakage::forgets_stop;
        return whose;
    };
    co_return co_await early(std::move(job));
}

async<void> disk_store::keep_write(row_id inbox, core_question question)
{
    std::function<void(ticket)> job = [&](ticket) { database_->keep_write(inbox, question); };
    co_await submit(std::move(job), false);
}

async<turn_receipt> disk_store::commit_turn(turn done)
{
    std::function<turn_receipt(ticket)> job = [&](ticket group) {
        const bool lost = disk_.broken == breakage::loses_turns && done.inbox % 7 == 1;
        if (lost)
            throw store_refused("lost on purpose");
        auto receipt = database_->commit_turn(done, group);
        when_committed([this, done, receipt] { seen_.took_turn(done, receipt); });
        return receipt;
    };
    co_return co_await committed(std::move(job));
}

async<ticket> disk_store::begin_attempt(row_id outbox, std::int64_t lease_epoch, instant now)
{
    std::function<ticket(ticket)> job = [&](ticket group) {
        if (disk_.broken == breakage::sends_without_attempt)
            return group;
        database_->begin_attempt(outbox, lease_epoch, now);
        when_committed([this, outbox] { seen_.began_attempt(outbox); });
        return group;
    };
    co_return co_await early(std::move(job));
}

async<ticket> disk_store::end_attempt(attempt_result result)
{
    if (disk_.broken == breakage::calls_lost_accepted)
        result.ended = outbox_end::accepted;
    std::function<ticket(ticket)> job = [&](ticket group) {
        database_->end_attempt(result);
        when_committed([this, result] { seen_.ended_attempt(result); });
        return group;
    };
    co_return co_await early(std::move(job));
}

async<row_id> disk_store::begin_epoch(std::string account, instant now)
{
    std::function<row_id(ticket)> job = [&](ticket) { return database_->begin_epoch(account, now); };
    co_return co_await committed(std::move(job));
}

async<void> disk_store::end_epoch(row_id epoch, instant now)
{
    std::function<void(ticket)> job = [&](ticket) { database_->end_epoch(epoch, now); };
    co_await submit(std::move(job), false);
}

async<ticket> disk_store::acknowledged_late(row_id inbox)
{
    std::function<ticket(ticket)> job = [&](ticket group) {
        return database_->acknowledged_late(inbox), group;
    };
    co_return co_await early(std::move(job));
}

async<backlog> disk_store::claim(std::size_t most, instant now)
{
    std::function<backlog(ticket)> job = [&](ticket) {
        auto left = database_->claim(most, now);
        when_committed([this, left] { seen_.recovered(left); });
        return left;
    };
    co_return co_await committed(std::move(job));
}

async<std::vector<sms_part>> disk_store::parts()
{
    std::function<std::vector<sms_part>(ticket)> job = [&](ticket) { return database_->parts(); };
    co_return co_await committed(std::move(job));
}

async<ledger> disk_store::balance()
{
    std::function<ledger(ticket)> job = [&](ticket) { return database_->balance(); };
    co_return co_await committed(std::move(job));
}

}  // namespace sapa::simulation
