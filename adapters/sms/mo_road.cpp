// From PDU to store: what each kind of message becomes, and when it is acknowledged.
#include "adapters/sms/mo_road.hpp"
#include "adapters/sms/command_status.hpp"
#include "adapters/sms/receipt.hpp"
#include "gateway/async/clock.hpp"
#include "gateway/observe/log.hpp"
#include "gateway/observe/stages.hpp"

namespace sapa::sms {
namespace {

using clock = steady_clock;

reassembly_limits limits_of(const smpp_account& account)
{
    reassembly_limits limits;
    limits.parts_timeout = account.parts_timeout;
    limits.parts_max = account.parts_max;
    limits.parts_per_sender = account.parts_per_sender;
    return limits;
}

receipt receipt_of(const smpp::pdu& message)
{
    if (const auto* mo = std::get_if<smpp::deliver_sm>(&message.body))
        return read_receipt(*mo, message);
    return read_receipt(std::get<smpp::data_sm>(message.body), message);
}

delivery_report::state report_state(message_state what)
{
    switch (what) {
        case message_state::scheduled:
        case message_state::enroute:
        case message_state::accepted:
            return delivery_report::state::sent;
        case message_state::delivered:
            return delivery_report::state::delivered;
        case message_state::expired:
            return delivery_report::state::expired;
        default:
            return delivery_report::state::failed;
    }
}

}  // namespace

mo_road::mo_road(asio::any_io_executor executor, const smpp_account& account, const mo_sink& sink,
                 receipt_ids& ids, account_counts& counts)
    : executor_(executor),
      account_(account),
      sink_(sink),
      ids_(ids),
      counts_(counts),
      joiner_(limits_of(account), account.mo_text),
      born_(clock::now()),
      born_at_(now())
{
}

instant mo_road::now() const { return sink_.now ? sink_.now() : system_now(); }

// For how long parts wait does not depend on who sets the wall clock.
instant mo_road::joining_now() const
{
    return born_at_ + std::chrono::floor<milliseconds>(clock::now() - born_);
}

void mo_road::take(esme& link, row_id epoch, smpp::pdu&& message)
{
    owed to{&link, link.generation(), message.id(), message.sequence_number, clock::now()};
    const bool full = in_work_ >= account_.unacknowledged_max || (sink_.has_room && !sink_.has_room());
    ++in_work_;
    if (full) {
        ++counts_.refused_mo;
        answer(to, smpp::status::rmsgqful);
    } else if (is_receipt(message, account_.receipts_by_text)) {
        take_receipt(to, message);
    } else {
        take_text(to, epoch, message);
    }
}

void mo_road::refuse(esme& link, const smpp::pdu& message)
{
    ++counts_.refused_mo;
    link.acknowledge(link.generation(), message.id(), message.sequence_number, account_.refusal_status);
}

void mo_road::answer(const owed& to, std::uint32_t status)
{
    if (!to.link)
        return;
    --in_work_;
    to.link->acknowledge(to.generation, to.request, to.sequence, status);
}

// -- receipts --

void mo_road::take_receipt(const owed& to, const smpp::pdu& message)
{
    ++counts_.receipts;
    const auto read = receipt_of(message);
    if (!read.id || read.id->empty() || !read.state)
        return answer(to, smpp::status::rok);  // nothing that could be recorded
    delivery_report report;
    report.via = channel_type::sms;
    report.account = account_.name;
    report.message_id = ids_.stored_form(*read.id);
    if (report.message_id == *read.id && !read.other_id.empty())
        report.message_id = ids_.stored_form(read.other_id);
    report.what = report_state(*read.state);
    report.code = read.err.value_or(std::string(state_word(*read.state)));
    report.at = now();
    spawn(note(to, std::move(report)));
}

async<void> mo_road::note(owed to, delivery_report report)
{
    unsettled one;
    one.to = to;
    try {
        one.committed = co_await sink_.store.note_report(std::move(report));
    } catch (...) {
        end(one, false);
        throw;
    }
    settle(std::move(one));
}

// -- acknowledging --

void mo_road::settle(unsettled one)
{
    unsettled_.push_back(std::move(one));
    if (settling_)
        return;
    settling_ = true;
    spawn(settle_all());
}

async<void> mo_road::settle_all()
{
    while (!unsettled_.empty()) {
        const auto one = std::move(unsettled_.front());
        unsettled_.pop_front();
        bool stored = false;
        try {
            stored = co_await sink_.store.durable(one.committed);
        } catch (const std::exception&) {
            stored = false;
        }
        end(one, stored);
        const bool late = clock::now() - one.to.arrived > account_.smsc_response_timer;
        if (stored && late && one.inbox != 0) {
            ++counts_.acknowledged_late;
            try {
                co_await sink_.store.acknowledged_late(one.inbox);
            } catch (const std::exception&) {
                log_event(log_level::warning, "smpp_late_acknowledgement_not_noted",
                          {{"account", account_.name}});
            }
        }
    }
    settling_ = false;
}

void mo_road::end(const unsettled& one, bool stored)
{
    if (!stored)
        ++counts_.refused_mo;
    else if (sink_.receive_seconds)
        observe_since(*sink_.receive_seconds, one.to.arrived);
    answer(one.to, stored ? smpp::status::rok : account_.refusal_status);
}

}  // namespace sapa::sms
