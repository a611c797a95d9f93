// Texts on their way in: parts joined, questions admitted, what could not be stored tried again.
#include <algorithm>
#include "adapters/sms/command_status.hpp"
#include "adapters/sms/mo_road.hpp"
#include "adapters/sms/submit.hpp"
#include "gateway/async/within.hpp"
#include "gateway/model/msisdn.hpp"
#include "gateway/observe/log.hpp"
#include "gateway/pipeline/store_errors.hpp"

namespace sapa::sms {
namespace {

part_in part_of(const smpp::pdu& message)
{
    if (const auto* mo = std::get_if<smpp::deliver_sm>(&message.body))
        return to_part(*mo, message);
    return to_part(std::get<smpp::data_sm>(message.body), message);
}

// What makes two deliver_sm the same: addresses, esm_class, data_coding, octets, SAR.
std::string fingerprint_of(const smpp::pdu& message, const part_in& part)
{
    const auto* mo = std::get_if<smpp::deliver_sm>(&message.body);
    const auto* sm = std::get_if<smpp::data_sm>(&message.body);
    const auto esm_class = mo ? mo->esm_class : sm->esm_class;
    std::string print = part.source + '\n' + part.destination + '\n';
    print += static_cast<char>(esm_class);
    print += static_cast<char>(part.data_coding);
    if (part.concatenated)
        print += part_name(part);
    print += '\n';
    print += mo && !mo->short_message.empty() ? mo->short_message : part.octets;
    return print;
}

}  // namespace

carried_values mo_road::carried_of(const smpp::pdu& message) const
{
    carried_values carried;
    for (const auto& wanted : account_.carried)
        if (const auto* found = message.find(wanted.from))
            carried.emplace_back(carried_tlv_name(wanted.from), to_hex(found->value));
    return carried;
}

mo_message mo_road::message_of(joined_message&& joined, carried_values carried) const
{
    mo_message message;
    message.via = channel_type::sms;
    message.account = account_.name;
    message.phone = parse_msisdn(joined.source);
    message.sender = message.phone ? message.phone->digits() : joined.source;
    message.destination = std::move(joined.destination);
    message.text = std::move(joined.text);
    message.received_at = message.sent_at = now();
    message.incomplete = joined.incomplete;
    message.carried = std::move(carried);
    if (account_.destination_as == destination_form::as_received)
        message.carried.emplace_back(carried_source, std::move(joined.source));
    return message;
}

void mo_road::take_text(const owed& to, row_id epoch, const smpp::pdu& message)
{
    auto part = part_of(message);
    part.token = ++tokens_;
    question about{.to = to};
    about.origin.emplace().bind_epoch = epoch;
    about.message.carried = carried_of(message);
    if (part.concatenated && part.concatenated->total > 1)
        return take_part(to, std::move(part), std::move(about));
    about.origin->fingerprint = fingerprint_of(message, part);
    const auto token = part.token;
    ask_all(joiner_.add(std::move(part), joining_now()), token, std::move(about));
}

// Older sets that had to make room go first, so that the store sees them end before this part. true: it is
// among what was asked.
bool mo_road::ask_all(reassembly_result&& result, std::uint64_t token, question&& about)
{
    bool asked = false;
    for (auto& joined : result.messages) {
        const bool mine = std::ranges::find(joined.tokens, token) != joined.tokens.end();
        asked = asked || mine;
        ask(std::move(joined), mine ? std::move(about) : question());
    }
    return asked;
}

// Known again by its reference and what it says, not by its session: the store knows which parts were joined.
void mo_road::take_part(const owed& to, part_in&& part, question&& about)
{
    ++counts_.parts;
    const auto token = part.token;
    auto carried = about.message.carried;
    auto copy = part;
    waiting_.emplace(token, waiting_part{set_name(part), part_print(part), carried});
    auto result = joiner_.add(std::move(part), joining_now());
    if (result.outcome == part_outcome::duplicate)
        waiting_.erase(token);
    if (!ask_all(std::move(result), token, std::move(about)))
        spawn(keep(to, std::move(copy), std::move(carried)));
}

// Also a copy of one that waits or was joined: whether that was stored, the store knows.
async<void> mo_road::keep(owed to, part_in part, carried_values carried)
{
    unsettled one;
    one.to = to;
    sms_part whole;
    whole.account = account_.name;
    whole.set = set_name(part);
    whole.print = part_print(part);
    whole.total = part.concatenated->total;
    whole.number = part.concatenated->part;
    whole.octets = write_part(part, carried);
    whole.received_at = now();
    part_kept kept;
    try {
        kept = co_await sink_.store.keep_part(std::move(whole));
    } catch (...) {
        end(one, false);
        throw;
    }
    one.committed = kept.committed;
    if (kept.joined) {
        ++counts_.mo_duplicates;
        joiner_.take_out(part);
        waiting_.erase(part.token);
    }
    settle(std::move(one));
    join_stored(std::move(kept.others));
}

// `about` holds what came with the PDU: its origin, what it carries, who waits; nothing where time ran out.
void mo_road::ask(joined_message&& joined, question&& about)
{
    auto carried = std::move(about.message.carried);
    for (const auto token : joined.tokens) {
        const auto at = waiting_.find(token);
        if (at == waiting_.end())
            continue;
        about.parts.set = std::move(at->second.set);
        about.parts.prints.push_back(std::move(at->second.print));
        if (carried.empty())
            carried = std::move(at->second.carried);
        waiting_.erase(at);
    }
    about.message = message_of(std::move(joined), std::move(carried));
    ++counts_.mo;
    spawn(admit(std::move(about)));
}

async<void> mo_road::admit(question asked)
{
    unsettled one;
    one.to = asked.to;
    bool failed = false;
    admission got;
    try {
        got = co_await sink_.store.admit(asked.message, asked.origin, asked.parts);
    } catch (const std::exception&) {
        failed = true;
    }
    if (failed) {
        end(one, false);
    } else {
        one.committed = got.committed;
        one.inbox = got.inbox;
        if (got.duplicate)
            ++counts_.mo_duplicates;
        else if (sink_.begin_work)
            sink_.begin_work(got, asked.message);
        if (asked.parts.empty() && asked.to.link) {
            settle(std::move(one));
            co_return;
        }
        // A joined message: its parts are acknowledged already, so it must not be lost here.
        failed = !co_await sink_.store.durable(got.committed);
        end(one, !failed);
    }
    if (failed && (!asked.parts.empty() || !asked.to.link))
        co_await admit_again(std::move(asked));
}

async<void> mo_road::admit_again(question asked)
{
    asked.to = owed();
    bool stored = false;
    while (!stored) {
        co_await pause_for(std::chrono::seconds(1));
        try {
            auto got = co_await sink_.store.admit(asked.message, asked.origin, asked.parts);
            if (!got.duplicate && sink_.begin_work)
                sink_.begin_work(got, asked.message);
            stored = co_await sink_.store.durable(got.committed);
        } catch (const std::exception&) {
            log_event(log_level::warning, "smpp_joined_not_stored", {{"account", account_.name}});
        }
    }
}

// -- time --

void mo_road::expire()
{
    const auto due = joiner_.next_expiry();
    if (!due || *due > joining_now())
        return;
    for (auto& joined : joiner_.expire(joining_now()))
        ask(std::move(joined), question());
}

async<void> mo_road::restore()
{
    std::optional<std::vector<sms_part>> kept;
    while (!kept) {
        try {
            kept = co_await sink_.store.parts();
        } catch (const store_full& full) {
            log_event(log_level::warning, "smpp_parts_not_read",
                      {{"account", account_.name}, {"why", full.what()}});
        }
        if (!kept)
            co_await pause_for(std::chrono::seconds(1));
    }
    join_stored(std::move(*kept));
}

// Parts that a restart left or another node took; those that this road has already are duplicates.
void mo_road::join_stored(std::vector<sms_part> parts)
{
    std::ranges::sort(parts, {}, &sms_part::received_at);
    for (auto& stored : parts) {
        auto read = stored.account == account_.name ? read_part(stored.octets) : std::nullopt;
        if (!read)
            continue;
        const auto token = read->part.token = ++tokens_;
        waiting_.emplace(token, waiting_part{stored.set, part_print(read->part), std::move(read->carried)});
        // Its time begins anew: while nobody was bound, the others could not come.
        auto result = joiner_.add(std::move(read->part), joining_now());
        if (result.outcome == part_outcome::duplicate)
            waiting_.erase(token);
        for (auto& joined : result.messages)
            ask(std::move(joined), question());
    }
}

}  // namespace sapa::sms
